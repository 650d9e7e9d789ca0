"""Which person is meant: by an id, or by a national id, of which only a keyed hash is ever kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.kernel.national_id import canonical_national_id, national_id_of_anybody
from domain.person.registration.registering import PersonKind
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from domain.person.state import PersonState

PersonId = Annotated[UUID, typer.Argument(metavar="PERSON", help="The person's id.")]


def person_under(session: Session, country: str, national_id: str, kind: PersonKind) -> UUID:
    """The id of who has this national id. Raises CannotBeUsed when it is none, IndexKeyMissing."""
    from infra.messages.crypto.blind_index import BlindIndex

    today = session.clock.now().date()
    canonical = canonical_national_id(country, national_id, today, of_company=kind is PersonKind.LEGAL)
    if canonical is None:
        raise CannotBeUsed(
            f"--national-id: this is no valid one of a {kind} person of {country}. See that no digit is wrong, and say "
            "with --country whose it is."
        )
    return BlindIndex(session.settings.index_key).person(country, canonical)


def anybody_under(session: Session, country: str, national_id: str) -> UUID:
    """The id of the human being or the company that has this national id. Raises as `person_under` does."""
    from infra.messages.crypto.blind_index import BlindIndex

    canonical = national_id_of_anybody(country, national_id, session.clock.now().date())
    if canonical is None:
        raise CannotBeUsed(f"--national-id: this is no valid one of {country}. See that no digit is wrong.")
    return BlindIndex(session.settings.index_key).person(country, canonical)


def who_stays(session: Session, person: UUID) -> UUID:
    """The person, or who they turned out to be in the end. Raises NotFound when there is no such person."""
    from infra.audit.history import state_after

    seen: set[UUID] = set()
    while person not in seen:
        seen.add(person)
        state: PersonState = state_after(person_events(session, person))
        person = state.identity.merged_into or person
    return person


def check_is_on_file(session: Session, person: UUID) -> None:
    """Raises NotFound when the log has no event of such a person."""
    person_events(session, person)


def person_events(session: Session, person: UUID) -> list[RecordedEvent]:
    """All that happened to a person, sealed. Raises NotFound."""
    from infra.cli.case.resolve import looking_up

    with looking_up(session) as lookup:
        events = lookup.events_of(person)
        if not events or events[0].aggregate_kind != "person":
            raise NotFound(f"There is no person {person} in the log {lookup.topic}.")
        return events
