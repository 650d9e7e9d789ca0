"""Late interest on a case, worked out by hand: simple, by the days, at dated half-yearly rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.allocation.direct import DirectPaymentReported, ReportDirectPayment
from domain.case.allocation.restating import AllocationRestated
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.allocation.state import Parts
from domain.case.charges.accruing import AccrueInterest, InterestAccrued
from domain.case.charges.interest_to import InterestDays, InterestTo, interest_to
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from tests.unit.domain.samples import CLAIM, CONTEXT, accepted, after, at, open_case, refusal_code

PAYMENT, ANOTHER = UUID(int=1), UUID(int=2)
IN_NORWAY = {"jurisdiction": "NO", "currency": "NOK", "principal_minor": 1_000_000, "interest_minor": 0}
NORWEGIAN: dict[str, Any] = {**IN_NORWAY, "fees_minor": 0, "interest_from": date(2026, 6, 1), "pay_by": None}


def noon(day: date) -> Any:
    return at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def norwegian(**changes: Any) -> CaseState:
    """10,000 kroner of principal, with late interest from 1 June 2026 on."""
    return open_case(**{**NORWEGIAN, **changes})


def paid(amount_minor: int, on: date, payment: UUID = PAYMENT, currency: str = "NOK") -> AllocatePayment:
    return AllocatePayment(payment, currency, amount_minor, on)


def come_up(state: CaseState, day: date) -> InterestTo:
    interest = interest_to(state, day)
    assert isinstance(interest, InterestTo), interest
    return interest


def test_sixty_days_in_norway_are_split_where_the_half_year_ends() -> None:
    """Forsinkelsesrenteloven §§ 2 and 3: 30 days at 12.00 % are 98.6301, 30 days at 12.25 % 100.6849: 199.32."""
    interest = come_up(norwegian(), date(2026, 7, 31))
    assert interest.amount_minor == 19_932
    assert interest.days == (
        InterestDays(date(2026, 6, 1), date(2026, 7, 1), 1_000_000, 1_200),
        InterestDays(date(2026, 7, 1), date(2026, 7, 31), 1_000_000, 1_225),
    )
    assert interest.rules == (
        "NO.late_interest.2026-01-01",
        "NO.interest_year.2004-01-01",
        "NO.late_interest.2026-07-01",
    )


def test_thirty_days_in_sweden_are_the_reference_rate_and_eight_points() -> None:
    """Räntelagen 6 §: 10,000 at 2 % and 8 points for 30 days of 365 are 82.19."""
    state = open_case(principal_minor=1_000_000, interest_from=date(2026, 8, 12))
    interest = come_up(state, date(2026, 9, 11))
    assert interest.amount_minor == 8_219
    assert [one.rate_basis_points for one in interest.days] == [1_000]


@pytest.mark.parametrize(("kind", "rate"), [(None, 950), (Debtor.CONSUMER, 950), (Debtor.BUSINESS, 1_050)])
def test_in_finland_who_owes_decides_the_rate_and_a_consumer_is_assumed(kind: Debtor | None, rate: int) -> None:
    """Korkolaki 4 § and 4 a §: 2026H1 7 points above the reference rate of 2.5 for a consumer, 8 between businesses."""
    state = open_case(jurisdiction="FI", currency="EUR", interest_from=date(2026, 3, 1), debtor_kind=kind)
    (accrued,) = accepted(CASE, state, AccrueInterest(date(2026, 3, 31)), noon(date(2026, 3, 31)))
    assert isinstance(accrued, InterestAccrued)
    assert [one.rate_basis_points for one in accrued.days] == [rate]
    assert accrued.debtor_assumed is (kind is None)
    assert ("taken to be a consumer" in accrued.sentence()) is (kind is None)


def test_accrued_interest_is_told_with_its_days_and_each_rate_once() -> None:
    """Räntelagen 6 §: 11.00 % (3.00 and 8 points) to the end of June 2025, 10.00 % from July: 3 days of each.

    1 000 x (0.11 + 0.10) x 3 / 365 = 1.726"""
    state = open_case(interest_from=date(2025, 6, 28), due_date=date(2025, 6, 27), debtor_kind=Debtor.CONSUMER)
    (accrued,) = accepted(CASE, state, AccrueInterest(date(2025, 7, 4)), noon(date(2026, 3, 2)))
    told = "Late interest 1.73 SEK from 2025-06-28 until 2025-07-04 at 11.00 %, 10.00 %"
    assert accrued.sentence() == told
    nobody_said = replace(accrued, debtor_assumed=True)
    assert nobody_said.sentence() == f"{told}; taken to be a consumer"


def test_no_late_interest_runs_unless_the_creditor_claims_it() -> None:
    state = open_case()
    assert interest_to(state, date(2026, 12, 31)) == InterestTo()
    assert len(accepted(CASE, state, AllocatePayment(PAYMENT, "SEK", 5_000, date(2026, 3, 10)))) == 1
    code = refusal_code(CASE, state, AccrueInterest(date(2026, 3, 1)))
    assert code == "interest_not_claimed"


def test_a_claim_that_costs_one_event_today_costs_one_with_late_interest_too() -> None:
    assert len(accepted(CASE, CASE.initial, replace(CLAIM, **NORWEGIAN))) == 1


def test_late_interest_begins_no_day_before_the_claim_was_due() -> None:
    early = replace(CLAIM, interest_from=date(2026, 1, 29))
    assert refusal_code(CASE, CASE.initial, early) == "interest_before_due_date"
    assert accepted(CASE, CASE.initial, replace(CLAIM, interest_from=date(2026, 1, 30)))


def test_without_a_rate_for_a_day_the_claim_is_refused_when_it_comes_and_not_guessed() -> None:
    old = replace(CLAIM, jurisdiction="FI", currency="EUR", due_date=date(2005, 1, 1), interest_from=date(2005, 1, 1))
    refusal = CASE.decide(CASE.initial, old, CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "FI.late_interest")


def test_interest_that_was_added_is_owed_beside_what_the_creditor_handed_over() -> None:
    state = after(CASE, AccrueInterest(date(2026, 7, 31)), state=norwegian(), context=noon(date(2026, 7, 31)))
    assert state.balance.owed("interest") == 19_932
    assert state.balance.owed("principal") == 1_000_000
    assert state.balance.on(Account.ADDED_SINCE) == -19_932
    assert state.balance.on(Account.CLAIMS_HANDED_OVER) == -1_000_000


def test_the_same_days_are_not_added_twice_and_a_day_to_come_is_not_owed() -> None:
    then = noon(date(2026, 7, 31))
    state = after(CASE, AccrueInterest(date(2026, 7, 31)), state=norwegian(), context=then)
    assert refusal_code(CASE, state, AccrueInterest(date(2026, 7, 31)), then) == "no_interest_came_up"
    assert refusal_code(CASE, state, AccrueInterest(date(2026, 8, 1)), then) == "happened_in_the_future"


def test_a_payment_brings_the_interest_to_the_banks_day_and_stops_it_on_what_it_paid() -> None:
    """5,199.32 on 31 July pay 199.32 of interest and 5,000 of principal; August bears interest on the rest alone."""
    accrued, allocated = accepted(CASE, norwegian(), paid(519_932, date(2026, 7, 31)), noon(date(2026, 8, 3)))
    assert isinstance(accrued, InterestAccrued)
    assert isinstance(allocated, PaymentAllocated)
    assert (accrued.until, accrued.amount_minor) == (date(2026, 7, 31), 19_932)
    assert (allocated.interest_minor, allocated.principal_minor) == (19_932, 500_000)
    state = CASE.evolve_all(norwegian(), [accrued, allocated])
    interest = come_up(state, date(2026, 8, 30))  # 5,000 x 12.25 % x 30 / 365 = 50.3425
    assert (interest.amount_minor, [one.base_minor for one in interest.days]) == (5_034, [500_000])


def test_interest_bears_no_interest_and_fees_bear_none() -> None:
    state = norwegian(interest_minor=50_000, fees_minor=60_000)
    posted = after(CASE, AccrueInterest(date(2026, 7, 1)), state=state, context=noon(date(2026, 7, 1)))
    assert posted.balance.owed("interest") == 50_000 + 9_863
    assert [one.base_minor for one in come_up(posted, date(2026, 7, 31)).days] == [1_000_000]


def test_a_direct_payment_may_be_of_all_that_is_owed_with_the_interest_of_its_day() -> None:
    whole = ReportDirectPayment("NOK", 1_019_932, date(2026, 7, 31))
    accrued, reported, *_, closed = accepted(CASE, norwegian(), whole, noon(date(2026, 7, 31)))
    assert isinstance(accrued, InterestAccrued)
    assert isinstance(reported, DirectPaymentReported)
    assert reported.interest_minor == 19_932
    assert type(closed).__name__ == "CaseClosed"


def test_breathing_space_stops_the_interest_and_the_day_it_ends_bears_interest_again() -> None:
    """From 11 June until 21 June nothing runs: 20 of 30 days at 12 % on 10,000 kroner are 65.75."""
    state = after(
        CASE,
        PlaceHold(HoldType.BREATHING_SPACE, "asked", date(2026, 8, 1)),
        state=norwegian(),
        context=noon(date(2026, 6, 11)),
    )
    held = come_up(state, date(2026, 7, 1))  # 10 days so far: 32.877
    assert (held.amount_minor, [(one.first.day, one.until.day) for one in held.days]) == (3_288, [(1, 11)])
    posted = after(CASE, AccrueInterest(date(2026, 6, 11)), state=state, context=noon(date(2026, 6, 11)))
    assert come_up(posted, date(2026, 7, 1)).days == ()
    state = after(CASE, LiftHold(1, "cancelled"), state=state, context=noon(date(2026, 6, 21)))
    interest = come_up(state, date(2026, 7, 1))
    assert interest.amount_minor == 6_575
    assert [(one.first.day, one.until.day) for one in interest.days] == [(1, 11), (21, 1)]


def test_a_hold_that_does_not_stop_interest_lets_it_run() -> None:
    state = after(
        CASE,
        PlaceHold(HoldType.VULNERABILITY, "asked", date(2026, 8, 1)),
        state=norwegian(),
        context=noon(date(2026, 6, 11)),
    )
    assert come_up(state, date(2026, 7, 31)).amount_minor == 19_932


def test_money_that_the_bank_takes_back_bore_interest_all_along() -> None:
    """5,000 were thought paid from 1 July on. Until 31 July the other 5,000 bore 50.34; what bounced did too."""
    state = after(CASE, paid(509_863, date(2026, 7, 1)), state=norwegian(), context=noon(date(2026, 7, 1)))
    state = after(CASE, AccrueInterest(date(2026, 7, 31)), state=state, context=noon(date(2026, 7, 31)))
    assert state.balance.owed("interest") == 5_034
    context = noon(date(2026, 8, 3))
    state = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=state, context=context)
    assert state.balance.owed("principal") == 1_000_000
    assert state.balance.owed("interest") == 9_863 + 5_034 + 5_034
    whole = come_up(norwegian(), date(2026, 7, 31)).amount_minor
    assert abs(state.balance.owed("interest") - whole) <= 1  # each of three amounts was rounded once


def test_money_that_had_come_before_interest_was_added_stops_it_on_its_own_day_all_the_same() -> None:
    """Interest was added to 31 July; then money of 16 July becomes known. 45 days bear 148.97 on 10,000 kroner, and
    the last 15 days 25.17 on the 5,000 that are left: the same as if we had known of the money in time."""
    state = after(CASE, AccrueInterest(date(2026, 7, 31)), state=norwegian(), context=noon(date(2026, 7, 31)))
    events = accepted(CASE, state, paid(514_897, date(2026, 7, 16)), noon(date(2026, 8, 3)))
    names = [type(event).__name__ for event in events]
    assert names == ["InterestCorrected", "InterestAccrued", "PaymentAllocated", "InterestAccrued"]
    late = CASE.evolve_all(state, events)

    in_time = after(CASE, paid(514_897, date(2026, 7, 16)), state=norwegian(), context=noon(date(2026, 7, 16)))
    in_time = after(CASE, AccrueInterest(date(2026, 7, 31)), state=in_time, context=noon(date(2026, 7, 31)))
    assert late.balance.minor == in_time.balance.minor
    assert late.balance.owed("interest") == 2_517


def test_interest_that_later_money_had_paid_is_taken_back_and_that_money_covers_principal_instead() -> None:
    """1,000.00 of 16 July cover 148.97 of interest and 851.03 of principal; the 9,148.97 that are left bear 46.06 until
    31 July, so that 199.32 of that day pay 153.26 of principal, where they had paid interest alone."""
    state = after(CASE, paid(19_932, date(2026, 7, 31)), state=norwegian(), context=noon(date(2026, 7, 31)))
    events = accepted(CASE, state, paid(100_000, date(2026, 7, 16), ANOTHER), noon(date(2026, 8, 3)))
    restated = events[-1]
    assert isinstance(restated, AllocationRestated)
    assert restated.parts == Parts(0, 0, 4_606, 15_326)
    late = CASE.evolve_all(state, events)
    assert late.balance.owed("principal") == 1_000_000 - 85_103 - 15_326
    assert late.balance.owed("interest") == 0


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 10**7))
def test_however_often_it_is_added_interest_is_that_of_all_the_days_to_half_a_minor_unit_each(
    gaps: list[int], principal_minor: int
) -> None:
    state, day = norwegian(principal_minor=principal_minor), date(2026, 6, 1)
    for gap in gaps:
        if (day := day + timedelta(days=gap)) > date(2026, 12, 31):
            return
        decision = CASE.decide(state, AccrueInterest(day), noon(day))
        state = state if isinstance(decision, Refusal) else CASE.evolve_all(state, decision)
    posted = state.balance.owed("interest")
    at_once = come_up(norwegian(principal_minor=principal_minor), day).amount_minor
    assert abs(posted - at_once) <= (len(gaps) + 1) / 2
