"""What a letter may cost the debtor: caps of the law, worked out by hand, and what must have happened first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.waiving import WaiveFee
from domain.case.disputes.state import Dispute, DisputeOutcome, Disputes, DisputeStatus
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.notices.state import Notice, NoticeKind, Notices, NoticeStatus
from domain.case.state import CASE, CaseState
from domain.kernel.directory import ClaimTerms, CreditorEntry
from domain.kernel.refusal import Refusal
from domain.law.codes import CreditorVat, Debtor
from tests.unit.domain.samples import (
    CLAIM,
    CONTEXT,
    CREDITOR_ID,
    CREDITOR_NAME,
    accepted,
    after,
    allocation,
    at,
    open_case,
    refusal_code,
)

CURRENCIES = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "FI": "EUR", "DE": "EUR"}
TODAY = date(2026, 3, 2)
BEFORE = TODAY - timedelta(days=15)
"""The deadline of letters that were missed: 15 February."""


def letter(kind: NoticeKind, sent_on: date = TODAY, pay_by: date = date(2026, 3, 16), **more: Any) -> Notice:
    return Notice(kind, "letter", sent_on, pay_by, 1, **more)


def case_in(country: str, *letters: Notice, **claim: Any) -> CaseState:
    """A claim due on 30 January 2026 on which these letters were sent."""
    without = {"interest_minor": 0, "fees_minor": 0, "pay_by": None}
    state = open_case(**{**without, "jurisdiction": country, "currency": CURRENCIES[country], **claim})
    return state._replace(notices=Notices(dict(enumerate(letters, start=1))))


def fee(
    kind: FeeKind, notice: int = 1, minor: int | None = None, currency: str = "SEK", agreed: bool = False
) -> ChargeFee:
    return ChargeFee(kind, notice, minor, currency, agreed)


def charged(state: CaseState, command: ChargeFee) -> FeeCharged:
    (event,) = accepted(CASE, state, replace(command, currency=state.currency))
    assert isinstance(event, FeeCharged)
    return event


def refused(state: CaseState, command: ChargeFee) -> tuple[str, str | None]:
    decision = CASE.decide(state, replace(command, currency=state.currency), CONTEXT)
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith("."), "a refusal speaks in sentences"
    return decision.code, decision.rule


REMINDER, DEMAND = letter(NoticeKind.REMINDER), letter(NoticeKind.PAYMENT_DEMAND)
MISSED_NOTICE = letter(NoticeKind.COLLECTION_NOTICE, date(2026, 2, 1), BEFORE)


@pytest.mark.parametrize(
    ("country", "amount"),
    [
        ("SE", 6_000),  # lag (1981:739) 2 §: 60 kronor, if agreed
        ("FI", 500),  # perintalaki 10 a §: 5 euro of a consumer
        ("DK", 10_000),  # renteloven § 9 b: 100 kroner
        ("NO", 3_800),  # inkassoforskriften § 1-2: 1/20 of 750 is 37.50, nearest krone
    ],
)
def test_a_reminder_costs_at_most_what_the_law_says(country: str, amount: int) -> None:
    event = charged(case_in(country, REMINDER), fee(FeeKind.REMINDER, agreed=True))
    assert event.amount_minor == amount
    assert (event.debtor_kind, event.debtor_assumed) == (Debtor.CONSUMER, True)
    assert all(rule.startswith(f"{country}.") for rule in event.rules)


@pytest.mark.parametrize(
    ("principal", "amount"), [(10_000, 1_400), (45_000, 2_400), (100_000, 2_400), (100_001, 5_000)]
)
def test_a_demand_in_finland_costs_a_consumer_by_the_principal(principal: int, amount: int) -> None:
    """Perintalaki 10 a §: up to 100 euro 14, up to 1,000 euro 24, above it 50."""
    state = case_in("FI", DEMAND, principal_minor=principal)
    assert charged(state, fee(FeeKind.PAYMENT_DEMAND)).amount_minor == amount


@pytest.mark.parametrize(
    ("vat", "amount", "is_policy"),
    [(CreditorVat.DEDUCTED, 60_000, False), (CreditorVat.NOT_DEDUCTED, 75_000, False), (None, 60_000, True)],
)
def test_the_creditors_vat_right_chooses_the_cap_in_norway_and_policy_where_its_terms_do_not_say(
    vat: CreditorVat | None, amount: int, is_policy: bool
) -> None:
    """Inkassoforskriften § 2-3: of 8,000 kroner 0.8 x 750 is 600; a quarter more where the creditor deducts no VAT."""
    state = case_in("NO", MISSED_NOTICE, letter(NoticeKind.PAYMENT_DEMAND), principal_minor=800_000)
    terms = (ClaimTerms(date(2026, 1, 1), None, vat),)
    context = replace(CONTEXT, creditors={CREDITOR_ID: CreditorEntry(CREDITOR_ID, CREDITOR_NAME, terms=terms)})
    claim = replace(CLAIM, jurisdiction="NO", currency="NOK", principal_minor=800_000)
    state = state._replace(claim=after(CASE, claim, context=context).claim)
    event = charged(state, fee(FeeKind.COLLECTOR, 2))
    assert event.amount_minor == amount
    assert ("NO.creditor_vat.1970-01-01" in event.rules) is is_policy


def test_all_costs_together_have_a_cap_in_finland() -> None:
    """Perintalaki 10 c §: of a claim of 450 euro, 120 euro together. 100 were handed over: 20 more is all."""
    state = case_in("FI", DEMAND, principal_minor=45_000, fees_minor=10_000)
    code, rule = refused(state, fee(FeeKind.PAYMENT_DEMAND))
    assert code == "fee_above_total_cap"
    assert rule is not None
    assert rule.startswith("FI.total_cost_cap.2022-05-01")
    assert charged(state, fee(FeeKind.PAYMENT_DEMAND, minor=2_000)).amount_minor == 2_000


@pytest.mark.parametrize(
    ("principal", "debtor", "pay_by", "amount"),
    [
        (800_000, None, date(2026, 3, 16), 60_000),  # simple: 0.8 x 750
        (800_000, None, date(2026, 2, 1), 120_000),  # the demand's deadline exceeded by 29 days: twice that
        (800_000, None, date(2026, 2, 2), 60_000),  # by 28 days: not yet
        (800_000, Debtor.BUSINESS, date(2026, 3, 16), 90_000),  # a business: half as much again
        (50_000, None, date(2026, 3, 16), 18_750),  # up to 500 kroner: 0.25 x 750
    ],
)
def test_the_agencys_work_in_norway_costs_by_principal_weight_and_debtor(
    principal: int, debtor: Debtor | None, pay_by: date, amount: int
) -> None:
    """Inkassoforskriften §§ 2-1 to 2-3, with the inkassosats of 750 kroner of 2026."""
    demand = letter(NoticeKind.PAYMENT_DEMAND, date(2026, 2, 16), pay_by)
    state = case_in("NO", MISSED_NOTICE, demand, principal_minor=principal, debtor_kind=debtor)
    assert charged(state, fee(FeeKind.COLLECTOR, 2)).amount_minor == amount


def test_a_case_that_grew_heavy_costs_the_rest_up_to_the_higher_cap_and_no_more() -> None:
    """Inkassoforskriften § 2-3: 2 March is 29 days beyond the demand's 1 February; 600 kroner were charged before."""
    demand = letter(NoticeKind.PAYMENT_DEMAND, date(2026, 2, 16), date(2026, 2, 1))
    state = case_in("NO", MISSED_NOTICE, demand, principal_minor=800_000)
    simple = after(CASE, replace(fee(FeeKind.COLLECTOR, 2, 60_000), currency="NOK"), state=state)
    assert charged(simple, fee(FeeKind.COLLECTOR, 2)).amount_minor == 60_000
    whole = after(CASE, replace(fee(FeeKind.COLLECTOR, 2), currency="NOK"), state=simple)
    assert refused(whole, fee(FeeKind.COLLECTOR, 2)) == (
        "fee_above_cap",
        "NO.agency_fee_multiplier_heavy.2017-01-01.heavy",
    )


