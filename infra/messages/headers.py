"""CloudEvents headers in binary mode, and the few that are ours.

A header is a name and bytes. Times are RFC 3339 in UTC with microseconds; UUIDs and numbers are text, so that any
CloudEvents library reads them; hashes are 32 raw bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from domain.kernel.recorded import Actor
from infra.messages.errors import Undecodable

Header = tuple[str, bytes]

SPEC_VERSION: Header = ("ce_specversion", b"1.0")
CONTENT_TYPE: Header = ("content-type", b"application/avro")


def time_text(instant: datetime) -> bytes:
    """``2026-03-02T08:00:00.000000Z``: always six digits, so that text sorts as time does."""
    assert instant.tzinfo is not None, "a time without a zone is no instant"
    return (instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z").encode()


def uuid_text(identifier: UUID) -> bytes:
    """The canonical form, 36 characters."""
    return str(identifier).encode()


def by_name(headers: Mapping[str, bytes] | Iterable[Header]) -> dict[str, bytes]:
    """Headers by name; of two with one name the last counts."""
    return dict(headers)


def text_of(headers: Mapping[str, bytes], name: str) -> str:
    """A header's text. Raises Undecodable when it is missing (or null, which says as little) or no UTF-8."""
    content = headers.get(name)
    if content is None:
        raise Undecodable(f"the header {name} is missing")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Undecodable(f"the header {name} is no UTF-8 text") from error


def uuid_of(headers: Mapping[str, bytes], name: str) -> UUID:
    """A header's UUID. Raises Undecodable."""
    try:
        return UUID(text_of(headers, name))
    except ValueError as error:
        raise Undecodable(f"the header {name} is no UUID") from error


def time_of(headers: Mapping[str, bytes], name: str) -> datetime:
    """A header's instant in UTC. Raises Undecodable."""
    try:
        return datetime.fromisoformat(text_of(headers, name)).astimezone(UTC)
    except ValueError as error:
        raise Undecodable(f"the header {name} is no RFC 3339 time") from error


def number_of(headers: Mapping[str, bytes], name: str) -> int:
    """A header's whole number. Raises Undecodable."""
    try:
        return int(text_of(headers, name))
    except ValueError as error:
        raise Undecodable(f"the header {name} is no whole number") from error


def actor_of(headers: Mapping[str, bytes]) -> Actor:
    """Who acted. Raises Undecodable."""
    return Actor(text_of(headers, "ce_authtype"), text_of(headers, "ce_authid"))
