"""What is asked of cases that are in the log already: commands on old cases, and a file of payments for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID, uuid5

from bench.workload import case_of
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.kernel.identity import payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.messages.commands import CommandEnvelope

COMMANDS_OF_A_PAYMENT = 3
"""Receive it, match it, allocate it: one by the file's import, two by policies."""
EVENTS_OF_A_PAYMENT = 3
_HAPPENED = datetime(2026, 3, 25, 6, tzinfo=UTC)
_RUN = UUID(int=0x0DD5)
Commands = Iterator[tuple[CommandEnvelope, Command]]


def contacts(cases: int, count: int, run: str) -> Commands:
    """A conversation recorded on each of ``count`` cases, drawn from all there are; another ``run`` draws others."""
    dice = Random(run)
    return conversations((dice.randrange(cases) for _ in range(count)), run)


def conversations(cases: Iterable[int], run: str) -> Commands:
    """A conversation recorded on each of the cases with these numbers."""
    for number, case_number in enumerate(cases):
        case = case_of(case_number)
        spoken = RecordContact(Channel.PHONE, Direction.INBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, case, None)
        yield _envelope(f"{run}/contact/{number}", case), spoken


def payments(cases: int, count: int, run: str) -> Commands:
    """Lines of a bank file with a small part payment each, for cases drawn from all there are."""
    dice = Random(run)
    for number in range(count):
        yield payment(dice.randrange(1, cases), f"{run}/payment/{number}")


def payment(case_number: int, name: str) -> tuple[CommandEnvelope, Command]:
    """A payment of 10.00 SEK with the reference of the case of this number (not 0: a reference of zeros is none)."""
    identifier = payment_id(name)
    line = ReceivePayment(
        source=f"bgmax:{name}",
        receiver_account="5555-5551",
        currency="SEK",
        amount_minor=1_000,
        value_date=date(2026, 3, 25),
        references=(PaymentReference(f"{case_number:08d}", 0),),
        person_id=identifier,
        payer_name="Åsa Öberg",
        payer_account=None,
        message=None,
    )
    return _envelope(name, identifier), line


def _envelope(name: str, aggregate_id: UUID) -> CommandEnvelope:
    identifier = uuid5(_RUN, name)
    return CommandEnvelope(identifier, aggregate_id, _HAPPENED, Actor("user", "bench"), identifier, "bench")