def test_who_pays_by_the_deadline_of_the_notice_owes_the_agency_nothing_in_norway() -> None:
    """Inkassoloven § 17: without a notice whose deadline passed there is no collector's fee."""
    assert refused(case_in("NO", DEMAND), fee(FeeKind.COLLECTOR)) == ("no_notice_missed", "NO.notice_before_fee")


@pytest.mark.parametrize(("principal", "amount"), [(1_200_000, 170_000), (100_000, 40_000)])
def test_the_agencys_work_in_denmark_costs_by_the_principal(principal: int, amount: int) -> None:
    """R0710 of 2016, without value-added tax: of 12,000 kroner 1,700, up to 1,000 kroner 400."""
    assert charged(case_in("DK", DEMAND, principal_minor=principal), fee(FeeKind.COLLECTOR)).amount_minor == amount


@pytest.mark.parametrize(("principal", "amount"), [(40_000, 2_575), (5_000, 1_575)])
def test_the_agencys_work_in_germany_costs_half_a_lawyers_fee_on_the_first_letter(principal: int, amount: int) -> None:
    """RDG § 13e, RVG § 13: 0.5 x 51.50 for 400 euro; 0.5 x 31.50 for 50 euro, and 15 at least."""
    assert charged(case_in("DE", DEMAND, principal_minor=principal), fee(FeeKind.COLLECTOR)).amount_minor == amount


