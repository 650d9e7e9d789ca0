"""What clients want of the ledger: claims, payments, agreements, closings; some in vain, one in ten sent twice.

The creditors are registered first, and are called otherwise now and then while their claims come in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.creditor.registration.renaming import RenameCreditor
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import case_id, creditor_uuid, payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.messages.commands import CommandEnvelope
from tests.faults.client import Client
from tests.some_creditors import registration
from tests.unit.domain.samples import CLAIM, CREDITORS, PAYMENT_LINE, PERSON

REGISTERED = [*CREDITORS.values(), *(CreditorEntry(f"creditor-{n}", f"Creditor {n}") for n in range(7))]
DUPLICATES = 0.1
UNANSWERED_MAX = 300
"""Beyond it the load waits: else what is measured after a fault is the backlog."""
HAPPENED = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class Wishes:
    """An endless row of commands, the same for the same dice."""

    dice: Random
    prefix: str = "F"
    cases: list[tuple[UUID, ReceiveClaim]] = field(default_factory=list)
    made: int = 0

    def registrations(self) -> list[tuple[CommandEnvelope, Command]]:
        """Of every creditor whose claims will come."""
        return [self._enveloped(*registration(entry)) for entry in REGISTERED]

    def next(self) -> tuple[CommandEnvelope, Command]:
        """One more."""
        return self._enveloped(*(self._wish() if self.cases else self.claim()))

    def _enveloped(self, aggregate_id: UUID, command: Command) -> tuple[CommandEnvelope, Command]:
        self.made += 1
        happened = HAPPENED + timedelta(seconds=self.made)
        envelope = CommandEnvelope(
            UUID(int=self.dice.getrandbits(128)), aggregate_id, happened, Actor("user", "load"), aggregate_id
        )
        return envelope, command

    def claim(self) -> tuple[UUID, Command]:
        """A claim that is new."""
        number = f"{self.prefix}-{len(self.cases)}"
        claim = replace(
            CLAIM,
            creditor_id=f"creditor-{len(self.cases) % 7}",
            creditor_reference=number,
            portfolio=f"2026-{self.dice.randrange(1, 5):02}",
            principal_minor=self.dice.randrange(10_000, 500_000),
            payment_reference=f"{self.prefix}{10_000_000 + len(self.cases)}",
            pay_by=self.dice.choice([None, date(2026, 3, 16), date(2026, 4, 20)]),
        )
        case = case_id(claim.creditor_id, claim.creditor_reference)
        self.cases.append((case, claim))
        return case, claim

    def _wish(self) -> tuple[UUID, Command]:
        usual = {self.claim: 40, self._payment: 15, self._allocation: 15, self._contact: 12}
        rare = {self._deadline: 6, self._plan: 6, self._closing: 6, self._stranger: 1, self._renaming: 1}
        wishes = usual | rare
        return self.dice.choices(list(wishes), weights=list(wishes.values()))[0]()

    def _stranger(self) -> tuple[UUID, Command]:
        """A claim of a creditor whom nobody has registered: it is refused, and opens no case."""
        claim = replace(CLAIM, creditor_id="nobody", creditor_reference=f"{self.prefix}-{self.made}")
        return case_id(claim.creditor_id, claim.creditor_reference), claim

    def _renaming(self) -> tuple[UUID, Command]:
        entry = self.dice.choice(REGISTERED)
        return creditor_uuid(entry.creditor_id), RenameCreditor(f"{entry.name}, {self.made}")

    def _case(self) -> tuple[UUID, ReceiveClaim]:
        return self.dice.choice(self.cases)

    def _payment(self) -> tuple[UUID, Command]:
        _, claim = self._case()
        reference = claim.payment_reference if self.dice.random() < 0.8 else "no such reference"
        amount = self.dice.choice([claim.principal_minor + 25_500, self.dice.randrange(1, 100_000)])
        payment = replace(PAYMENT_LINE, amount_minor=amount, references=(PaymentReference(reference, 0),))
        return self._received(payment)

    def _received(self, payment: ReceivePayment) -> tuple[UUID, Command]:
        return payment_id(f"{self.prefix} line {self.made}"), payment

    def _allocation(self) -> tuple[UUID, Command]:
        case, claim = self._case()
        amount = self.dice.choice([claim.principal_minor, self.dice.randrange(1, 50_000)])
        return case, AllocatePayment(payment_id(f"by hand {self.made}"), "SEK", amount, date(2026, 3, 10))

    def _contact(self) -> tuple[UUID, Command]:
        channel: Any = self.dice.choice([Channel.PHONE, Channel.EMAIL, "pigeon"])  # the last is refused
        said = (Direction.INBOUND, Purpose.PAYMENT, ContactOutcome.PROMISED_TO_PAY)
        return self._case()[0], RecordContact(channel, *said, PERSON, None)

    def _deadline(self) -> tuple[UUID, Command]:
        return self._case()[0], SetDeadline(DeadlineKind.REPLY, date(2026, 3, self.dice.randrange(3, 30)), 0)

    def _plan(self) -> tuple[UUID, Command]:
        case, claim = self._case()
        owed = claim.principal_minor + claim.interest_minor + claim.fees_minor
        instalments = (Instalment(date(2026, 4, 30), owed - 10_000), Instalment(date(2026, 5, 30), 10_000))
        return case, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 20), instalments)

    def _closing(self) -> tuple[UUID, Command]:
        return self._case()[0], CloseCase(self.dice.choice([Outcome.WRITTEN_OFF, Outcome.PAID_IN_FULL]), "agreed")


class Load:
    """A thread that sends so many commands a second until it is told to stop."""

    def __init__(self, client: Client, dice: Random, prefix: str = "F") -> None:
        self.wishes = Wishes(dice, prefix)
        self.unanswered_max = UNANSWERED_MAX
        self._client = client
        self._dice = dice
        self._stopping = Event()
        self._thread: Thread | None = None
        self._has_registered = False

    def send(self, count: int) -> None:
        """So many commands at once, with the duplicates among them. The first time, writers must run."""
        if not self._has_registered:
            self._register()
        for _ in range(count):
            while self._client.unanswered > self.unanswered_max and not self._stopping.is_set():
                time.sleep(0.01)
            envelope, command = self.wishes.next()
            self._client.send(envelope, command, times=2 if self._dice.random() < DUPLICATES else 1)

    def _register(self) -> None:
        """Whoever hands over claims has been told before that they will be taken."""
        self._has_registered = True
        registrations = self.wishes.registrations()
        for envelope, command in registrations:
            self._client.send(envelope, command)
        waiting = {envelope.id for envelope, _ in registrations}
        while not self._stopping.is_set() and not self._client.has_answered(waiting):
            time.sleep(0.02)

    def start(self, per_second: float) -> None:
        """Begin to send, evenly."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, args=(per_second,), name="load", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, per_second: float) -> None:
        began, sent = time.monotonic(), 0
        while not self._stopping.wait(0.01):
            due = int((time.monotonic() - began) * per_second) - sent
            self.send(min(due, 50))
            sent += max(due, 0)
