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
from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.naive_case import STOPS_DEMANDS, NaiveCase
from tests.unit.domain.samples import AGENT, CLAIM, CREDITORS, NOW, PERSON

ALL = 0
"""Of whatever is owed: what ends a case or a part of it."""
PAYMENTS = [UUID(int=number) for number in range(1, 6)]
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
        assert self.ask(replace(CLAIM, pay_by=None)) is None

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
        return None

    def refused_when(self, condition: bool, command: Command) -> bool:
        """It is refused exactly when paper says so. Returns whether it was."""
        refusal = self.ask(command)
        assert (refusal is not None) is condition, refusal
        return condition

    @rule(payment=st.sampled_from(PAYMENTS), amount=AMOUNTS, late=LATE)
    def money_comes(self, payment: UUID, amount: int, late: int) -> None:
        amount, day = amount or max(1, self.paper.outstanding), self.now.date() - timedelta(days=late)
        allocate = AllocatePayment(payment, "SEK", amount, day)
        if not self.refused_when(not self.paper.is_open or payment in self.paper.paid, allocate):
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
        amount = amount or max(1, self.paper.owed["principal"])
        too_much = not self.paper.is_open or amount > self.paper.owed["principal"]
        if not self.refused_when(too_much, CreditPrincipal("SEK", amount, "goods_returned", None)):
            self.paper.credit(amount)

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
        self.refused_when(not self.paper.is_open or self.paper.demands_stop, LETTER)

    @rule()
    def a_demand_is_set(self) -> None:
        demand = SetDeadline(DeadlineKind.PAYMENT_DEMAND, self.now.date() + timedelta(days=30), 0)
        self.refused_when(not self.paper.is_open or self.paper.demands_stop, demand)

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
TestACaseOnPaper.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_paper_knows_every_hold_that_stops_demands() -> None:
    from domain.case.holds.kinds import HOLD_KINDS

    assert {kind.hold_type for kind in HOLD_KINDS if kind.scope.contact} == STOPS_DEMANDS
    assert date(2026, 3, 2) == NOW.date()
