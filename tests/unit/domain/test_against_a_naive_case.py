"""Random commands against the aggregate and against a case kept on paper: both must say the same after each of them."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.charges.charging import ChargeFee
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.crediting import CreditPrincipal
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.legal.demanded import Risk
from domain.case.legal.enforcing import RequestEnforcement
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.plans.agreeing import AgreePlan, one_instalment
from domain.case.plans.state import Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.naive_case import STOPS_COURTS, STOPS_DEMANDS, STOPS_FEES, NaiveCase
from tests.unit.domain.samples import AGENT, CLAIM, CREDITORS, NOW, PERSON

ALL = 0
"""Of whatever is owed: what ends a case or a part of it."""
PAYMENTS = [UUID(int=number) for number in range(1, 6)]
VALIDATE = ValidateClaim(
    IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, InterestBasis(1_000, date(2026, 1, 30), date(2026, 2, 28), 100_000), None
)
LETTER = RecordContact(Channel.LETTER, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.SENT, PERSON, None)
FREE_HOLDS = st.sampled_from([one for one in HoldType if one not in ("dispute", "complaint", "plan_negotiation")])
ENDINGS = st.sampled_from([Outcome.WITHDRAWN_BY_CLIENT, Outcome.WRITTEN_OFF, Outcome.UNLOCATABLE, Outcome.TRANSFERRED])
AMOUNTS = st.integers(1, 150_000) | st.sampled_from([1, 24_000, 25_500, 60_000, 125_500]) | st.just(ALL)
LATE = st.just(0) | st.integers(0, 12)
"""How many days after the bank's day money becomes known."""


