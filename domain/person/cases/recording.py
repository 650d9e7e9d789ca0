"""A case in which the person has a part opens or is closed, or their part in it. The case decides that; here it is
only known.

With the first case somebody is on file: what they are called stands in the claim, under their own key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.person.cases.state import CASES, DebtorRole, PersonCase, PersonCases
from domain.person.details.state import ToHeed
from domain.person.registration.state import IDENTITY, PersonIdentity, PersonStatus
from domain.person.state import PERSON, PersonState


@dataclass(frozen=True, slots=True)
class OpenedFields:
    """A case, whose law holds in it, as what the person has a part in it, and under which id."""

    case_id: UUID
    jurisdiction: str
    role: DebtorRole
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ClosedFields(OpenedFields):
    """``closed_on`` is the local day on which the case was closed, or the person taken off it."""

    closed_on: date


@PERSON.command
@dataclass(frozen=True, slots=True)
class RecordCaseOpened(OpenedFields, Command):
    """The person has a part in this case, which is open."""

    BY_PROGRAMS = True


@PERSON.command
@dataclass(frozen=True, slots=True)
class RecordCaseClosed(ClosedFields, Command):
    """The case is closed, or the person has no part in it any more."""

    BY_PROGRAMS = True


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonCaseOpened(OpenedFields, Event):
    """The case is open. ``forwarded_to``: who it concerns now, if this person was given up for another one.

    The case is told what there is ``to_heed``, where there is anything.
    """

    forwarded_to: UUID | None
    to_heed: ToHeed

    def sentence(self) -> str:
        """Which case, as what."""
        return f"Has a part in the case {self.case_id}, which is open, as {self.role}"


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonCaseClosed(ClosedFields, Event):
    """The part is over. ``forwarded_to``: who it concerns now, if this person was given up for another one."""

    forwarded_to: UUID | None

    def sentence(self) -> str:
        """Which case, as what."""
        return f"The part in the case {self.case_id} as {self.role} ended on {self.closed_on}"


@PERSON.decides(RecordCaseOpened)
def decide_record_case_opened(state: PersonState, command: RecordCaseOpened, context: Context) -> Decision:
    """Always: it is so, whoever the person is."""
    return [caused_by(command, PersonCaseOpened, forwarded_to=state.identity.merged_into, to_heed=state.to_heed)]


@PERSON.decides(RecordCaseClosed)
def decide_record_case_closed(state: PersonState, command: RecordCaseClosed, context: Context) -> Decision:
    """Always: it is so, whoever the person is."""
    return [caused_by(command, PersonCaseClosed, forwarded_to=state.identity.merged_into)]


@CASES.on(PersonCaseOpened)
def opened(cases: PersonCases, event: PersonCaseOpened) -> PersonCases:
    """Open, for the first time or again."""
    return cases.having(PersonCase(event.case_id, event.jurisdiction, None, event.role, event.person_id))


@CASES.on(PersonCaseClosed)
def closed(cases: PersonCases, event: PersonCaseClosed) -> PersonCases:
    """Closed since then."""
    return cases.having(PersonCase(event.case_id, event.jurisdiction, event.closed_on, event.role, event.person_id))


@IDENTITY.on(PersonCaseOpened)
def on_file(identity: PersonIdentity, event: PersonCaseOpened) -> PersonIdentity:
    """Somebody of whom nothing was known, or is known any more, comes with a claim."""
    is_new = identity.status in (PersonStatus.UNKNOWN, PersonStatus.ERASED)
    return changed(identity, status=PersonStatus.REGISTERED) if is_new else identity
