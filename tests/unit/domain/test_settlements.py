"""Settlements, small rests that are given up, and what a court costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost, CourtCostsCharged
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.closure.small_balance import SmallBalanceWrittenOff, WriteOffSmallBalance
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement, SettlementOffered
from domain.case.settlement.state import SettlementStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import CONTEXT, accepted, after, at, open_case, refusal_code

PAYMENT, ANOTHER = UUID(int=1), UUID(int=2)
OFFER = OfferSettlement("SEK", 80_000, date(2026, 3, 31), "hardship")  # of the 1,255.00 that are owed
BREATHING_SPACE = PlaceHold(HoldType.BREATHING_SPACE, "asked", date(2026, 4, 1))
ACCEPT = AcceptSettlement(1, Channel.PHONE)


def noon(day: date) -> Context:
    return at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def paid(amount_minor: int, on: date, payment: UUID = PAYMENT) -> AllocatePayment:
    return AllocatePayment(payment, "SEK", amount_minor, on)


def agreed() -> CaseState:
    """A settlement that both sides are bound by: 800.00 by 31 March."""
    state: CaseState = after(CASE, OFFER, ACCEPT, state=open_case())
    return state


def kinds(state: CaseState, *args: object) -> list[str]:
    return [type(event).__name__ for event in accepted(CASE, state, *args)]  # type: ignore[arg-type]


def test_an_offer_says_what_is_given_up_and_until_which_day_money_is_in_time() -> None:
    offered, deadline = accepted(CASE, open_case(), OFFER)
    assert isinstance(offered, SettlementOffered)
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.deadline, deadline.kind) == (offered.settlement_deadline, DeadlineKind.SETTLEMENT)
    assert (offered.given_up_minor, offered.paid_target_minor) == (45_500, 80_000)
    assert offered.grace_date == date(2026, 4, 7)  # three bank days after 31 March: Easter lies between
    assert offered.rule == "SE.payment_grace.1970-01-01"


def test_paid_in_time_the_rest_is_given_up_and_the_case_is_settled() -> None:
    events = accepted(CASE, agreed(), paid(80_000, date(2026, 3, 31)), noon(date(2026, 4, 1)))
    closed = events[-1]
    assert [type(event).__name__ for event in events[-2:]] == ["SettlementFulfilled", "CaseClosed"]
    assert isinstance(closed, CaseClosed)
    assert closed.outcome is Outcome.SETTLED
    state = CASE.evolve_all(agreed(), events)
    assert state.outstanding_minor == 0
    assert sum(closed.written_off) == 45_500


def test_an_offer_that_nobody_accepted_gives_nothing_up() -> None:
    state = after(CASE, OFFER, paid(80_000, date(2026, 3, 31)), state=open_case())
    assert state.outstanding_minor == 45_500
    assert kinds(state, ACCEPT) == ["SettlementAccepted", "DeadlineMet", "SettlementFulfilled", "CaseClosed"]


def test_money_that_comes_after_the_grace_is_late_and_the_whole_debt_stands() -> None:
    state = after(CASE, paid(80_000, date(2026, 4, 8)), state=agreed(), context=noon(date(2026, 4, 8)))
    assert state.life.is_open
    assert state.outstanding_minor == 45_500
    assert kinds(state, over(state), noon(date(2026, 4, 8))) == ["DeadlineMissed", "SettlementLapsed"]


def over(state: CaseState) -> MarkDeadlineMissed:
    """What the deadline clock asks when the grace of the settlement has passed."""
    number = state.settlements.by_number[1].deadline
    return MarkDeadlineMissed(number, state.deadlines.by_number[number].grace_until)


def lapsed(state: CaseState) -> CaseState:
    ended: CaseState = after(CASE, over(state), state=state, context=noon(date(2026, 4, 8)))
    return ended


def test_the_clock_lets_it_lapse_when_the_grace_is_over_and_then_another_can_be_offered() -> None:
    early = MarkDeadlineMissed(2, noon(date(2026, 4, 7)).now)
    assert refusal_code(CASE, agreed(), early, noon(date(2026, 4, 7))) == "deadline_not_due"
    assert refusal_code(CASE, agreed(), OFFER) == "settlement_open"
    over_ = lapsed(agreed())
    assert over_.settlements.by_number[1].status is SettlementStatus.LAPSED
    assert refusal_code(CASE, over_, over(over_), noon(date(2026, 4, 8))) == "deadline_settled"
    again = replace(OFFER, pay_by=date(2026, 5, 29))
    assert kinds(over_, again, noon(date(2026, 4, 8))) == ["SettlementOffered", "DeadlineSet"]


def test_money_of_the_last_day_that_becomes_known_after_it_lapsed_fulfils_it_all_the_same() -> None:
    late = paid(80_000, date(2026, 3, 31))
    assert kinds(lapsed(agreed()), late, noon(date(2026, 4, 9))) == [
        "PaymentAllocated",
        "DeadlineMissWithdrawn",
        "DeadlineMissed",  # of the demand before it, which was for all
        "SettlementFulfilled",
        "CaseClosed",
    ]


def test_an_offer_that_expired_unaccepted_binds_nobody() -> None:
    expired = lapsed(after(CASE, OFFER, state=open_case()))
    assert expired.settlements.by_number[1].status is SettlementStatus.EXPIRED
    state = after(CASE, paid(80_000, date(2026, 3, 31)), state=expired, context=noon(date(2026, 4, 9)))
    assert state.outstanding_minor == 45_500


def test_a_plan_takes_the_place_of_a_settlement_and_none_is_offered_beside_one() -> None:
    plan = AgreePlan(Channel.PHONE, Proposer.CUSTOMER, CONTEXT.now.date(), (Instalment(date(2026, 3, 25), 125_500),))
    assert kinds(agreed(), plan)[:2] == ["SettlementLapsed", "PlanAgreed"]
    assert refusal_code(CASE, after(CASE, plan, state=open_case()), OFFER) == "plan_in_force"


def test_a_settlement_that_had_been_fulfilled_lapses_when_its_money_bounces_after_its_time() -> None:
    closed = after(CASE, paid(80_000, date(2026, 3, 31)), state=agreed(), context=noon(date(2026, 4, 1)))
    again = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=closed, context=noon(date(2026, 4, 20)))
    assert again.outstanding_minor == 125_500
    assert kinds(again, over(again), noon(date(2026, 4, 20))) == ["DeadlineMissed", "SettlementLapsed"]


def test_a_settlement_that_other_money_kept_stays_kept_when_a_payment_bounces() -> None:
    """200.00 had come before 800.00 more were agreed on: 1,000.00 in all, of which 1,020.00 came. 20.00 go back."""
    before = after(CASE, paid(20_000, date(2026, 3, 2), UUID(int=3)), OFFER, ACCEPT, state=open_case())
    extra = after(CASE, paid(2_000, date(2026, 3, 3), ANOTHER), state=before, context=noon(date(2026, 3, 3)))
    kept = after(CASE, paid(80_000, date(2026, 3, 4)), state=extra, context=noon(date(2026, 3, 4)))
    assert kept.life.outcome == Outcome.SETTLED
    bounced = after(CASE, ReverseAllocation(ANOTHER, "chargeback"), state=kept, context=noon(date(2026, 3, 9)))
    assert (bounced.life.outcome, bounced.outstanding_minor) == (Outcome.SETTLED, 0)
    again = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=bounced, context=noon(date(2026, 3, 10)))
    assert (again.life.outcome, again.outstanding_minor) == ("", 105_500)


def test_when_the_payment_bounces_what_was_given_up_is_owed_again_to_the_last_ore() -> None:
    before = agreed()
    state = after(CASE, paid(80_000, date(2026, 3, 31)), state=before, context=noon(date(2026, 3, 31)))
    state = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=state, context=noon(date(2026, 4, 1)))
    assert state.life.is_open
    parts = ("principal", "interest", "fees", "court_costs")
    assert [state.balance.owed(part) for part in parts] == [before.balance.owed(part) for part in parts]
    assert state.settlements.by_number[1].status is SettlementStatus.ACCEPTED
    assert kinds(state, paid(80_000, date(2026, 3, 31), ANOTHER), noon(date(2026, 4, 1)))[-1] == "CaseClosed"


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (replace(OFFER, amount_minor=125_500), "amount_invalid"),
        (replace(OFFER, amount_minor=0), "amount_invalid"),
        (replace(OFFER, currency="EUR"), "currency_differs"),
        (replace(OFFER, pay_by=date(2026, 3, 1)), "deadline_in_the_past"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(offer: OfferSettlement, code: str) -> None:
    assert refusal_code(CASE, open_case(), offer) == code


def test_nothing_is_offered_while_the_customer_waits_for_an_answer() -> None:
    held = after(CASE, PlaceHold(HoldType.VULNERABILITY, "asked", date(2026, 4, 1)), state=open_case())
    assert refusal_code(CASE, held, OFFER) == "contact_on_hold"


def test_an_offer_is_accepted_by_its_day_and_once() -> None:
    offered = after(CASE, OFFER, state=open_case())
    assert refusal_code(CASE, offered, ACCEPT, noon(date(2026, 4, 1))) == "offer_expired"
    assert refusal_code(CASE, agreed(), ACCEPT) == "settlement_not_offered"


@pytest.mark.parametrize(("left", "code"), [(2_000, None), (2_001, "balance_not_small")])
def test_a_rest_of_twenty_kronor_is_given_up_and_an_ore_more_is_not(left: int, code: str | None) -> None:
    """Agency policy: SE.small_balance is 20 kronor."""
    state = after(CASE, paid(125_500 - left, date(2026, 3, 2)), state=open_case())
    if code is not None:
        refusal = CASE.decide(state, WriteOffSmallBalance("interest_of_last_days"), CONTEXT)
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.rule) == (code, "SE.small_balance.1970-01-01")
        return
    small, closed = accepted(CASE, state, WriteOffSmallBalance("interest_of_last_days"))
    assert isinstance(small, SmallBalanceWrittenOff)
    assert isinstance(closed, CaseClosed)
    assert (small.amount_minor, sum(closed.written_off), closed.outcome) == (left, left, Outcome.PAID_IN_FULL)
    bounced = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=CASE.evolve_all(state, [small, closed]))
    assert bounced.outstanding_minor == 125_500


def test_a_small_debt_of_which_nothing_was_paid_is_no_small_rest() -> None:
    small = open_case(principal_minor=1_000, interest_minor=0, fees_minor=0, pay_by=None)
    assert refusal_code(CASE, small, WriteOffSmallBalance("interest_of_last_days")) == "nothing_paid"


def at_court(stage: Stage = Stage.LEGAL_FILED, **changes: object) -> CaseState:
    state = open_case(**changes)
    return state._replace(life=replace(state.life, stage=stage))


@pytest.mark.parametrize(
    ("where", "currency", "cost", "amount"),
    [
        ("SE", "SEK", CourtCost.PAYMENT_ORDER, 30_000),  # förordning (1991:1339): 300 kronor
        ("SE", "SEK", CourtCost.PAYMENT_ORDER_AGENT, 38_000),
        ("SE", "SEK", CourtCost.ENFORCEMENT, 60_000),  # for each title and year
        ("NO", "NOK", CourtCost.ENFORCEMENT, 162_700),  # rettsgebyrloven: 1.21 x 1345 = 1627.45, rounded down
    ],
)
def test_a_court_costs_what_the_law_says_and_that_stands_apart(
    where: str, currency: str, cost: CourtCost, amount: int
) -> None:
    state = at_court(jurisdiction=where, currency=currency)
    (charged,) = accepted(CASE, state, ChargeCourtCosts(cost))
    assert isinstance(charged, CourtCostsCharged)
    after_it = CASE.evolve(state, charged)
    assert (charged.amount_minor, after_it.balance.owed("court_costs")) == (amount, amount)
    assert after_it.balance.owed("fees") == state.balance.owed("fees")
    assert all(rule.startswith(f"{where}.") for rule in charged.rules)


def test_court_costs_are_paid_before_all_else_and_given_up_with_the_rest() -> None:
    state = after(CASE, ChargeCourtCosts(CourtCost.PAYMENT_ORDER), paid(30_000, date(2026, 3, 2)), state=at_court())
    assert state.balance.owed("court_costs") == 0
    assert state.outstanding_minor == 125_500


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        (open_case(), "stage.CourtCostsCharged"),
        (
            after(CASE, BREATHING_SPACE, state=at_court()),
            "hold.breathing_space",
        ),
        (at_court(jurisdiction="DE", currency="EUR"), "DE.payment_order_fee"),
    ],
)
def test_no_court_costs_before_a_court_is_asked_during_a_hold_or_without_a_row(state: CaseState, rule: str) -> None:
    refusal = CASE.decide(state, ChargeCourtCosts(CourtCost.PAYMENT_ORDER), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.rule == rule