def test_in_germany_it_costs_more_when_the_demand_was_not_paid_in_time_or_the_claim_was_disputed_and_stands() -> None:
    """RVG VV 2300: of 400 euro 0.5 of 51.50 on the first letter, 0.9 when it was not paid by it, 1.3 when contested."""
    late = case_in("DE", letter(NoticeKind.PAYMENT_DEMAND, date(2026, 2, 2), date(2026, 3, 1)), principal_minor=40_000)
    assert charged(late, fee(FeeKind.COLLECTOR)).amount_minor == 4_635
    first = case_in("DE", DEMAND, principal_minor=40_000)
    dispute = Dispute("not_mine", None, 1, None, None, False, DisputeStatus.RESOLVED, DisputeOutcome.REJECTED)
    contested = first._replace(disputes=Disputes({1: dispute}))
    assert charged(contested, fee(FeeKind.COLLECTOR)).amount_minor == 6_695
    begun = CASE.evolve(first, charged(first, fee(FeeKind.COLLECTOR)))
    assert charged(begun._replace(disputes=contested.disputes), fee(FeeKind.COLLECTOR)).amount_minor == 6_695 - 2_575


@pytest.mark.parametrize(
    ("principal", "day", "rule"),
    [
        (40_000, date(2025, 5, 31), "DE.minimum_fee"),
        (5_000_001, date(2025, 5, 31), "DE.rvg_fee_step"),
        (40_000, date(2020, 12, 31), "DE.agency_fee_rate"),
    ],
)
def test_where_a_german_row_is_not_on_file_the_refusal_names_it(principal: int, day: date, rule: str) -> None:
    state = case_in("DE", letter(NoticeKind.PAYMENT_DEMAND, day, day), principal_minor=principal)
    state = state._replace(claim=replace(state.claim, received_at=datetime(2020, 1, 1, tzinfo=UTC)))
    then = at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    decision = CASE.decide(state, replace(fee(FeeKind.COLLECTOR), currency="EUR"), then)
    assert isinstance(decision, Refusal)
    assert (decision.code, decision.rule) == ("rule_missing", rule)


