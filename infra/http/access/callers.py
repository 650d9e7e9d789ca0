"""Who calls, by the key or the session of the request, and what that lets them do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.kernel.recorded import Actor
from infra.http.access.api_keys import ApiKeys
from infra.http.access.grantees import Grantee
from infra.http.access.roles import ASK_FOR_PERSONAL, GRANTS, PERSONAL, Grant, Role
from infra.http.commands.paths import CommandPath
from infra.http.problems import HttpProblem
from infra.reads.purposes import ReadingPurpose


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows a caller sees: those of which everything holds that is given."""

    creditor_id: str | None = None
    portfolio: str | None = None
    person_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return self == ALL_ROWS


ALL_ROWS = RowFilter()


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever has shown a valid key, or is signed in; and for what, where they have said so."""

    actor_id: str
    role: Role
    scopes: frozenset[str]
    rows: RowFilter
    purpose: ReadingPurpose | None = None

    @property
    def grant(self) -> Grant:
        """What the role may at most."""
        return GRANTS[self.role]

    @property
    def actor(self) -> Actor:
        """As whom they act in the log."""
        return Actor(self.grant.actor_kind, self.actor_id)

    @property
    def sees_personal(self) -> bool:
        """Whether personal fields are shown in the clear: always, or for the purpose that was said."""
        return PERSONAL in self.scopes or (self.purpose is not None and ASK_FOR_PERSONAL in self.scopes)

    @property
    def may_ask_for(self) -> list[ReadingPurpose]:
        """The purposes for which personal fields are shown that are masked now."""
        masked = not self.sees_personal and ASK_FOR_PERSONAL in self.scopes
        return [one for one in ReadingPurpose if masked and one in self.grant.purposes]

    def asking_for(self, purpose: str) -> Caller:
        """The same, with a purpose. Raises HttpProblem for one that there is not, or not for this role."""
        try:
            asked = ReadingPurpose(purpose)
        except ValueError:
            told = f"A purpose is one of {', '.join(ReadingPurpose)}."
            raise HttpProblem("parameter_invalid", told) from None
        if asked not in self.grant.purposes:
            known = ", ".join(one for one in ReadingPurpose if one in self.grant.purposes) or "none"
            raise HttpProblem("purpose_not_yours", f"A {self.role} reads for other purposes: {known}.")
        return replace(self, purpose=asked)

    def check_scope(self, scope: str) -> None:
        """Raises HttpProblem when the key has not got it."""
        if scope not in self.scopes:
            raise HttpProblem("forbidden", f"This needs the scope {scope}, which the key of a {self.role} has not got.")

    def check_sees_all(self) -> None:
        """Raises HttpProblem for a key that is held to some rows: the question is about everything."""
        if not self.rows.is_open:
            raise HttpProblem("forbidden", "This is about all cases, and the key is held to some of them.")

    def check_command(self, asked: CommandPath) -> None:
        """Raises HttpProblem when the role sends no such command."""
        self.check_scope(asked.scope)
        if self.grant.only_commands and asked.name not in self.grant.only_commands:
            raise HttpProblem("forbidden", f"A {self.role} sends {', '.join(sorted(self.grant.only_commands))}.")
        if asked.approves and not self.grant.approves:
            raise HttpProblem("forbidden", f"{asked.name} is for somebody else than a {self.role}: a second person.")
        if asked.moves_money and not self.grant.moves_money:
            raise HttpProblem("forbidden", f"{asked.name} can book money, which a {self.role} does not.")


def caller_of(keys: ApiKeys, authorization: str | None, now: datetime) -> Caller:
    """Who sends ``Authorization: Bearer cl_…``. Raises HttpProblem."""
    scheme, _, text = (authorization or "").partition(" ")
    if not text:
        raise HttpProblem("key_missing", "Send the API key as `Authorization: Bearer cl_…`.")
    key = keys.of(text.strip(), now) if scheme.lower() == "bearer" else None
    if key is None:
        raise HttpProblem("key_invalid", "There is no such key, or it has been revoked or has expired.")
    return caller_with(key)


def caller_with(grantee: Grantee) -> Caller:
    """What a key or a session lets do: what its role may, narrowed to its scopes."""
    allowed = GRANTS[grantee.role].scopes
    scopes = allowed if grantee.scopes is None else allowed & frozenset(grantee.scopes)
    return Caller(
        grantee.actor_id, grantee.role, scopes, RowFilter(grantee.creditor_id, grantee.portfolio, grantee.person_id)
    )
