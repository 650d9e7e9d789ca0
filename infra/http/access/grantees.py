"""As whom somebody acts: what a key, a session, a link and a person with a password have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from infra.http.access.roles import GRANTS, Role, Rows


class AccessUnusable(Exception):
    """A file of keys, people or sessions cannot be read, or nobody can be let in as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantee:
    """``actor_id`` is who acts in the log.

    ``scopes`` narrows what the role may; None leaves it. What may be seen is narrowed to a creditor, one of its
    portfolios or a person, where one is named.
    """

    actor_id: str
    role: Role
    scopes: tuple[str, ...] | None = None
    creditor_id: str | None = None
    portfolio: str | None = None
    person_id: UUID | None = None


AnyGrantee = TypeVar("AnyGrantee", bound=Grantee)


def check_grantee(asked: Grantee) -> None:
    """Raises AccessUnusable for what no role is."""
    grant = GRANTS[asked.role]
    if unknown := sorted(set(asked.scopes or ()) - grant.scopes):
        raise AccessUnusable(f"A {asked.role} has no scope {', '.join(unknown)}; it has {_listed(grant.scopes)}.")
    if grant.rows is Rows.CREDITOR and asked.creditor_id is None:
        raise AccessUnusable(f"A {asked.role} sees the cases of one creditor: say which.")
    if grant.rows is Rows.PERSON and asked.person_id is None:
        raise AccessUnusable(f"A {asked.role} sees what is of one person: say whom.")
    if asked.portfolio is not None and asked.creditor_id is None:
        raise AccessUnusable("A portfolio is one of a creditor: say whose.")
    if grant.rows is Rows.ALL and (asked.creditor_id or asked.person_id):
        raise AccessUnusable(f"A {asked.role} sees everything that its scopes allow, and is held to no creditor.")
    if grant.rows is not Rows.PERSON and asked.person_id:
        raise AccessUnusable(f"A {asked.role} is not held to one person.")


def holding_of(given: Grantee) -> dict[str, Any]:
    """The fields that make a Grantee, of whatever is one: to make another from."""
    return {field.name: getattr(given, field.name) for field in fields(Grantee)}


def document_of(given: Grantee) -> dict[str, Any]:
    """For JSON: ids and times as texts; what is None is left out."""
    texts = {name: str(value) if isinstance(value, UUID | datetime) else value for name, value in asdict(given).items()}
    return {name: value for name, value in texts.items() if value is not None}


def read_document(cls: type[AnyGrantee], document: Mapping[str, Any]) -> AnyGrantee:
    """The opposite of ``document_of``. Raises ValueError, KeyError or TypeError for anything else."""
    times = {name: datetime.fromisoformat(text) for name, text in document.items() if name.endswith("_at")}
    scopes, person = document.get("scopes"), document.get("person_id")
    return cls(
        **dict(document)
        | times
        | {
            "role": Role(document["role"]),
            "scopes": None if scopes is None else tuple(scopes),
            "person_id": None if person is None else UUID(person),
        }
    )


def _listed(scopes: frozenset[str]) -> str:
    return ", ".join(sorted(scopes))
