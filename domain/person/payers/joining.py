"""The payer of a payment turned out to be the person, or turned out not to be after all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.person.payers.state import PAYERS, JoinedPayer, PersonPayers
from domain.person.registration.merging import PersonAbsorbed
from domain.person.registration.state import PersonStatus
from domain.person.state import PERSON, PersonState


@dataclass(frozen=True, slots=True)
class JoinedFields:
    """The payment, who it says has paid, and the id under whose key the texts of its line are sealed."""

    payment_id: UUID
    payer_id: UUID
    sealed_for: UUID


@PERSON.command
@dataclass(frozen=True, slots=True)
class JoinPayer(JoinedFields, Command):
    """The payer of this payment is the person."""

    BY_PROGRAMS = True


@PERSON.command
@dataclass(frozen=True, slots=True)
class ReleasePayer(JoinedFields, Command):
    """The payer of this payment is not the person, as was said."""

    BY_PROGRAMS = True


@PERSON.event
@dataclass(frozen=True, slots=True)
class PayerJoined(JoinedFields, Event):
    """The payer is the person. ``forwarded_to``: who it is now, if this person was given up for another one.

    With ``is_erased``, the person has been erased in the meantime, and what the line says goes at once.
    """

    forwarded_to: UUID | None
    is_erased: bool

    @property
    def erased_persons(self) -> tuple[UUID, ...]:
        """See Event."""
        return (self.sealed_for,) if self.is_erased else ()

    def sentence(self) -> str:
        """Of which payment."""
        return f"Paid the payment {self.payment_id}"


@PERSON.event
@dataclass(frozen=True, slots=True)
class PayerReleased(JoinedFields, Event):
    """The payer is somebody else. ``forwarded_to``: who is to know too, if this person was given up for another one."""

    forwarded_to: UUID | None

    def sentence(self) -> str:
        """Of which payment."""
        return f"Did not pay the payment {self.payment_id} after all"


@PERSON.decides(JoinPayer)
def decide_join_payer(state: PersonState, command: JoinPayer, context: Context) -> Decision:
    """Of somebody on file; of who was given up it is passed on."""
    if state.status is PersonStatus.UNKNOWN:
        return Refusal("person_unknown", "There is no such person: nobody has been registered under this id.")
    is_erased = state.status is PersonStatus.ERASED
    return [caused_by(command, PayerJoined, forwarded_to=state.identity.merged_into, is_erased=is_erased)]


@PERSON.decides(ReleasePayer)
def decide_release_payer(state: PersonState, command: ReleasePayer, context: Context) -> Decision:
    """Always: the payment says so."""
    return [caused_by(command, PayerReleased, forwarded_to=state.identity.merged_into)]


@PAYERS.on(PayerJoined)
def joined(payers: PersonPayers, event: PayerJoined) -> PersonPayers:
    """One more, whose key must go with the person's; of who was erased it is gone already."""
    return payers if event.is_erased else payers.having(_payer(event))


@PAYERS.on(PayerReleased)
def released(payers: PersonPayers, event: PayerReleased) -> PersonPayers:
    """One less: not one that the payment names under another id of the person."""
    return PersonPayers(tuple(one for one in payers.joined if one != _payer(event)))


@PAYERS.on(PersonAbsorbed)
def with_theirs(payers: PersonPayers, event: PersonAbsorbed) -> PersonPayers:
    """Those whom the others were known to be."""
    return payers.having(*event.payers)


def _payer(fields: JoinedFields) -> JoinedPayer:
    return JoinedPayer(fields.payment_id, fields.payer_id, fields.sealed_for)
