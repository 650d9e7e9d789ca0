"""What a person can ask about cases and money, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
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
from infra.postgres.verification import problems
from projections.balances import queries as balances
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN, RecordedLog
from tests.integration.projector.stories import CASES, PAYMENTS, three_cases
from tests.integration.projector.told_once import Story
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR

DAY = timedelta(days=1)


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


def test_a_page_of_suspense_begins_behind_the_one_before(asked: connection) -> None:
    at = BEGIN + 400 * DAY
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


def test_cases_and_payments_have_the_labels_that_people_know_them_by(asked: connection) -> None:
    found = balances.labels(asked, [CASES[0], PAYMENTS[2], UUID(int=7)])
    assert found[CASES[0]].creditor == CLAIM.creditor_id, "it was not registered here: its id stands for its name"
    assert (found[PAYMENTS[2]].kind, found[PAYMENTS[2]].amount_minor) == ("payment", CLAIM_TOTAL_MINOR)
    assert UUID(int=7) not in found
