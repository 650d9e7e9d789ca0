"""For whom a key, a link or a password is: their id, their role, and the rows that they are held to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from infra.cli.failures import CannotBeUsed

if TYPE_CHECKING:
    from infra.http.access.grantees import Grantee
    from infra.http.access.roles import Role

Scopes = Annotated[
    list[str] | None, typer.Option("--scope", metavar="SCOPE", help="Only this of what the role may. Repeat it.")
]
Creditor = Annotated[str | None, typer.Option(metavar="ID", help="Only the cases of this creditor.")]
Portfolio = Annotated[str | None, typer.Option(metavar="NAME", help="Only this portfolio of it.")]
HeldPerson = Annotated[UUID | None, typer.Option(metavar="PERSON", help="Only what is of this person.")]


def grantee(
    actor: str,
    role: Role,
    scopes: list[str] | None = None,
    creditor: str | None = None,
    portfolio: str | None = None,
    person: UUID | None = None,
) -> Grantee:
    """Raises CannotBeUsed for an id that is none."""
    from domain.kernel.limits import check_actor
    from domain.kernel.recorded import Actor
    from infra.http.access.grantees import Grantee

    if refusal := check_actor(Actor("user", actor)):
        raise CannotBeUsed(refusal.message)
    return Grantee(
        actor_id=actor,
        role=role,
        scopes=None if not scopes else tuple(dict.fromkeys(scopes)),
        creditor_id=creditor,
        portfolio=portfolio,
        person_id=person,
    )


def granted_document(whose: Grantee) -> dict[str, object]:
    """What every answer says of one; None where nothing narrows it."""
    return {
        "actor_id": whose.actor_id,
        "role": whose.role,
        "scopes": None if whose.scopes is None else list(whose.scopes),
        "creditor_id": whose.creditor_id,
        "portfolio": whose.portfolio,
        "person_id": whose.person_id,
    }


def rows_text(whose: Grantee) -> str:
    """What somebody is held to, for a column."""
    return " ".join(str(one) for one in (whose.creditor_id, whose.portfolio, whose.person_id) if one)
