"""Money, credits and corrections that become known late: all comes to stand as if they had been known in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.restating import AllocationRestated, AllocationWithdrawn
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.allocation.state import Parts
from domain.case.charges.accruing import AccrueInterest, InterestAccrued
from domain.case.charges.correcting import InterestCorrected
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.interest_to import InterestTo, interest_to
from domain.case.claim.amending import AmendClaim
from domain.case.claim.crediting import CreditPrincipal, PrincipalCredited
from domain.case.closure.closing import Outcome
from domain.case.notices.state import NoticeKind
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from tests.unit.domain.samples import PERSON, accepted, after, allocation, at, open_case, refusal_code
from tests.unit.domain.test_fees import case_in, fee, letter

KNOWN = date(2026, 9, 1)
FIRST, SECOND, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)


def noon(day: date) -> Any:
    return at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def swedish(**changes: Any) -> CaseState:
    """10,000 kronor that bear 10 % from 1 July 2026 on: 2.739726 a day."""
    claim = {"principal_minor": 1_000_000, "interest_minor": 0, "fees_minor": 0, "pay_by": None}
    return open_case(**{**claim, "interest_from": date(2026, 7, 1), **changes})


def paid(payment: UUID, amount_minor: int, day: date) -> AllocatePayment:
    return AllocatePayment(payment, "SEK", amount_minor, day)


def known(*commands: Command, state: CaseState) -> CaseState:
    """All of them became known on the same day."""
    case: CaseState = after(CASE, *commands, state=state, context=noon(KNOWN))
    return case


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_money_of_an_earlier_day_comes_first_and_later_money_is_allocated_anew() -> None:
    """3,000 of 31 July paid 82.19 of interest (30 days) and 2,917.81 of principal. Then 4,000 of 16 July become known:
    they pay 41.10 (15 days) and 3,958.90. The 6,041.10 left bear 24.83 in 15 days more, which 31 July's money pays."""
    state = known(paid(FIRST, 300_000, date(2026, 7, 31)), state=swedish())
    assert (state.balance.owed("principal"), state.balance.owed("interest")) == (1_000_000 - 291_781, 0)
    events = accepted(CASE, state, paid(SECOND, 400_000, date(2026, 7, 16)), noon(KNOWN))
    assert names(events) == [
        "AllocationWithdrawn",
        "InterestCorrected",
        "InterestAccrued",
        "PaymentAllocated",
        "InterestAccrued",
        "AllocationRestated",
    ]
    withdrawn, corrected, _, allocated, _, restated = events
    assert isinstance(withdrawn, AllocationWithdrawn)
    assert (withdrawn.payment_id, withdrawn.interest_minor, withdrawn.principal_minor) == (FIRST, 8_219, 291_781)
    assert isinstance(corrected, InterestCorrected)
    assert (corrected.since, corrected.first, corrected.amount_minor) == (date(2026, 7, 16), date(2026, 7, 1), 8_219)
    assert isinstance(allocated, PaymentAllocated)
    assert allocated.parts == Parts(0, 0, 4_110, 395_890)
    assert isinstance(restated, AllocationRestated)
    assert restated.parts == Parts(0, 0, 2_483, 297_517)
    late = CASE.evolve_all(state, events)
    assert (late.balance.owed("principal"), late.balance.owed("interest")) == (306_593, 0)
    assert late.balance.on(Account.COLLECTED) == 700_000


def test_the_ledger_balances_and_nothing_is_below_zero_after_each_of_the_events() -> None:
    state = known(paid(FIRST, 300_000, date(2026, 7, 31)), state=swedish())
    for event in accepted(CASE, state, paid(SECOND, 400_000, date(2026, 7, 16)), noon(KNOWN)):
        state = CASE.evolve(state, event)
        assert sum(state.balance.minor.values()) == 0
        assert min(state.balance.owed(part) for part in ("principal", "interest", "fees", "court_costs")) >= 0


