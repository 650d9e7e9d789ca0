"""Where the script of a case is played: its calendar, who acts, and the commands that they give.

A script is a generator. It yields steps, one after another in time, and is given the state of the case after each, so
that it can go on as things stand: ``state = yield desk.agency(…)``.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.state import CaseState
from domain.kernel.calendar import ZONES, add_business_days
from domain.kernel.identity import payer_id, payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.generator.creditors import CURRENCY
from infra.generator.names import payment_line
from infra.generator.plot import Plot

OFFICE_OPENS, OFFICE_HOURS = 9, 7
"""Everything happens within these hours of a working day, in the debtor's country."""
BANK_FILE_COMES = time(6, 30)
CASE_WORKERS = 24
RECEIVER_ACCOUNT = "5555-5551"


class ScriptStep(NamedTuple):
    """A command at its time. ``refused_with`` is the code of the refusal that it is meant to get; None for none."""

    at: datetime
    actor: Actor
    target: UUID
    command: Command
    refused_with: str | None = None


Script = Generator[ScriptStep, CaseState, CaseState]
"""It ends with the case as it left it."""


class Desk:
    """The case at hand. ``today`` only ever goes on."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.dice = plot.dice
        self.jurisdiction = plot.creditor.jurisdiction
        self.currency = CURRENCY[self.jurisdiction]
        self.manager = Actor("user", f"case-worker-{plot.story % CASE_WORKERS + 1}")
        self._zone = ZoneInfo(ZONES[self.jurisdiction])
        self._day = plot.arrives
        self._last = datetime.min.replace(tzinfo=UTC)
        self._payments = 0
        self.last_payment: UUID | None = None
        """The id of the latest payment that came for the case."""

    @property
    def today(self) -> date:
        """The day that it is: a working day."""
        return add_business_days(self._day, 0, self.jurisdiction)

    def wait(self, days: int) -> None:
        """So many days pass, and on to a working day."""
        self._day = self.today + timedelta(days=days)

    def wait_until(self, day: date) -> None:
        """That day comes, if it is still to come, and on to a working day."""
        self._day = max(self.today, day)

    def between(self, least: int, most: int) -> int:
        """A number by chance, both ends included."""
        return self.dice.randint(least, most)

    def agency(self, command: Command, *, refused_with: str | None = None) -> ScriptStep:
        """The case manager does it, some time in the day."""
        return ScriptStep(self._now(), self.manager, self.plot.case, command, refused_with)

    def supervisor(self, number: int, command: Command, target: UUID | None = None) -> ScriptStep:
        """One of the supervisors does it, with the case or ``target``: the first is number 0."""
        return ScriptStep(self._now(), Actor("user", f"supervisor-{number + 1}"), target or self.plot.case, command)

    def customer(self, command: Command) -> ScriptStep:
        """The debtor does it, on the page for customers."""
        return ScriptStep(self._now(), Actor("customer", "my-page"), self.plot.case, command)

    def creditor(self, command: Command) -> ScriptStep:
        """It comes with the creditor's file or message."""
        return ScriptStep(self._now(), Actor("user", "intake"), self.plot.case, command)

    def on_payment(self, payment: UUID, command: Command) -> ScriptStep:
        """Somebody at the agency does it with a payment."""
        return ScriptStep(self._now(), self.manager, payment, command)

    def bank(self, amount_minor: int, *, with_reference: bool = True) -> ScriptStep:
        """The bank's file says that so much came today, early in the day."""
        self._payments += 1
        line = payment_line(self.plot.portfolio.seed, self.plot.number, self._payments)
        payment = self.last_payment = payment_id(line)
        reference = (PaymentReference(self.plot.reference, 0),) if with_reference else ()
        command = ReceivePayment(
            source=f"generated {self.plot.portfolio.seed} line {self.plot.number}-{self._payments}",
            receiver_account=RECEIVER_ACCOUNT,
            currency=self.currency,
            amount_minor=amount_minor,
            value_date=self.today,
            references=reference,
            person_id=payer_id(line),
            payer_name=self.plot.debtor.name,
            payer_account=None,
            message=None if with_reference else self.plot.creditor.name,
        )
        at = self._not_before(datetime.combine(self.today, BANK_FILE_COMES, self._zone).astimezone(UTC))
        return ScriptStep(at, Actor("bank", RECEIVER_ACCOUNT), payment, command)

    def contact(
        self, channel: Channel, purpose: Purpose, outcome: ContactOutcome, *, inbound: bool = False
    ) -> RecordContact:
        """That we spoke, wrote or tried to."""
        direction = Direction.INBOUND if inbound else Direction.OUTBOUND
        return RecordContact(channel, direction, purpose, outcome, self.plot.person, None)

    def _now(self) -> datetime:
        minute = timedelta(minutes=self.dice.randrange(OFFICE_HOURS * 60))
        begins = datetime.combine(self.today, time(OFFICE_OPENS), self._zone).astimezone(UTC)
        return self._not_before(begins + minute)

    def _not_before(self, at: datetime) -> datetime:
        self._last = max(at, self._last + timedelta(minutes=1))
        return self._last
