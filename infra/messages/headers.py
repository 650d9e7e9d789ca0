"""CloudEvents headers in binary mode, and the few that are ours.

A header is a name and bytes. Times are RFC 3339 in UTC with microseconds; UUIDs and numbers are text, so that any
CloudEvents library reads them; hashes are hexadecimal digits. Any tool shows all of them as text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from domain.kernel.quick_uuid import text_of_uuid
from domain.kernel.recorded import Actor
from infra.messages.errors import Undecodable
from infra.messages.quick_text import instant_of_text, uuid_of_text

Header = tuple[str, bytes]

SHORT_TEXT_MAX = 200
"""Characters of a header that is carried on: into each event of a command, or into its answer."""

_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}){2}[Tt][0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_NUMBER = re.compile(r"[0-9]{1,18}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

SPEC_VERSION: Header = ("ce_specversion", b"1.0")
CONTENT_TYPE: Header = ("content-type", b"application/avro")


def time_text(instant: datetime) -> bytes:
    """``2026-03-02T08:00:00.000000Z``: always six digits, so that text sorts as time does."""
    assert instant.tzinfo is not None, "a time without a zone is no instant"
    in_utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return _time_text(in_utc)  # in UTC two times are equal only when they are the same instant


@lru_cache(maxsize=1024)
def _time_text(in_utc: datetime) -> bytes:
    return in_utc.isoformat(timespec="microseconds").encode()[: -len("+00:00")] + b"Z"


def uuid_text(identifier: UUID) -> bytes:
    """The canonical form, 36 characters."""
    return text_of_uuid(identifier).encode()


def by_name(headers: Mapping[str, bytes] | Iterable[Header]) -> dict[str, bytes]:
    """Headers by name; of two with one name the last counts."""
    return dict(headers)


def by_name_once(headers: Sequence[Header], names: Collection[str]) -> dict[str, bytes]:
    """Headers by name. Raises Undecodable when one of ``names`` is there twice: which counts, readers do not agree."""
    named = dict(headers)
    if len(named) < len(headers):
        seen = Counter(name for name, _ in headers)
        if twice := [name for name in names if seen[name] > 1]:
            raise Undecodable(f"the header {twice[0]} is there {seen[twice[0]]} times")
    return named


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
    """A header's UUID, in its form with hyphens. Raises Undecodable."""
    try:
        return uuid_of_text(headers.get(name) or b"")
    except ValueError:
        text_of(headers, name)  # says whether it is missing, or no text at all
        raise Undecodable(f"the header {name} is no UUID") from None


def time_of(headers: Mapping[str, bytes], name: str) -> datetime:
    """A header's instant in UTC. Raises Undecodable: also for a time without an offset, which is no instant."""
    with suppress(ValueError):
        return instant_of_text(headers.get(name) or b"")
    text = text_of(headers, name)
    if not _TIME.fullmatch(text):
        raise Undecodable(f"the header {name} is no RFC 3339 time with an offset")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Undecodable(f"the header {name} is no time that there is in UTC") from error


def number_of(headers: Mapping[str, bytes], name: str) -> int:
    """A header's whole number, 0 or more. Raises Undecodable."""
    text = text_of(headers, name)
    if not _NUMBER.fullmatch(text):
        raise Undecodable(f"the header {name} is no whole number")
    return int(text)


def short_text_of(headers: Mapping[str, bytes], name: str) -> str:
    """A header's text of at most ``SHORT_TEXT_MAX`` characters, none of which controls a screen. Raises Undecodable."""
    text = text_of(headers, name)
    if not _is_short(text):
        raise Undecodable(f"the header {name} is longer than {SHORT_TEXT_MAX} characters, or has control characters")
    return text


@lru_cache(maxsize=1024)
def _is_short(text: str) -> bool:
    return len(text) <= SHORT_TEXT_MAX and not _CONTROL.search(text)


def hash_of(headers: Mapping[str, bytes], name: str) -> bytes:
    """The bytes of a header's hexadecimal digits; none when it is missing. Raises Undecodable."""
    try:
        return bytes.fromhex((headers.get(name) or b"").decode("ascii"))
    except ValueError as error:
        raise Undecodable(f"the header {name} is no hexadecimal text") from error


def actor_of(headers: Mapping[str, bytes]) -> Actor:
    """Who acted. Raises Undecodable."""
    return Actor(text_of(headers, "ce_authtype"), text_of(headers, "ce_authid"))