def test_where_nothing_would_change_nothing_is_made_anew() -> None:
    """Without late interest, both pay principal alone in either order."""
    state = after(CASE, allocation(50_000, FIRST), state=open_case(interest_minor=0, fees_minor=0))
    (allocated,) = accepted(CASE, state, allocation(20_000, SECOND, on=date(2026, 2, 1)))
    assert isinstance(allocated, PaymentAllocated)


def test_fees_are_covered_by_the_money_that_came_first() -> None:
    state = after(CASE, allocation(30_000, FIRST), state=open_case())
    events = accepted(CASE, state, allocation(24_500, SECOND, on=date(2026, 2, 1)))
    assert names(events) == ["AllocationWithdrawn", "PaymentAllocated", "AllocationRestated"]
    restated = events[-1]
    assert isinstance(restated, AllocationRestated)
    assert restated.parts == Parts(0, 0, 1_000, 29_000)
    assert restated.rule == "SE.allocation_order.1970-01-01"


def test_money_of_an_earlier_day_pays_what_was_owed_on_it_though_later_money_has_paid_of_that_since() -> None:
    """240.00 of fees came with the claim, 180.00 on 2 March. 0.01 of that day pays of the fees; then 240.00 of 1 March
    become known: they pay the first ones, and the cent the later."""
    state = case_in("SE", letter(NoticeKind.PAYMENT_DEMAND), fees_minor=24_000)
    state = after(CASE, fee(FeeKind.PAYMENT_DEMAND), state=state)
    state = after(CASE, allocation(1, FIRST, on=date(2026, 3, 2)), state=state)
    late = CASE.evolve_all(state, accepted(CASE, state, allocation(24_000, SECOND, on=date(2026, 3, 1))))
    assert late.credits.by_payment[SECOND].parts == Parts(0, 24_000, 0, 0)
    assert (late.balance.owed("fees"), late.balance.owed("interest")) == (17_999, state.balance.owed("interest"))


def test_money_that_the_creditor_had_is_made_anew_as_well() -> None:
    state = after(CASE, ReportDirectPayment("SEK", 30_000, date(2026, 3, 2)), state=open_case())
    events = accepted(CASE, state, allocation(24_500, SECOND, on=date(2026, 2, 1)))
    restated = events[-1]
    assert isinstance(restated, AllocationRestated)
    assert (restated.payment_id, restated.direct_payment) == (None, 1)
    late = CASE.evolve_all(state, events)
    assert late.balance.on(Account.PAID_TO_CREDITOR) == 30_000
    assert late.balance.on(Account.COLLECTED) == 24_500


def test_who_paid_last_has_back_what_was_too_much() -> None:
    state = after(CASE, allocation(125_000, FIRST), state=open_case())
    events = accepted(CASE, state, allocation(1_000, SECOND, on=date(2026, 2, 1)))
    ended = CASE.evolve_all(state, events)
    assert ended.life.outcome is Outcome.PAID_IN_FULL
    assert ended.credits.by_payment[FIRST].parts.overpaid_minor == 500
    assert ended.balance.on(Account.REFUND_PAYABLE) == -500


def test_when_money_that_covers_nothing_any_more_bounces_nothing_is_owed_again() -> None:
    state = after(CASE, allocation(500, FIRST), state=open_case())
    ended = after(CASE, allocation(125_500, SECOND, on=date(2026, 2, 1)), state=state)
    assert (ended.life.outcome, ended.balance.on(Account.REFUND_PAYABLE)) == (Outcome.PAID_IN_FULL, -500)
    gone = after(CASE, ReverseAllocation(FIRST, "chargeback"), state=ended)
    assert (gone.life, gone.balance.on(Account.REFUND_PAYABLE)) == (ended.life, 0)


