"""What a person can ask, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from domain.case.state import CASE
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.registration.renaming import RenameCreditor
from domain.creditor.state import CREDITOR
from domain.kernel.identity import creditor_uuid
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT
from infra.postgres.progress import lag, positions
from infra.postgres.verification import problems
from projections.audit_trail.queries import TrailFilter, actors, has_acted, newest_version, trail
from projections.balances import queries as balances
from projections.kit.then import Then
from projections.sla import queries as sla
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN, RecordedLog
from tests.integration.projector.stories import CASES, three_cases, three_paid_cases
from tests.integration.projector.told_once import Story
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE

DAY = timedelta(days=1)
PAYMENTS = [UUID(int=case_id.int + 0x100) for case_id in CASES]


@pytest.fixture
def story() -> Story:
    """Three cases, of which two are paid; the third payment is in suspense."""
    return three_cases


def test_portfolios_and_creditors_add_up_their_cases(asked: connection) -> None:
    first, second = balances.portfolio_balances(asked)
    assert (first.portfolio, first.cases, first.open_cases, first.outstanding_minor) == ("p0", 2, 1, CLAIM_TOTAL_MINOR)
    assert (second.portfolio, second.cases, second.open_cases, second.paid_minor) == ("p1", 1, 0, CLAIM_TOTAL_MINOR)
    (creditor,) = balances.creditor_balances(asked)
    assert (creditor.creditor_id, creditor.portfolio, creditor.cases) == ("norrkraft", None, 3)
    assert creditor.claimed_minor == 3 * CLAIM_TOTAL_MINOR
    assert balances.portfolio_balances(asked, portfolio="p1") == [second]
    assert balances.portfolio_balances(asked, creditor_id="nobody") == []


@pytest.mark.parametrize("sizes", [[1], [2, 1], [8]], ids=str)
def test_creditors_are_as_they_are_called_now_with_their_terms_and_cases(folded: Folded, sizes: list[int]) -> None:
    log, norrkraft, other = RecordedLog(), creditor_uuid(CLAIM.creditor_id), creditor_uuid("ostra")
    terms = AgreeContract(
        BEGIN.date(), 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
    )
    later = replace(terms, valid_from=BEGIN.date() + 30 * DAY, commission_basis_points=900)
    log.decide(CREDITOR, norrkraft, RegisterCreditor(CLAIM.creditor_id, "Norrkraft Energi", "5560125790", "SE"))
    log.decide(CREDITOR, other, RegisterCreditor("ostra", "Östra Bostäder AB", None, "NO"))
    log.decide(CASE, CASES[0], CLAIM)
    renamed = [RenameCreditor(name) for name in ("Norrkraft Nord", "Norrkraft Energi", "Norrkraft Nord")]
    for command in (terms, *renamed, later, replace(later, vat_basis_points=0)):
        assert log.decide(CREDITOR, norrkraft, command)
    folded.fold_all(log.batches(sizes))

    known, without = balances.registered_creditors(folded.opened)
    assert (known.creditor_id, known.name, known.org_number, known.cases, known.open_cases, known.position) == (
        "norrkraft", "Norrkraft Nord", "5560125790", 1, 1, len(log.events),
    )  # fmt: skip
    assert (known.former_names, without.former_names) == (["Norrkraft Energi"], [])
    assert (without.name, without.org_number, without.jurisdiction, without.cases) == (
        "Östra Bostäder AB",
        None,
        "NO",
        0,
    )
    assert balances.registered_creditors(folded.opened, "ostra") == [without]
    assert balances.registered_creditors(folded.opened, "nobody") == []
    found = balances.contract_terms(folded.opened, "norrkraft")
    assert [(one.valid_from, one.commission_basis_points, one.vat_basis_points) for one in found] == [
        (terms.valid_from, 1_250, 2_500), (later.valid_from, 900, 0),
    ]  # fmt: skip
    assert balances.contract_terms(folded.opened, "ostra") == []
    [portfolio] = balances.portfolio_balances(folded.opened)
    assert (portfolio.creditor_id, portfolio.creditor) == ("norrkraft", "Norrkraft Nord")
    assert {one.creditor for one in balances.creditor_names(folded.opened)} == {"Norrkraft Nord", "Östra Bostäder AB"}
    assert balances.labels(folded.opened, [CASES[0]])[CASES[0]].creditor == "Norrkraft Nord"
    assert problems(folded.opened) == []


def test_a_case_shows_its_parts_apart(asked: connection) -> None:
    paid, unpaid = balances.case_balance(asked, CASES[0]), balances.case_balance(asked, CASES[2])
    assert paid is not None and unpaid is not None
    assert (paid.status, paid.outcome, paid.outstanding_minor, paid.collected_minor) == (
        "closed", "paid_in_full", 0, CLAIM_TOTAL_MINOR,
    )  # fmt: skip
    assert (unpaid.status, unpaid.principal_minor, unpaid.interest_minor, unpaid.fees_minor) == (
        "open", 100_000, 1_500, 24_000,
    )  # fmt: skip
    assert balances.case_balance(asked, UUID(int=1)) is None


def test_cases_come_in_pages(asked: connection) -> None:
    page = balances.case_balances(asked, limit=2)
    rest = balances.case_balances(asked, after=page[-1].case_id, limit=2)
    assert [case.case_id for case in [*page, *rest]] == CASES
    assert [case.case_id for case in balances.case_balances(asked, status="open")] == [CASES[2]]


def test_money_in_suspense_is_listed_with_reason_and_age(asked: connection) -> None:
    (entry,) = balances.suspense(asked, BEGIN + 10 * DAY)
    assert (entry.payment_id, entry.reason, entry.amount_minor) == (PAYMENTS[2], "no_reference", CLAIM_TOTAL_MINOR)
    assert entry.age == BEGIN + 10 * DAY - entry.since
    found = balances.payment_place(asked, PAYMENTS[0])
    assert found is not None and (found.status, found.reason) == ("matched", "exact_reference")
    assert [(one.status, one.payments) for one in balances.payment_totals(asked)] == [("matched", 2), ("suspense", 1)]


def test_the_books_balance_and_the_client_account_is_owed_to_somebody(asked: connection) -> None:
    (trial,) = balances.trial_balance(asked)
    assert trial.difference_minor == 0 and trial.debit_minor > 0
    (funds,) = balances.client_funds(asked)
    assert (funds.bank_minor, funds.client_payable_minor, funds.suspense_minor) == (
        3 * CLAIM_TOTAL_MINOR, 2 * CLAIM_TOTAL_MINOR, CLAIM_TOTAL_MINOR,
    )  # fmt: skip
    assert funds.difference_minor == 0
    [held] = balances.creditor_funds(asked)
    assert (held.creditor_id, held.held_minor, held.client_payable_minor) == (
        CLAIM.creditor_id, 2 * CLAIM_TOTAL_MINOR, 2 * CLAIM_TOTAL_MINOR,
    )  # fmt: skip
    assert held.difference_minor == 0


def test_the_trail_of_a_case_holds_its_events_and_the_payments_matched_to_it(asked: connection) -> None:
    entries = trail(asked, TrailFilter(case_id=CASES[0]))
    assert [entry.type for entry in entries if entry.aggregate_kind == "case"] == [
        "ClaimReceived", "DeadlineSet", "ContactMade", "PaymentAllocated", "DeadlineMet", "CaseClosed",
    ]  # fmt: skip
    assert [entry.type for entry in entries if entry.aggregate_kind == "payment"] == [
        "PaymentReceived", "PaymentMatched",
    ], "also what happened to the payment before it found its case"  # fmt: skip
    assert all(entry.case_ids == [CASES[0]] for entry in entries if entry.type != "PaymentReceived")
    assert len(entries[0].hash) == 32 and isinstance(entries[0].hash, bytes)


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (TrailFilter(type="ContactMade"), 3),
        (TrailFilter(actor_kind="system", actor_id="test"), 21),
        (TrailFilter(actor_id="somebody else"), 0),
        (TrailFilter(aggregate_id=PAYMENTS[2]), 2),
        (TrailFilter(correlation_id=PAYMENTS[2]), 2),
        (TrailFilter(occurred_from=BEGIN + DAY), 3),
        (TrailFilter(occurred_before=BEGIN + DAY, type="ContactMade"), 0),
        (TrailFilter(recorded_before=BEGIN + timedelta(seconds=2)), 2),
        (TrailFilter(case_id=CASES[1], type="PaymentMatched"), 1),
    ],
)
def test_the_trail_is_filtered(asked: connection, which: TrailFilter, count: int) -> None:
    assert len(trail(asked, which)) == count


def test_the_newest_version_of_an_aggregate_is_that_of_its_last_event(asked: connection) -> None:
    last = trail(asked, TrailFilter(aggregate_id=CASES[0]))[-1]
    assert newest_version(asked, CASES[0]) == last.version == 6
    assert newest_version(asked, UUID(int=0xABCDEF)) == 0


def test_pages_of_the_trail_follow_each_other_without_gap_or_overlap(asked: connection) -> None:
    whole, paged = trail(asked), trail(asked, limit=4)
    while page := trail(asked, after=paged[-1].place("recorded"), limit=4):
        paged += page
    assert paged == whole
    assert [entry.recorded_at for entry in whole] == sorted(entry.recorded_at for entry in whole)


def test_the_newest_pages_are_the_same_from_the_other_end(asked: connection) -> None:
    whole, paged = trail(asked), trail(asked, limit=4, newest_first=True)
    while page := trail(asked, after=paged[-1].place("recorded"), limit=4, newest_first=True):
        paged += page
    assert paged == whole[::-1]


def test_what_happened_in_a_period_comes_in_the_order_of_happening(changed: connection) -> None:
    with changed.cursor() as cursor:
        cursor.execute("UPDATE audit_trail_1.audit_trail SET occurred_at = %s WHERE position = 21", (BEGIN - DAY,))
    which = TrailFilter(occurred_before=BEGIN + 400 * DAY)
    whole, paged = trail(changed, which), trail(changed, which, limit=4)
    while page := trail(changed, which, after=paged[-1].place("occurred"), limit=4):
        paged += page
    assert paged == whole and whole[0].position == 21
    assert whole == sorted(whole, key=lambda entry: (entry.occurred_at, entry.partition, entry.position))
    assert trail(changed, which, newest_first=True) == whole[::-1]


def test_everybody_who_acted_is_known_by_name(asked: connection) -> None:
    assert [(one.kind, one.id) for one in actors(asked)] == [("system", "test")]
    assert has_acted(asked, "test")
    assert not has_acted(asked, "Test"), "another id, which is compared letter by letter"


def test_cases_and_payments_have_the_labels_that_people_know_them_by(asked: connection) -> None:
    found = balances.labels(asked, [CASES[0], PAYMENTS[2], UUID(int=7)])
    assert found[CASES[0]].creditor == CLAIM.creditor_id, "it was not registered here: its id stands for its name"
    assert (found[PAYMENTS[2]].kind, found[PAYMENTS[2]].amount_minor) == ("payment", CLAIM_TOTAL_MINOR)
    assert UUID(int=7) not in found


def _by(at: datetime) -> Then:
    return Then(at, None, "UTC")


def test_the_past_shows_only_what_had_happened_by_then(asked: connection) -> None:
    """Three claims came in at the beginning; what met or ended their clocks came later."""

    def then(at: timedelta) -> dict[tuple[str, str], int]:
        return {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + at, then=_by(BEGIN + at))}

    assert then(-DAY) == {}, "nothing had begun"
    everything = {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + 30 * DAY)}
    assert then(30 * DAY) == everything, "all that happened had happened by then"
    first = min(entry.occurred_at for entry in trail(asked))
    at_first = {(line.clock, line.state): line.count for line in sla.board(asked, first, then=_by(first))}
    assert at_first
    assert {state for _, state in at_first} == {"running"}


def test_a_clock_that_was_breached_later_was_not_yet_breached_then(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    before, after = clock.due_at - DAY, clock.due_at + DAY
    of_suspense = sla.ClockChoice("suspense_age")
    assert [one.clock for one in sla.breached(asked, after, of_suspense, then=_by(after))] == ["suspense_age"]
    assert sla.breached(asked, before, of_suspense, then=_by(before)) == []
    assert [one.state for one in sla.clocks_of(asked, PAYMENTS[2], before, then=_by(before))] == ["running"]


def test_pages_of_breached_clocks_and_of_suspense_follow_each_other(asked: connection) -> None:
    at = BEGIN + 400 * DAY
    for newest_first in (False, True):
        whole = sla.breached(asked, at, newest_first=newest_first)
        assert len(whole) > 1
        paged = sla.breached(asked, at, limit=1, newest_first=newest_first)
        while len(paged) < 10:
            last = paged[-1]
            place = (last.due_at, last.aggregate_id, last.clock, last.number)
            page = sla.breached(asked, at, limit=1, after=place, newest_first=newest_first)
            if not page:
                break
            paged += page
        assert paged == whole
    (only,) = balances.suspense(asked, at)
    assert balances.suspense(asked, at, after=(only.since, only.payment_id)) == []
    assert balances.suspense(asked, at, since_before=only.since - DAY) == []
    assert balances.suspense_count(asked) == 1


def test_money_in_suspense_is_found_by_its_amount(asked: connection) -> None:
    at = BEGIN + 400 * DAY
    (only,) = balances.suspense(asked, at)
    just = {only.currency: abs(only.amount_minor)}
    assert balances.suspense(asked, at, amounts=just) == [only]
    assert balances.suspense_count(asked, amounts=just) == 1
    for other in ({only.currency: just[only.currency] + 1}, {"ISK": just[only.currency]}, {}):
        assert balances.suspense(asked, at, amounts=other) == []
        assert balances.suspense_count(asked, amounts=other) == 0


def test_the_board_counts_what_is_past_due_as_breached_at_the_time_asked_for(asked: connection) -> None:
    def counts(at_days: int) -> dict[tuple[str, str], int]:
        return {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + at_days * DAY)}

    assert counts(2) == {
        ("first_contact", "met"): 3, ("payment_deadline", "met"): 2, ("payment_deadline", "running"): 1,
        ("resolution", "met"): 2, ("resolution", "running"): 1, ("suspense_age", "running"): 1,
        ("closure_confirmation", "breached"): 2, ("survey", "running"): 2,
    }  # fmt: skip
    assert counts(30)["suspense_age", "breached"] == 1
    assert counts(300)["resolution", "breached"] == 1
    assert sla.board(asked, BEGIN, sla.ClockChoice(jurisdiction="NO")) == []


def test_the_board_is_split_and_narrowed_by_creditor_portfolio_and_month(asked: connection) -> None:
    """The claims are of 2 March 2026: resolution is due in 180 days, in August; the deadlines within March."""
    at, resolution = BEGIN + 2 * DAY, sla.ClockChoice("resolution")
    by_portfolio = sla.board(asked, at, resolution, by="portfolio")
    assert [(one.creditor, one.portfolio, one.state, one.count) for one in by_portfolio] == [
        ("norrkraft", "p0", "met", 1), ("norrkraft", "p0", "running", 1), ("norrkraft", "p1", "met", 1),
    ]  # fmt: skip
    months = sla.board(asked, at, by="month", zone="Europe/Stockholm")
    assert {one.clock: one.month for one in months if one.clock in ("resolution", "suspense_age")} == {
        "resolution": "2026-08", "suspense_age": "2026-03",
    }  # fmt: skip
    p0 = sla.ClockChoice(creditor_id="norrkraft", portfolio="p0")
    assert sum(one.count for one in sla.board(asked, at, p0)) == 8, (
        "three clocks of two cases, two of an end; no payment's"
    )
    until_may = sla.ClockChoice(due_until=BEGIN + 60 * DAY)
    assert "resolution" not in {one.clock for one in sla.board(asked, at, until_may)}
    assert {one.clock for one in sla.board(asked, at, sla.ClockChoice(due_after=BEGIN + 60 * DAY))} == {"resolution"}
    of_creditor = sla.board(asked, at, sla.ClockChoice("suspense_age"), by="creditor")
    assert [(one.creditor_id, one.creditor) for one in of_creditor] == [(None, None)], "unknown money is of nobody yet"


def test_what_runs_and_falls_due_soon_is_at_risk_and_named(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    day_before = clock.due_at - DAY

    def risk(until: timedelta) -> dict[str, int]:
        board = sla.board(asked, day_before, risk_until=day_before + until)
        return {line.clock: line.at_risk for line in board if line.at_risk}

    assert risk(DAY - timedelta(microseconds=1)) == {}
    assert risk(DAY) == {"suspense_age": 1, "survey": 2}, "a week, and five bank days, after the same Monday"
    assert risk(200 * DAY) == {"suspense_age": 1, "survey": 2, "payment_deadline": 1, "resolution": 1}
    named = sla.at_risk(asked, day_before, day_before + 200 * DAY)
    assert sorted(one.clock for one in named[:3]) == ["survey", "survey", "suspense_age"]
    assert [one.clock for one in named[3:]] == ["payment_deadline", "resolution"]
    place = (named[0].due_at, named[0].aggregate_id, named[0].clock, named[0].number)
    assert sla.at_risk(asked, day_before, day_before + 200 * DAY, after=place) == named[1:]
    assert sla.at_risk(asked, clock.due_at, clock.due_at + DAY) == [], "what is over is breached, not at risk"


def test_a_clock_is_breached_from_its_due_instant_on(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    just_before = clock.due_at - timedelta(microseconds=1)
    of_suspense = sla.ClockChoice("suspense_age")
    assert [one.clock for one in sla.breached(asked, clock.due_at, of_suspense)] == ["suspense_age"]
    assert sla.breached(asked, just_before, of_suspense) == []
    assert clock in sla.at_risk(asked, just_before, clock.due_at)
    assert sla.clocks_of(asked, PAYMENTS[2], clock.due_at)[0].state == "breached"
    assert sla.breached(asked, clock.due_at, sla.ClockChoice("resolution")) == []


def test_lag_is_what_the_log_has_and_the_model_has_not(asked: connection) -> None:
    end = three_paid_cases().next_offset
    assert {one.offsets for one in lag(asked, {0: end})} == {0}
    behind = [one for one in lag(asked, {0: end + 5, 1: 2}) if one.model == "sla"]
    assert [(one.partition, one.offsets) for one in behind] == [(0, 5), (1, 2)]
    assert {reached[0] for reached in positions(asked).values()} == {21}


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE balances_1.ledger_account SET balance_minor = 1 WHERE account = 'suspense'", "trial_balance_is_zero"),
        (
            """
            UPDATE balances_1.ledger_account
            SET balance_minor = balance_minor + CASE account WHEN 'client_payable' THEN 7 ELSE -7 END
            WHERE account IN ('client_payable', 'claims_in_collection')
            """,
            "client_funds_are_owed",
        ),
        (
            "UPDATE balances_1.creditor_funds SET balance_minor = balance_minor - 7 WHERE account = 'client_payable'",
            "what_is_held_for_each_creditor_is_owed",
        ),
        (
            "UPDATE balances_1.creditor_funds SET balance_minor = 2 * balance_minor",
            "creditors_add_up_to_the_ledger",
        ),
        (
            "UPDATE balances_1.creditor_funds SET creditor_id = 'another'",
            "creditors_are_owed_what_was_collected_and_not_remitted",
        ),
        (
            "UPDATE balances_1.case_balance SET fees_minor = fees_minor + 1, claimed_minor = claimed_minor + 1",
            "receivables_are_what_cases_owe",
        ),
        ("UPDATE balances_1.portfolio_balance SET cases = cases + 1", "portfolios_are_the_sum_of_their_cases"),
        ("UPDATE balances_1.payment SET amount_minor = 1", "payments_stand_where_the_ledger_says"),
        ("DELETE FROM audit_trail_1.audit_trail WHERE position = 3", "no_version_is_missing"),
        ("DELETE FROM audit_trail_1.audit_trail WHERE position = 21", "every_folded_event_has_a_row"),
        ("UPDATE audit_trail_1.actor SET events = events + 1", "every_row_is_counted_for_its_actor"),
        ("UPDATE sla_1.clock SET position = 99", "clocks_do_not_run_ahead_of_the_model"),
        ("UPDATE caseledger.checkpoint SET folded = folded - 1 WHERE model = 'sla'", "every_event_is_folded_or_parked"),
        ("UPDATE caseledger.checkpoint SET position = 20, folded = 20 WHERE model = 'sla'", "is_where_the_log_is"),
    ],
)
def test_verification_finds_what_is_damaged(changed: connection, damage: str, check: str) -> None:
    assert problems(changed, {0: 21}) == []
    with changed.cursor() as cursor:
        cursor.execute(damage)
    assert check in {problem.check for problem in problems(changed, {0: 21})}


def test_a_payment_for_several_cases_is_in_the_trail_of_each(folded: Folded) -> None:
    log = RecordedLog()
    for number, case_id in enumerate(CASES):
        log.decide(CASE, case_id, replace(CLAIM, creditor_reference=f"F-{number}"))
    log.decide(PAYMENT, PAYMENTS[0], PAYMENT_LINE)
    log.decide(PAYMENT, PAYMENTS[0], PutPaymentInSuspense(SuspenseReason.AMBIGUOUS_REFERENCE))
    portions = (Portion(CASES[0], 100_000), Portion(CASES[2], 25_500))
    log.decide(PAYMENT, PAYMENTS[0], MatchPayment(portions, MatchMethod.SEVERAL_REFERENCES))
    folded.fold_all(log.batches())
    for case_id in (CASES[0], CASES[2]):
        (matched,) = [one for one in trail(folded.opened, TrailFilter(case_id=case_id)) if one.type == "PaymentMatched"]
        assert matched.case_ids == [CASES[0], CASES[2]]
    assert not [one for one in trail(folded.opened, TrailFilter(case_id=CASES[1])) if one.aggregate_kind == "payment"]
