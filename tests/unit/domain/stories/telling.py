"""A case told from the claim to the end, through the decisions and folds that the ledger runs.

A story says when (the clock on the customer's wall), what, and what is owed then; the figures in it are worked out by
hand. Amounts are texts such as "8 000.00", in the case's currency. Between two steps time goes by: what was not paid
by then is missed, as the deadline clock would say it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.state import DeadlineStatus
from domain.case.state import CASE, CaseState
from domain.kernel.calendar import ZONES
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.rule_text import rule_text
from infra.statement.statement import Statement, ledger_of, statement_of
from tests.unit.cli.recorded import recorded
from tests.unit.domain.samples import AGENT, CREDITOR_ID, CREDITORS

DEBTOR = UUID(int=7)
NOTHING = "0.00"


def minor(amount: str) -> int:
    """Minor units of "8 000.00"."""
    whole, hundredths = amount.replace(" ", "").split(".")
    assert len(hundredths) == 2, amount
    return int(whole + hundredths)


def claim_in(country: str, currency: str, principal: str, due: date, **more: object) -> ReceiveClaim:
    """A claim on a consumer, with late interest from the day after it fell due."""
    said = {
        "creditor_id": CREDITOR_ID,
        "creditor_reference": "F-1001",
        "portfolio": "stories",
        "jurisdiction": country,
        "currency": currency,
        "principal_minor": minor(principal),
        "interest_minor": 0,
        "fees_minor": 0,
        "due_date": due,
        "interest_from": date.fromordinal(due.toordinal() + 1),
        "debtor_kind": Debtor.CONSUMER,
        "product": None,
        "payment_reference": "655969",
        "person_id": DEBTOR,
        "debtor_name": "Someone",
        "debtor_email": None,
        "debtor_national_id": None,
        "description": "Electricity",
        "pay_by": None,
    }
    return ReceiveClaim(**{**said, **more})  # type: ignore[arg-type]


def laws_of(rules: Iterable[str]) -> set[str]:
    """Which laws these rules are, "agency policy" for what is none."""
    texts = [rule_text(rule) for rule in rules]
    return {text.law for text in texts if text is not None}


def call(purpose: Purpose = Purpose.PAYMENT, outcome: ContactOutcome = ContactOutcome.REACHED) -> RecordContact:
    """We call the customer."""
    return RecordContact(Channel.PHONE, Direction.OUTBOUND, purpose, outcome, DEBTOR, None)


class Story:
    """One case: its events so far, each with its instant, and the state that they come to."""

    def __init__(self, claim: ReceiveClaim, received: str) -> None:
        self.where = claim.jurisdiction
        self.currency = claim.currency
        self.state: CaseState = CASE.initial
        self.log: list[tuple[datetime, Event]] = []
        self.payments = 0
        self.on(received, claim)

    def on(self, when: str, command: Command) -> list[Event]:
        """It happens, and these are its events."""
        instant = self._time_goes_by(when)
        decision = CASE.decide(self.state, command, self._context(instant))
        assert not isinstance(decision, Refusal), f"{when}: {decision.code} ({decision.rule}): {decision.message}"
        return self._record(instant, decision)

    def refused(self, when: str, command: Command) -> tuple[str, str | None]:
        """The ledger says no: the code, and the rule that is against it."""
        instant = self._time_goes_by(when)
        decision = CASE.decide(self.state, command, self._context(instant))
        assert isinstance(decision, Refusal), decision
        assert decision.message.endswith("."), "what a case worker can say to the customer"
        return decision.code, decision.rule

    def otherwise(self) -> Story:
        """The same case so far, to tell what would have come of something else."""
        other = copy(self)
        other.log = [*self.log]
        return other

    def pays(self, day: date, amount: str) -> PaymentAllocated:
        """Money that the bank books on that day is allocated on it."""
        self.payments += 1
        payment = AllocatePayment(UUID(int=self.payments), self.currency, minor(amount), day)
        events = self.on(f"{day} 12:00", payment)
        return next(one for one in events if isinstance(one, PaymentAllocated))

    def bounces(self, when: str, payment: int) -> list[Event]:
        """The bank takes the payment of that number back."""
        return self.on(when, ReverseAllocation(UUID(int=payment), "chargeback"))

    def owes(self, principal: str, interest: str = NOTHING, fees: str = NOTHING, court_costs: str = NOTHING) -> None:
        """The ledger, the statement and the figures worked out by hand say the same of each part."""
        by_hand = {"principal": principal, "interest": interest, "fees": fees, "court_costs": court_costs}
        expected = {part: minor(amount) for part, amount in by_hand.items()}
        assert ledger_of(self.state) == expected
        statement = self.statement(self.log[-1][0].date())
        assert dict(statement.owed) == expected
        assert statement.differences(expected) == []

    def owes_in_all(self, day: date, amount: str) -> None:
        """What the statement answers on that day, with the late interest to it."""
        assert self.statement(day).owed_with_interest_minor == minor(amount)

    def statement(self, day: date) -> Statement:
        """What do I owe, and why, asked on that day."""
        in_order = zip(recorded(event for _, event in self.log), self.log, strict=True)
        return statement_of([one._replace(occurred_at=at, recorded_at=at) for one, (at, _) in in_order], day)

    def has_ended(self, outcome: Outcome, written_off: str = NOTHING, owed_back: str = NOTHING) -> None:
        """It is closed like this, nothing is owed, no cent is lost, and the events alone say the same again."""
        assert (self.state.life.outcome, self.state.outstanding_minor) == (outcome, 0)
        stands = self.state.balance.on
        assert stands(Account.WRITTEN_OFF) == minor(written_off)
        assert -stands(Account.REFUND_PAYABLE) == minor(owed_back)
        assert sum(self.state.balance.minor.values()) == 0
        assert CASE.evolve_all(CASE.initial, [event for _, event in self.log]) == self.state

    def days_of(self, event_type: type[Event]) -> list[date]:
        """On which days, by the customer's clock, there was such an event."""
        zone = ZoneInfo(ZONES[self.where])
        return [at.astimezone(zone).date() for at, event in self.log if isinstance(event, event_type)]

    def _time_goes_by(self, when: str) -> datetime:
        instant = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(ZONES[self.where])).astimezone(UTC)
        while late := [
            (one.grace_until, number)
            for number, one in self.state.deadlines.by_number.items()
            if one.status is DeadlineStatus.RUNNING and one.grace_until <= instant
        ]:
            over, number = min(late)
            decision = CASE.decide(self.state, MarkDeadlineMissed(number, over), self._context(over))
            assert not isinstance(decision, Refusal), decision
            self._record(over, decision)
        return instant

    def _context(self, instant: datetime) -> Context:
        return Context(instant, instant, AGENT, CREDITORS)

    def _record(self, instant: datetime, events: Iterable[Event]) -> list[Event]:
        events = list(events)
        self.state = CASE.evolve_all(self.state, events)
        self.log += [(instant, event) for event in events]
        return events