def test_a_payment_that_was_allocated_anew_bounces_as_it_stands_now() -> None:
    first = allocation(30_000, FIRST)
    state = after(CASE, first, allocation(24_500, SECOND, on=date(2026, 2, 1)), state=open_case())
    gone = after(CASE, ReverseAllocation(FIRST, "chargeback"), state=state)
    alone = after(CASE, allocation(24_500, SECOND, on=date(2026, 2, 1)), state=open_case())
    assert {a: m for a, m in gone.balance.minor.items() if m} == {a: m for a, m in alone.balance.minor.items() if m}


DAYS = st.integers(0, 55).map(lambda days: date(2026, 7, 1) + timedelta(days=days))


@given(
    money=st.lists(st.tuples(st.integers(1, 150_000), DAYS, st.booleans()), min_size=2, max_size=6),
    order=st.randoms(use_true_random=False),
    jurisdiction=st.sampled_from([("SE", "SEK"), ("NO", "NOK"), ("FI", "EUR")]),
)
def test_money_that_becomes_known_in_any_order_ends_as_in_the_order_of_the_banks_days(
    money: list[tuple[int, date, bool]], order: Any, jurisdiction: tuple[str, str]
) -> None:
    where, currency = jurisdiction
    begun = swedish(jurisdiction=where, currency=currency, interest_minor=3_000, fees_minor=6_000)
    commands = [
        ReportDirectPayment(currency, minor, day)
        if is_direct
        else AllocatePayment(UUID(int=number), currency, minor, day)
        for number, (minor, day, is_direct) in enumerate(money, 1)
    ]
    in_order = known(*sorted(commands, key=lambda one: one.value_date), state=begun)
    order.shuffle(commands)
    as_known = known(*commands, state=begun)
    for part in ("principal", "interest", "fees", "court_costs"):
        assert as_known.balance.owed(part) == in_order.balance.owed(part), part
    assert {a: m for a, m in as_known.balance.minor.items() if m} == {
        a: m for a, m in in_order.balance.minor.items() if m
    }
    assert as_known.interest.until == in_order.interest.until


def test_interest_on_principal_that_was_never_owed_is_taken_back() -> None:
    """62 days on 10,000 are 169.86; on the 4,000 that stand, 67.95."""
    state = known(AccrueInterest(KNOWN), state=swedish())
    assert state.balance.owed("interest") == 16_986
    events = accepted(CASE, state, CreditPrincipal("SEK", 600_000, "goods_returned", None), noon(KNOWN))
    assert names(events) == ["InterestCorrected", "PrincipalCredited", "InterestAccrued"]
    assert CASE.evolve_all(state, events).balance.owed("interest") == 6_795


def test_interest_on_principal_that_was_owed_until_a_day_stands_for_the_days_before() -> None:
    """10,000 bear 10 % for 31 days, 84.93, and 4,000 for the 31 after it, 33.97: 118.90."""
    state = known(AccrueInterest(KNOWN), state=swedish())
    credit = CreditPrincipal("SEK", 600_000, "goods_returned", date(2026, 8, 1))
    events = accepted(CASE, state, credit, noon(KNOWN))
    put_right = events[-1]
    assert isinstance(put_right, InterestAccrued)
    assert [one.base_minor for one in put_right.days] == [1_000_000, 400_000]
    assert CASE.evolve_all(state, events).balance.owed("interest") == 11_890


def test_interest_that_is_not_added_yet_knows_until_when_the_principal_was_owed() -> None:
    credit = CreditPrincipal("SEK", 600_000, "goods_returned", date(2026, 8, 1))
    state = known(credit, state=swedish())
    come_up = interest_to(state, KNOWN)
    assert isinstance(come_up, InterestTo)
    assert come_up.amount_minor == 11_890