def test_more_than_the_cap_is_refused_with_the_row_that_says_so() -> None:
    state = case_in("SE", DEMAND)
    assert charged(state, fee(FeeKind.PAYMENT_DEMAND)).amount_minor == 18_000  # lag (1981:739) 4 §: 180 kronor
    assert refused(state, fee(FeeKind.PAYMENT_DEMAND, minor=18_001)) == ("fee_above_cap", "SE.demand_fee.2013-03-16")


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (case_in("SE"), fee(FeeKind.PAYMENT_DEMAND), "letter_not_sent"),
        (case_in("SE", REMINDER), fee(FeeKind.PAYMENT_DEMAND), "letter_not_sent"),
        (
            case_in("SE", letter(NoticeKind.PAYMENT_DEMAND, status=NoticeStatus.RETURNED)),
            fee(FeeKind.PAYMENT_DEMAND),
            "letter_returned",
        ),
        (case_in("SE", REMINDER), fee(FeeKind.REMINDER), "fee_not_agreed"),
        (
            case_in("NO", letter(NoticeKind.REMINDER, date(2026, 2, 12))),
            fee(FeeKind.REMINDER),
            "letter_too_early_for_fee",
        ),
        (case_in("DE", REMINDER), fee(FeeKind.REMINDER), "rule_missing"),
        (case_in("SE", DEMAND), fee(FeeKind.PAYMENT_DEMAND, minor=0), "amount_invalid"),
    ],
)
def test_no_fee_without_what_must_have_happened(state: CaseState, command: ChargeFee, code: str) -> None:
    assert refused(state, command)[0] == code


def test_a_letter_is_charged_for_once_and_a_debt_bears_one_demand_fee() -> None:
    state = case_in("SE", DEMAND, DEMAND)
    state = after(CASE, fee(FeeKind.PAYMENT_DEMAND), state=state)
    assert refused(state, fee(FeeKind.PAYMENT_DEMAND)) == ("fee_already_charged", "policy.one_fee_a_letter")
    assert refused(state, fee(FeeKind.PAYMENT_DEMAND, 2)) == ("fee_already_charged", "policy.one_demand_fee")


def test_the_fourth_reminder_in_denmark_is_free() -> None:
    """Renteloven § 9 b: three at most, ten days apart."""
    days = [date(2026, 2, 1) + timedelta(days=10 * number) for number in range(4)]
    state = case_in("DK", *[letter(NoticeKind.REMINDER, day, day) for day in days])
    soon = case_in("DK", *[letter(NoticeKind.REMINDER, day, day) for day in (days[0], days[1] - timedelta(days=1))])
    soon = CASE.evolve(soon, charged(soon, fee(FeeKind.REMINDER, 1)))
    assert refused(soon, fee(FeeKind.REMINDER, 2)) == ("letter_too_early_for_fee", "DK.reminder_gap_min.2002-08-01")
    for number in (1, 2, 3):
        state = CASE.evolve(state, charged(state, fee(FeeKind.REMINDER, number)))
    assert refused(state, fee(FeeKind.REMINDER, 4)) == ("too_many_fees", "DK.reminder_count_max.2002-08-01")


def sent(kind: NoticeKind, day: date, gave: int = 14) -> Notice:
    return letter(kind, day, day + timedelta(days=gave))


def test_two_letters_before_the_demand_may_cost_something_in_norway_one_of_them_a_notice() -> None:
    """Inkassoforskriften § 1-3: two reminders, or a reminder and a notice."""
    kinds = (NoticeKind.REMINDER, NoticeKind.COLLECTION_NOTICE, NoticeKind.REMINDER)
    state = case_in("NO", *[sent(kind, date(2026, 2, 16) + timedelta(days=15 * n)) for n, kind in enumerate(kinds)])
    state = CASE.evolve(state, charged(state, fee(FeeKind.REMINDER, 1)))
    state = CASE.evolve(state, charged(state, fee(FeeKind.COLLECTION_NOTICE, 2)))
    assert refused(state, fee(FeeKind.REMINDER, 3)) == ("too_many_fees", "NO.fee_letters_max.2020-10-01")
    notices = case_in("NO", *[sent(NoticeKind.COLLECTION_NOTICE, day) for day in (date(2026, 2, 16), date(2026, 3, 3))])
    notices = CASE.evolve(notices, charged(notices, fee(FeeKind.COLLECTION_NOTICE, 1)))
    assert refused(notices, fee(FeeKind.COLLECTION_NOTICE, 2)) == ("too_many_fees", "NO.fee_notices_max.2020-10-01")


