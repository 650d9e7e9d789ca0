"""The quick ways of reading give what the general ones give, or leave it to them: for what is right and what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.recorded import Actor
from infra.messages import Undecodable, events
from infra.messages.commands import CommandEnvelope
from infra.messages.events import event_headers, headers_of_cause, read_event, read_record
from infra.messages.headers import by_name, time_text, uuid_text
from infra.messages.quick_text import instant_of_text, shared_uuid_of_text, uuid_of_text
from infra.messages.values import encode
from infra.postgres.parked import ParkedRecord
from tests.unit.messages.messages import ANY_EVENT

INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001
NOT_QUITE_IDS = st.one_of(
    st.uuids().map(lambda i: str(i).upper()),
    st.uuids().map(lambda i: f"urn:uuid:{i}"),
    st.uuids().map(lambda i: f"{{{i}}}"),
    st.uuids().map(lambda i: i.hex),
    st.text("0123456789abcdefABCDEF-_+ xurnid:{}\u0660\u0661", min_size=30, max_size=40),
    st.text("0123456789abcdef_+ \t\u0660", min_size=32, max_size=32),
    st.text(max_size=40),
)
NOT_QUITE_TIMES = st.one_of(
    INSTANTS.map(lambda t: t.isoformat()),
    INSTANTS.map(lambda t: t.replace(tzinfo=None).isoformat()),
    INSTANTS.map(lambda t: t.strftime("%G-W%V-%uT%H:%M:%S.%fZ")),
    st.text("0123456789-:.TZ+W ,", min_size=25, max_size=28),
    st.text(max_size=30),
)


def outcome(way: Callable[[], Any]) -> Any:
    """What a way of reading gives: the result, or that there is none."""
    try:
        return way()
    except Undecodable as error:
        return str(error)


def agrees(quick: Callable[[bytes], Any], general: Callable[[], Any], text: bytes) -> None:
    try:
        found = quick(text)
    except ValueError:
        return  # left to the general way
    assert found == general()


@given(st.uuids())
def test_an_id_as_we_write_it_is_read_quickly(identifier: UUID) -> None:
    for read in (uuid_of_text, shared_uuid_of_text):
        found = read(uuid_text(identifier))
        assert (found, hash(found), repr(found), found.is_safe) == (
            identifier, hash(identifier), repr(identifier), identifier.is_safe,
        )  # fmt: skip


@given(NOT_QUITE_IDS.map(str.encode) | st.binary(max_size=40))
def test_any_text_is_the_same_id_or_none(text: bytes) -> None:
    agrees(uuid_of_text, lambda: UUID(text.decode()), text)


@given(INSTANTS)
def test_a_time_as_we_write_it_is_read_quickly(instant: datetime) -> None:
    found = instant_of_text(time_text(instant))
    assert (found, found.tzinfo) == (instant, UTC)


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert [time_text(first), time_text(first.replace(fold=1))] == [
        b"2026-10-25T00:30:00.000000Z",
        b"2026-10-25T01:30:00.000000Z",
    ]


@given(NOT_QUITE_TIMES.map(str.encode) | st.binary(max_size=30))
def test_any_text_is_the_same_time_or_left_to_the_general_way(text: bytes) -> None:
    agrees(instant_of_text, lambda: datetime.fromisoformat(text.decode()).astimezone(UTC), text)


TEXTS = st.none() | st.binary(max_size=36) | st.sampled_from([b"1", b"-1", "\u0661".encode(), b"1_0", b" 7", b"\xff"])


@given(
    ANY_EVENT, st.uuids(), st.uuids(), INSTANTS, INSTANTS, st.text(max_size=8),
    st.dictionaries(st.sampled_from([
        "ce_type", "ce_subject", "ce_id", "ce_time", "ce_recordedtime", "ce_authtype", "ce_authid",
        "ce_correlationid", "ce_causationid", "version", "position", "prevhash", "hash",
    ]), TEXTS | NOT_QUITE_IDS.map(str.encode) | NOT_QUITE_TIMES.map(str.encode), max_size=2),
    st.sets(st.sampled_from(["ce_type", "ce_id", "ce_time", "position", "prevhash"]), max_size=1),
)  # fmt: skip
def test_an_event_is_read_as_in_general_whatever_its_headers_say(
    event: Any, one: UUID, other: UUID, occurred: datetime, recorded: datetime, actor: str,
    replaced: dict[str, bytes], left_out: set[str],
) -> None:  # fmt: skip
    cause = CommandEnvelope(one, other, occurred, Actor("user", actor), one)
    headers = event_headers(headers_of_cause(cause, "ab" * 16, recorded, b"/caseledger/test"), event, other)
    of_the_log = [("version", b"3"), ("position", b"44"), ("prevhash", b"0" * 64), ("hash", b"0f" * 32)]
    named = {**by_name([*headers, *of_the_log]), **replaced}
    named = {name: content for name, content in named.items() if name not in left_out}
    key, value = uuid_text(other), encode(event)
    quick = events._read_quickly(0, 9, key, value, tuple(named), tuple(named.values()))
    general = outcome(lambda: events._read_in_general(0, 9, key, value, named))
    assert quick == general if not replaced and not left_out else quick in (None, general)
    prefixed = f"partition 0 offset 9: {general}" if isinstance(general, str) else general
    assert outcome(lambda: read_event(0, 9, key, value, named)) == prefixed
    assert outcome(lambda: read_event(0, 9, key, value, list(named.items()))) == prefixed
    record = ParkedRecord(9, key, value, list(named.items()))
    assert outcome(lambda: read_record(0, record)) == prefixed