class CaseOnPaper(RuleBasedStateMachine):
    """Each rule does one thing to both. The day moves on by one with each."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.state: CaseState = CASE.initial
        self.events: list[Event] = []
        claimed = {"court_costs": 0, "fees": 24_000, "interest": 1_500, "principal": 100_000}
        self.paper = NaiveCase(claimed)
        self.charged = self.settlement = 0
        assert self.ask(replace(CLAIM, pay_by=None)) is None
        assert self.ask(VALIDATE) is None

    def ask(self, command: Command) -> Refusal | None:
        """Decide, and let it happen; what decides changes nothing by itself."""
        self.now += timedelta(days=1)
        context = Context(self.now, self.now, AGENT, CREDITORS)
        before = pickle.dumps(self.state)
        decision = CASE.decide(self.state, command, context)
        assert pickle.dumps(self.state) == before, "a decision changed the state that it was made on"
        if isinstance(decision, Refusal):
            return decision
        self.state = CASE.evolve_all(self.state, decision)
        self.events += decision
        for event in decision:
            if isinstance(event, DeadlineMissed):
                self.a_deadline_was_missed(event)
        return None

    def a_deadline_was_missed(self, event: DeadlineMissed) -> None:
        """The deadline clock said so; or nobody had yet, when something came that would have stopped it."""
        assert event.due_at < self.now
        self.paper.was_behind |= event.kind is DeadlineKind.INSTALMENT
        if event.kind is DeadlineKind.SETTLEMENT:
            self.paper.lapse()

    def refused_when(self, condition: bool, command: Command) -> bool:
        """It is refused exactly when paper says so. Returns whether it was."""
        refusal = self.ask(command)
        assert (refusal is not None) is condition, refusal
        return condition

    @rule(payment=st.sampled_from(PAYMENTS), amount=AMOUNTS, late=LATE, is_decided=st.booleans())
    def money_comes(self, payment: UUID, amount: int, late: int, is_decided: bool) -> None:
        amount, day = amount or max(1, self.paper.outstanding), self.now.date() - timedelta(days=late)
        allocate = AllocatePayment(payment, "SEK", amount, day, is_decided)
        waits = self.paper.money_waits and not is_decided
        if not self.refused_when(waits or not self.paper.is_open or payment in self.paper.paid, allocate):
            self.paper.pay(payment, amount, day)

    @rule(payment=st.sampled_from(PAYMENTS))
    def money_goes_back(self, payment: UUID) -> None:
        if not self.refused_when(payment not in self.paper.paid, ReverseAllocation(payment, "chargeback")):
            self.paper.bounce(payment)

    @rule(amount=AMOUNTS, late=LATE)
    def the_creditor_is_paid(self, amount: int, late: int) -> None:
        amount, day = amount or max(1, self.paper.outstanding), self.now.date() - timedelta(days=late)
        too_much = not self.paper.is_open or amount > self.paper.owed_before(day)
        if not self.refused_when(too_much, ReportDirectPayment("SEK", amount, day)):
            self.paper.pay_creditor(amount, day)

    @rule(amount=AMOUNTS)
    def the_creditor_credits(self, amount: int) -> None:
        """Also what was paid of it, and also when the case ended as paid."""
        most = self.paper.owed["principal"] + self.paper.paid_principal
        amount = amount or max(1, most)
        is_paid = self.paper.outcome in ("paid_in_full", "paid_direct_to_client")
        too_much = not (self.paper.is_open or is_paid) or amount > most
        if not self.refused_when(too_much, CreditPrincipal("SEK", amount, "goods_returned", None)):
            self.paper.credit(amount)

    @precondition(lambda self: len(self.events) > 8)
    @rule(outcome=ENDINGS)
    def it_is_given_up(self, outcome: Outcome) -> None:
        if not self.refused_when(not self.paper.is_open, CloseCase(outcome, "asked")):
            self.paper.close(outcome)

    @rule()
    def it_is_said_to_be_paid(self) -> None:
        assert self.refused_when(True, CloseCase(Outcome.PAID_IN_FULL, None)), "what is paid has closed by itself"

    @rule(hold_type=FREE_HOLDS)
    def it_is_put_on_hold(self, hold_type: HoldType) -> None:
        place = PlaceHold(hold_type, "asked", self.now.date() + timedelta(days=200))
        if not self.refused_when(not self.paper.is_open or hold_type in self.paper.holds, place):
            self.paper.holds.append(hold_type)

    @precondition(lambda self: self.paper.holds and self.paper.is_open)
    @rule(which=st.integers(0, 20))
    def a_hold_is_lifted(self, which: int) -> None:
        hold_type = self.paper.holds[which % len(self.paper.holds)]
        number = next(n for n, one in self.state.holds.in_force().items() if one.hold_type == hold_type)
        assert not self.refused_when(False, LiftHold(number, "asked"))
        self.paper.holds.remove(hold_type)

    @rule()
    def money_is_demanded(self) -> None:
        """While a plan is kept nobody asks for more. Once an instalment was missed, it depends on what made it good."""
        stops = not self.paper.is_open or self.paper.demands_stop
        if self.paper.has_plan and self.paper.was_behind:
            self.never_when(stops, LETTER)
        else:
            self.refused_when(stops or self.paper.has_plan, LETTER)

    @rule()
    def a_demand_is_set(self) -> None:
        demand = SetDeadline(DeadlineKind.PAYMENT_DEMAND, self.now.date() + timedelta(days=30), 0)
        self.refused_when(not self.paper.is_open or self.paper.demands_stop or self.paper.has_plan, demand)

    @rule(days=st.integers(5, 60))
    def time_goes_by(self, days: int) -> None:
        """What was not paid by then is missed, as the deadline clock says it."""
        self.now += timedelta(days=days)
        for number, one in self.state.deadlines.running().items():
            if one.grace_until <= self.now:
                self.ask(MarkDeadlineMissed(number, one.grace_until))

    @rule()
    def a_plan_over_all_of_it_is_agreed(self) -> None:
        day = self.now.date()
        plan = AgreePlan(Channel.PHONE, Proposer.CUSTOMER, day, one_instalment(self.state, day))
        if not self.refused_when(not self.paper.is_open or self.paper.has_plan, plan):
            self.paper.has_plan, self.paper.was_behind = True, False
            self.paper.lapse()

    @rule()
    def the_plan_is_ended(self) -> None:
        if not self.refused_when(not self.paper.is_open or not self.paper.has_plan, TerminatePlan("asked")):
            self.paper.has_plan = False

    @rule(amount=AMOUNTS, days=st.integers(0, 40))
    def a_settlement_is_offered(self, amount: int, days: int) -> None:
        offer = OfferSettlement("SEK", amount, self.now.date() + timedelta(days=days + 1), "goodwill")
        stops = not self.paper.is_open or self.paper.demands_stop or self.paper.has_plan or self.paper.settlement
        if not self.refused_when(bool(stops or not 0 < amount < self.paper.outstanding), offer):
            ((self.settlement, one),) = self.state.settlements.open().items()
            self.paper.settle(amount, one.grace_date)

    @precondition(lambda self: self.paper.settlement == "offered" and self.paper.is_open)
    @rule()
    def the_settlement_is_accepted(self) -> None:
        if self.ask(AcceptSettlement(self.settlement, Channel.PHONE)) is None:
            self.paper.say_yes()
        else:
            assert self.now.date() > self.state.settlements.by_number[self.settlement].pay_by

    def never_when(self, condition: bool, command: Command) -> None:
        """Where paper forbids it, it is refused. Where it does not, other rules may be against it all the same."""
        refusal = self.ask(command)
        assert refusal is not None or not condition, command
        assert refusal is None or refusal.rule or not condition or not self.paper.is_open, "a rule is named"

    @rule(letter=st.sampled_from([SendReminder, SendPaymentDemand, SendPaymentDemand, SendLegalNotice]))
    def a_letter_is_sent(self, letter: type[Command]) -> None:
        send: Command = letter(Channel.LETTER, PERSON, "Box 1, 111 11 Stockholm", None)  # type: ignore[call-arg]
        self.never_when(not self.paper.is_open or self.paper.demands_stop or self.paper.has_plan, send)

    @precondition(lambda self: self.state.notices.by_number)
    @rule(kind=st.sampled_from([FeeKind.REMINDER, FeeKind.PAYMENT_DEMAND]))
    def a_fee_is_charged(self, kind: FeeKind) -> None:
        before = self.state.balance.owed("fees")
        fee = ChargeFee(kind, max(self.state.notices.by_number), None, "SEK", True)
        self.never_when(not self.paper.is_open or self.paper.fees_stop, fee)
        more = self.state.balance.owed("fees") - before
        self.charged += more
        self.paper.charge(more, self.now.date())

    @rule(risk=st.sampled_from([None, Risk.DEBTOR_EVADES]))
    def a_court_is_asked(self, risk: Risk | None) -> None:
        day = self.now.date() + timedelta(days=1)
        start = StartLegalAction(Forum.PAYMENT_ORDER, "T 1-26", day, risk, day)
        self.never_when(not self.paper.is_open or self.paper.courts_stop, start)

    @rule()
    def the_bailiff_is_asked(self) -> None:
        self.ask(RecordTitle("T 1-26", self.now.date() + timedelta(days=1), "SEK", 0))
        request = RequestEnforcement("U-1-26", self.now.date() + timedelta(days=1))
        self.never_when(not self.paper.is_open or self.paper.courts_stop, request)

    @invariant()
    def the_same_is_owed(self) -> None:
        for part, minor in self.paper.owed.items():
            if minor or part != "court_costs":
                assert self.state.balance.owed(part) == minor, part
        assert self.state.outstanding_minor == self.paper.outstanding

    @invariant()
    def the_case_stands_as_on_paper(self) -> None:
        assert self.state.life.is_open is self.paper.is_open
        assert self.state.life.outcome == self.paper.outcome
        assert self.state.plan.in_force is (self.paper.has_plan and self.paper.is_open)
        if self.paper.is_open:
            assert sorted(one.hold_type for one in self.state.holds.in_force().values()) == sorted(self.paper.holds)

    @invariant()
    def no_cent_is_lost(self) -> None:
        stands = self.state.balance.on
        collected = sum(sum(parts.values()) for parts in self.paper.paid.values())
        assert stands(Account.COLLECTED) == collected
        assert -stands(Account.REFUND_PAYABLE) == sum(self.paper.overpaid.get(one, 0) for one in self.paper.paid)
        assert stands(Account.WRITTEN_OFF) == self.paper.no_longer_collected
        assert stands(Account.PAID_TO_CREDITOR) == sum(sum(parts.values()) for parts in self.paper.direct.values())
        assert -stands(Account.CLAIMS_HANDED_OVER) == 125_500 - self.paper.credited
        assert -stands(Account.ADDED_SINCE) == self.charged
        assert sum(self.state.balance.minor.values()) == 0

    @invariant()
    def nothing_escalates_what_is_held_or_over(self) -> None:
        if not self.paper.is_open:
            assert self.state.deadlines.unsettled() == {}
        elif self.paper.demands_stop:
            running: Any = self.state.deadlines.running().values()
            assert not [one for one in running if one.kind is DeadlineKind.PAYMENT_DEMAND]

    def teardown(self) -> None:
        """The events alone give the same state again."""
        assert CASE.evolve_all(CASE.initial, self.events) == self.state


TestACaseOnPaper = CaseOnPaper.TestCase
TestACaseOnPaper.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


def test_paper_knows_every_hold_that_stops_demands() -> None:
    from domain.case.holds.kinds import HOLD_KINDS

    assert {kind.hold_type for kind in HOLD_KINDS if kind.scope.contact} == STOPS_DEMANDS
    assert {kind.hold_type for kind in HOLD_KINDS if kind.scope.legal} == STOPS_COURTS
    assert {kind.hold_type for kind in HOLD_KINDS if kind.scope.fees} == STOPS_FEES
    assert date(2026, 3, 2) == NOW.date()