@pytest.mark.parametrize(("gave", "days_later", "allowed"), [(14, 15, True), (14, 14, False), (13, 20, False)])
def test_a_second_letter_costs_something_in_norway_when_a_fortnight_was_missed(
    gave: int, days_later: int, allowed: bool
) -> None:
    """Inkassoforskriften § 1-3: the first of 16 February gave 14 days, until 2 March; from 3 March another may cost."""
    first = date(2026, 2, 16)
    state = case_in(
        "NO", *[sent(NoticeKind.REMINDER, day, gave) for day in (first, first + timedelta(days=days_later))]
    )
    state = CASE.evolve(state, charged(state, fee(FeeKind.REMINDER, 1)))
    if allowed:
        assert charged(state, fee(FeeKind.REMINDER, 2)).amount_minor == 3_800
    else:
        assert refused(state, fee(FeeKind.REMINDER, 2)) == (
            "first_letter_not_missed", "NO.second_fee_deadline_min.2020-10-01",
        )  # fmt: skip


def test_letters_of_half_a_year_ago_count_no_more_in_norway() -> None:
    """Inkassoforskriften § 1-3: six months after the last letter with a fee, of 3 March, it begins anew on 4
    September."""
    days = [date(2026, 2, 16), date(2026, 3, 3), date(2026, 9, 3), date(2026, 9, 4)]
    state = case_in("NO", *[sent(NoticeKind.REMINDER, day) for day in days])
    for number in (1, 2):
        state = CASE.evolve(state, charged(state, fee(FeeKind.REMINDER, number)))
    assert refused(state, fee(FeeKind.REMINDER, 3)) == ("too_many_fees", "NO.fee_letters_max.2020-10-01")
    assert charged(state, fee(FeeKind.REMINDER, 4)).amount_minor == 3_800


def test_a_consumers_reminder_is_free_in_finland_for_two_weeks_after_the_due_date() -> None:
    """Perintälaki 10 a §: due on 30 January, so from 13 February."""
    early, on_the_day = (case_in("FI", letter(NoticeKind.REMINDER, date(2026, 2, day))) for day in (12, 13))
    rule = "FI.reminder_earliest.2022-05-01.consumer"
    assert refused(early, fee(FeeKind.REMINDER)) == ("letter_too_early_for_fee", rule)
    assert charged(on_the_day, fee(FeeKind.REMINDER)).amount_minor == 500


def test_a_hold_that_stops_fees_stops_them_and_one_that_does_not_lets_them_be() -> None:
    state = case_in("SE", DEMAND)
    held = after(CASE, PlaceHold(HoldType.VULNERABILITY, "asked", date(2026, 4, 1)), state=state)
    assert refused(held, fee(FeeKind.PAYMENT_DEMAND)) == ("fees_on_hold", "hold.vulnerability")
    adviser = after(CASE, PlaceHold(HoldType.DEBT_ADVISER, "asked", date(2026, 4, 1)), state=state)
    assert charged(adviser, fee(FeeKind.PAYMENT_DEMAND)).amount_minor == 18_000


def test_a_waived_fee_was_never_owed_and_is_waived_once() -> None:
    before = case_in("SE", DEMAND)
    state = after(CASE, fee(FeeKind.PAYMENT_DEMAND), WaiveFee(1, "charged_in_error"), state=before)
    assert {k: v for k, v in state.balance.minor.items() if v} == {k: v for k, v in before.balance.minor.items() if v}
    assert refusal_code(CASE, state, WaiveFee(1, "charged_in_error")) == "fee_unknown"


def test_a_fee_that_was_paid_is_not_waived_and_the_last_one_waived_closes_the_case() -> None:
    state = after(CASE, fee(FeeKind.PAYMENT_DEMAND), state=case_in("SE", DEMAND))
    paid = after(CASE, allocation(18_000, on=TODAY), state=state)
    assert refusal_code(CASE, paid, WaiveFee(1, "kindness")) == "fee_paid"
    names = [type(event).__name__ for event in accepted(CASE, paid, allocation(100_000, on=TODAY))]
    assert names[-1] == "CaseClosed"
