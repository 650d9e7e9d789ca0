"""Which person is meant: by an id, or by a national id, of which only a keyed hash is ever kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.kernel.national_id import canonical_national_id
from domain.person.registration.registering import PersonKind
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent

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
