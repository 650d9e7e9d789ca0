"""What can be asked of persons: the answers hold personal texts, and are for whoever asked and nobody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection

from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.person.keys import email_key, phone_key, words_of

_SQL = statements(__package__, "queries.sql")

KNOWN_AS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is and what became of them. ``merged_into``: who stays. ``legal_hold``: why the data is kept.

    By the ways ``wrong`` somebody else was reached; of those ``confirmed`` somebody has made sure. ``time_zone`` is
    None where they live by the clocks of the country whose law holds.
    """

    person_id: UUID
    status: str
    merged_into: UUID | None
    kind: str | None
    country: str | None
    language: str | None
    preferred: str | None
    unwanted: list[str]
    legal_hold: str | None
    wrong: list[str]
    confirmed: list[str]
    time_zone: str | None
    partition: int


@dataclass(frozen=True, slots=True)
class KnownAs:
    """What a person is called and how they are reached, by the papers of a case or by their own events.

    ``role`` is that of a debtor of the case; None of a person's own, and of who is no debtor of it any more.
    """

    source_id: UUID
    source_kind: str
    person_id: UUID
    recorded_at: datetime
    name: str | None
    email: str | None
    phone: str | None
    postal_address: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Acting:
    """The other one of a person and a representative, and by what right."""

    person_id: UUID
    capacity: str


@dataclass(frozen=True, slots=True)
class _PaymentId:
    payment_id: UUID


@dataclass(frozen=True, slots=True)
class _PersonId:
    person_id: UUID


def find(
    opened: connection,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    among: Collection[UUID] | None = None,
    limit: int,
) -> list[UUID]:
    """The persons who are or were known like this: by the beginnings of words of their name, an address, a number.

    With ``among``, only these persons. Everything that is given must be so at once. What has no word or no digit finds
    nobody.
    """
    words = words_of(name) if name is not None else []
    number = phone_key(phone) if phone is not None else None
    if (name is not None and not words) or number == "":
        return []
    parameters = {
        "words": " & ".join(f"'{word}':*" for word in words) or None,
        "email": email_key(email) if email is not None else None,
        "phone": number,
        "among": None if among is None else _texts(among),
        "limit": limit,
    }
    return [row.person_id for row in ask(opened, _SQL["find"], parameters, _PersonId)]


def persons(opened: connection, ids: Collection[UUID]) -> list[Person]:
    """Those of them who are on file."""
    return ask(opened, _SQL["persons"], {"ids": _texts(ids)}, Person)


def who_stays(opened: connection, person_id: UUID) -> UUID:
    """The person, or who they turned out to be in the end."""
    found = ask(opened, _SQL["who_stays"], {"person_id": str(person_id)}, _PersonId)
    return found[0].person_id if found else person_id


def ids_of(opened: connection, person_id: UUID) -> list[UUID]:
    """The person's id, and those of all who were given up for them."""
    return [row.person_id for row in ask(opened, _SQL["ids_of"], {"person_id": str(person_id)}, _PersonId)]


def known_as(opened: connection, ids: Collection[UUID]) -> list[KnownAs]:
    """What the persons' own events say first, then what claims say, the newest first; at most ``KNOWN_AS_MAX``."""
    return ask(opened, _SQL["known_as"], {"ids": _texts(ids), "limit": KNOWN_AS_MAX}, KnownAs)


def representatives(opened: connection, person_id: UUID) -> list[Acting]:
    """Who acts for the person."""
    return ask(opened, _SQL["representatives"], {"person_id": str(person_id)}, Acting)


def represents(opened: connection, person_id: UUID) -> list[Acting]:
    """For whom the person acts."""
    return ask(opened, _SQL["represents"], {"person_id": str(person_id)}, Acting)


def payments(opened: connection, ids: Collection[UUID]) -> list[UUID]:
    """The payments that the persons made, as far as that is known; at most ``KNOWN_AS_MAX``."""
    found = ask(opened, _SQL["payments"], {"ids": _texts(ids), "limit": KNOWN_AS_MAX}, _PaymentId)
    return [row.payment_id for row in found]


def _texts(ids: Collection[UUID]) -> list[str]:
    """PostgreSQL makes UUIDs of them, whatever adapters the caller's process has registered."""
    return [str(one) for one in ids]
