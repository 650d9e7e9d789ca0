"""What clients want of the ledger: claims, payments, agreements, closings; some in vain, one in ten sent twice."""

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
from domain.case.plans.agreeing import AgreePlan, Proposer
from domain.case.plans.state import Instalment
from domain.kernel.identity import case_id, payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.messages.commands import CommandEnvelope
from tests.faults.client import Client
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE, PERSON

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

    def next(self) -> tuple[CommandEnvelope, Command]:
        """One more."""
        self.made += 1
        aggregate_id, command = self._wish() if self.cases else self.claim()
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
            creditor=f"Creditor {len(self.cases) % 7}",
            creditor_reference=number,
            portfolio=f"2026-{self.dice.randrange(1, 5):02}",
            principal_minor=self.dice.randrange(10_000, 500_000),
            payment_reference=f"{self.prefix}{10_000_000 + len(self.cases)}",
            pay_by=self.dice.choice([None, date(2026, 3, 16), date(2026, 4, 20)]),
        )
        case = case_id(claim.creditor, claim.creditor_reference)
        self.cases.append((case, claim))
        return case, claim

    def _wish(self) -> tuple[UUID, Command]:
        wish = self.dice.choices(
            [self.claim, self._payment, self._allocation, self._contact, self._deadline, self._plan, self._closing],
            weights=[40, 15, 15, 12, 6, 6, 6],
        )[0]
        return wish()

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
        said = (Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.PROMISED_TO_PAY)
        return self._case()[0], RecordContact(channel, *said, PERSON, None)

    def _deadline(self) -> tuple[UUID, Command]:
        return self._case()[0], SetDeadline(DeadlineKind.REPLY, date(2026, 3, self.dice.randrange(3, 30)), 0)

    def _plan(self) -> tuple[UUID, Command]:
        case, claim = self._case()
        owed = claim.principal_minor + claim.interest_minor + claim.fees_minor
        instalments = (Instalment(date(2026, 4, 30), owed - 10_000), Instalment(date(2026, 5, 30), 10_000))
        return case, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 20), instalments)

    def _closing(self) -> tuple[UUID, Command]:
        return self._case()[0], CloseCase(self.dice.choice([Outcome.SETTLED, Outcome.PAID_IN_FULL]), "agreed")


class Load:
    """A thread that sends so many commands a second until it is told to stop."""

    def __init__(self, client: Client, dice: Random, prefix: str = "F") -> None:
        self.wishes = Wishes(dice, prefix)
        self.unanswered_max = UNANSWERED_MAX
        self._client = client
        self._dice = dice
        self._stopping = Event()
        self._thread: Thread | None = None

    def send(self, count: int) -> None:
        """So many commands at once, with the duplicates among them."""
        for _ in range(count):
            while self._client.unanswered > self.unanswered_max and not self._stopping.is_set():
                time.sleep(0.01)
            envelope, command = self.wishes.next()
            self._client.send(envelope, command, times=2 if self._dice.random() < DUPLICATES else 1)

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
