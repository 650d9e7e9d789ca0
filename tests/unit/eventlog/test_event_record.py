"""An event's record says what the event says, and a record that is not one is refused with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from eventsourcing.persistence import ProgrammingError, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from infra.eventlog.kafka_python.record_decoding import BatchPlace, DecodedRecord, decode_records
from infra.eventlog.records.chain import event_hash
from infra.eventlog.records.event_reading import decode_event
from infra.eventlog.records.event_record import causation_id, encode_event, minimal_headers, prepare_headers
from infra.eventlog.records.record_encoding import encode_field, encode_headers, frame

KEY = b"5f7bd2a4-8a3e-4b59-9d1c-0a3a0f6f2a11"
TYPE = ("ce_type", b"test:Happened")
PREVHASH = DIGEST = b"07" * 32
VERSION_AND_POSITION = [("version", b"1"), ("position", b"1")]

OWN_HEADERS = st.lists(
    st.tuples(st.text(min_size=1, max_size=10).map(lambda name: "x" + name), st.binary(max_size=40)), max_size=5
)


def encoded(state: bytes, headers: list[tuple[str, bytes]], version: int = 1, position: int = 1) -> tuple[bytes, bytes]:
    ready = prepare_headers(headers, "test:Happened")
    return encode_event(encode_field(KEY) + encode_field(state), ready, version, position, PREVHASH)


def record_of(body: bytes) -> DecodedRecord:
    return decode_records(frame(body, 0), 0, 1, BatchPlace("topic", 0, 0, 0, 0, None))[0]


@given(
    st.binary(max_size=300),
    OWN_HEADERS,
    st.integers(min_value=0, max_value=10**9),
    st.integers(min_value=1, max_value=10**12),
    st.none() | st.binary(min_size=1, max_size=40),
)
def test_event_is_read_back(
    state: bytes, own: list[tuple[str, bytes]], version: int, position: int, asked: bytes | None
) -> None:
    headers = [TYPE, *own, *([] if asked is None else [("commandfingerprint", asked)])]
    body, digest = encoded(state, headers, version, position)
    record = record_of(body)
    event = decode_event(record.key, record.value, record.stored, record.header_count)
    assert event == (KEY, "test:Happened", version, state, position, None, asked, PREVHASH, digest)
    assert record.headers[:-4] == headers
    assert [name for name, _ in record.headers[-4:]] == ["version", "position", "prevhash", "hash"]


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    body, _ = encoded(b"state", [TYPE, ("ce_id", b"1")])
    at = data.draw(st.integers(min_value=0, max_value=len(body) - 1))
    flipped = body[:at] + bytes([body[at] ^ data.draw(st.integers(min_value=1, max_value=255))]) + body[at + 1 :]
    with pytest.raises(Exception):  # noqa: B017 - the record is malformed, or it is not that event any more
        record = record_of(flipped)
        decode_event(record.key, record.value, record.stored, record.header_count)


@pytest.mark.parametrize(
    ("key", "value", "headers", "reason"),
    [
        (None, b"value", [TYPE], "no key"),
        (KEY, None, [TYPE], "no value"),
        (KEY, b"value", [], "another program"),
        (KEY, b"value", [TYPE, *VERSION_AND_POSITION, ("hash", DIGEST)], "another program"),
        (KEY, b"value", [TYPE, *VERSION_AND_POSITION, ("prevhash", b"short"), ("hash", DIGEST)], "another program"),
        (KEY, b"value", [TYPE, *VERSION_AND_POSITION, ("prevhash", DIGEST), ("hash", DIGEST)], "match its hash"),
    ],
)
def test_record_that_is_no_event_says_why(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        decode_event(key, value, (encode_field(key) + encode_field(value), encode_headers(headers)), len(headers))


def sealed(headers: list[tuple[str, bytes | None]]) -> tuple[bytes, bytes]:
    """The stored bytes of a record with these headers, and a hash that fits them."""
    fields = encode_field(KEY) + encode_field(b"")
    covered = [*headers, ("prevhash", PREVHASH)]
    return fields, encode_headers([*covered, ("hash", event_hash(KEY, b"", covered))])


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (VERSION_AND_POSITION, "no ce_type"),
        ([("ce_type", None), *VERSION_AND_POSITION], "no ce_type"),
        ([TYPE, VERSION_AND_POSITION[0]], "another program"),
        ([TYPE, VERSION_AND_POSITION[0], ("position", None)], "another program"),
    ],
)
def test_event_that_lacks_something_says_what(headers: list[tuple[str, bytes | None]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode_event(KEY, b"", sealed(headers), len(headers) + 2)


def test_headers_that_only_seem_to_end_as_they_should_are_refused() -> None:
    """The last bytes look like the two hashes, but they are inside another header's value."""
    fields, headers = sealed([TYPE, *VERSION_AND_POSITION])
    for cut in range(1, 20):
        with pytest.raises((ValueError, IndexError)):
            decode_event(KEY, b"", (fields, headers[cut:]), 5)


def test_causation_id_is_the_same_as_bytes_and_as_text() -> None:
    command_id = uuid4()
    assert causation_id(command_id.bytes) == causation_id(str(command_id).encode()) == command_id.bytes
    assert causation_id(b"something else") == b"something else"
    assert causation_id(b"z" * 36) == b"z" * 36


def test_type_is_added_when_the_application_does_not_give_it() -> None:
    assert prepare_headers([("ce_id", b"1")], "test:Happened") == (
        encode_headers([("ce_id", b"1"), TYPE]), 2, None, None,
    )  # fmt: skip
    assert prepare_headers([TYPE, ("ce_id", b"1")], "test:Happened") == (
        encode_headers([TYPE, ("ce_id", b"1")]),
        2,
        None,
        None,
    )


def test_causation_id_is_found_among_the_headers() -> None:
    assert prepare_headers([TYPE, ("ce_causationid", KEY)], "test:Happened").causation_id == causation_id(KEY)


@pytest.mark.parametrize("name", ["version", "position", "prevhash", "hash"])
def test_names_of_the_log_are_its_own(name: str) -> None:
    with pytest.raises(ProgrammingError, match=name):
        prepare_headers([(name, b"1")], "test:Happened")


def test_minimal_headers_are_a_cloud_event() -> None:
    event = StoredEvent(uuid4(), 3, "test:Happened", b"")
    headers = minimal_headers(event, "/log/0", KEY, datetime(2025, 3, 1, 12, tzinfo=UTC))
    assert headers == [
        ("ce_specversion", b"1.0"),
        ("ce_id", KEY + b"/3"),
        TYPE,
        ("ce_source", b"/log/0"),
        ("ce_subject", KEY),
        ("ce_time", b"2025-03-01T12:00:00.000000Z"),
    ]
