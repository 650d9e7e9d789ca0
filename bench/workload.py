"""What is measured with: the same commands for everybody, the same in every run.

Each case is handed over (2 events), spoken about (1), partly paid (1) and given a deadline (1): four commands, five
events, with the sizes of real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.receiving import ReceiveClaim
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.creditor.registration.registering import RegisterCreditor
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import case_id, creditor_uuid, person_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.messages.commands import CommandEnvelope

COMMANDS_OF_A_CASE = 4
EVENTS_OF_A_CASE = 5
_HAPPENED = datetime(2026, 3, 2, 8, tzinfo=UTC)
_DAY = date(2026, 3, 2)
_RUN = UUID(int=0x5EED)
CREDITOR = CreditorEntry("norrkraft", "Norrkraft Energi AB")
CREDITORS = {CREDITOR.creditor_id: CREDITOR}


def commands(cases: int, first: int = 0) -> Iterator[tuple[CommandEnvelope, Command]]:
    """The commands of this many cases, all first steps before all second ones, as a day's work interleaves them."""
    numbers = range(first, first + cases)
    for step in range(COMMANDS_OF_A_CASE):
        for number in numbers:
            yield _envelope(number, step), _command(number, step)


def registration() -> tuple[CommandEnvelope, Command]:
    """What registers the creditor of all these claims."""
    target = creditor_uuid(CREDITOR.creditor_id)
    envelope = CommandEnvelope(target, target, _HAPPENED, Actor("user", "bench"), target)
    return envelope, RegisterCreditor(CREDITOR.creditor_id, CREDITOR.name, None, "SE")


def _envelope(number: int, step: int) -> CommandEnvelope:
    identifier = uuid5(_RUN, f"{number}/{step}")
    return CommandEnvelope(identifier, case_of(number), _HAPPENED, Actor("user", "bench"), identifier, "bench")


def case_of(number: int) -> UUID:
    """The id of the case with this number."""
    return case_id(CREDITOR.creditor_id, f"F-{number:08d}")


def _command(number: int, step: int) -> Command:
    if step == 0:
        return _claim(number)
    if step == 1:
        said = (Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED)
        return RecordContact(*said, person_id(CREDITOR.creditor_id, str(number)), None)
    if step == 2:
        return AllocatePayment(uuid5(_RUN, f"payment {number}"), "SEK", 25_000, _DAY)
    return SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 4, 30), 50_000)


def _claim(number: int) -> ReceiveClaim:
    return ReceiveClaim(
        creditor_id=CREDITOR.creditor_id,
        creditor_reference=f"F-{number:08d}",
        portfolio="2026-03",
        jurisdiction="SE",
        currency="SEK",
        principal_minor=100_000 + number % 50_000,
        interest_minor=1_234,
        fees_minor=18_000,
        due_date=date(2026, 1, 30),
        interest_from=None,
        debtor_kind=None,
        product=None,
        payment_reference=f"{number:08d}",
        person_id=person_id(CREDITOR.creditor_id, str(number)),
        debtor_name="Åsa Öberg",
        debtor_email="asa.oberg@example.org",
        debtor_national_id=None,
        description="Electricity, December",
        pay_by=date(2026, 3, 16),
    )