def test_what_money_had_paid_of_such_interest_pays_principal_instead() -> None:
    """2,000 of 31 July paid 82.19 of interest. 5,000 were never owed: half of it was right; 1,958.90 pay principal."""
    state = known(paid(FIRST, 200_000, date(2026, 7, 31)), state=swedish())
    events = accepted(CASE, state, CreditPrincipal("SEK", 500_000, "goods_returned", None), noon(KNOWN))
    restated = events[-1]
    assert isinstance(restated, AllocationRestated)
    assert restated.parts == Parts(0, 0, 4_110, 195_890)
    assert CASE.evolve_all(state, events).balance.owed("principal") == 1_000_000 - 500_000 - 195_890


def test_a_credit_that_no_interest_was_added_on_is_one_event() -> None:
    credit = CreditPrincipal("SEK", 600_000, "goods_returned", date(2026, 8, 1))
    (credited,) = accepted(CASE, swedish(), credit, noon(KNOWN))
    assert isinstance(credited, PrincipalCredited)
    assert "from 2026-08-01 on" in credited.sentence()


def test_a_claim_that_is_credited_whole_was_no_debt_and_whoever_paid_interest_on_it_has_it_back() -> None:
    state = known(paid(FIRST, 8_219, date(2026, 7, 31)), state=swedish())
    ended = known(CreditPrincipal("SEK", 1_000_000, "never_delivered", None), state=state)
    assert ended.life.outcome is Outcome.CREDITED
    assert (ended.balance.on(Account.REFUND_PAYABLE), ended.balance.on(Account.WRITTEN_OFF)) == (-8_219, 0)


def test_nothing_is_credited_from_a_day_to_come() -> None:
    credit = CreditPrincipal("SEK", 600_000, "goods_returned", KNOWN + timedelta(days=1))
    assert refusal_code(CASE, swedish(), credit, noon(KNOWN)) == "happened_in_the_future"


def test_a_claim_that_was_due_later_bears_late_interest_no_day_before() -> None:
    """Due on 1 August after all: 31 days on 10,000 kronor are 84.93."""
    state = known(AccrueInterest(KNOWN), state=swedish())
    amend = AmendClaim(date(2026, 8, 1), PERSON, None, "invoice_misread")
    events = accepted(CASE, state, amend, noon(KNOWN))
    assert names(events) == ["InterestCorrected", "ClaimAmended", "InterestAccrued"]
    assert CASE.evolve_all(state, events).balance.owed("interest") == 8_493


def test_in_denmark_the_rate_follows_from_the_due_date_that_was_put_right() -> None:
    """Claims due before 1 March 2013 bear 7 points over the reference rate, later ones 8."""
    danish = swedish(jurisdiction="DK", currency="DKK", due_date=date(2013, 2, 28), interest_from=date(2013, 3, 1))
    until = date(2013, 6, 1)
    state = after(CASE, AccrueInterest(until), state=danish, context=noon(KNOWN))
    before = state.balance.owed("interest")
    amended = after(CASE, AmendClaim(date(2013, 3, 1), PERSON, None, "misread"), state=state, context=noon(KNOWN))
    assert before == 18_148 and amended.balance.owed("interest") == 20_668  # 92 days at 7.20 %, then at 8.20 %


@pytest.mark.parametrize("days", [1, 40])
def test_interest_on_a_bounced_payment_is_not_lost_when_something_else_becomes_known_late(days: int) -> None:
    """A payment bounced, so its principal bore interest all along; then other money of a day in between is known."""
    first, bounced = paid(FIRST, 300_000, date(2026, 7, 11)), ReverseAllocation(FIRST, "chargeback")
    between = paid(SECOND, 100_000, date(2026, 7, 11) + timedelta(days=days))
    state = known(
        first, paid(THIRD, 50_000, date(2026, 7, 21)), AccrueInterest(KNOWN), bounced, between, state=swedish()
    )
    never = known(paid(THIRD, 50_000, date(2026, 7, 21)), between, AccrueInterest(KNOWN), state=swedish())
    assert abs(state.outstanding_minor - never.outstanding_minor) <= 1  # stretches are rounded one by one
