"""The quick ways of reading give what the general ones give, or leave it to them: for what is right and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.recorded import Actor
from infra.messages import Undecodable, events, replies, values
from infra.messages.commands import CommandEnvelope
from infra.messages.crypto import key_record
from infra.messages.crypto.key_record import PersonKey
from infra.messages.events import read_event, read_record
from infra.messages.headers import by_name, time_text, uuid_text
from infra.messages.quick_text import instant_of_text, shared_uuid_of_text, uuid_of_text
from infra.messages.reading_source import MESSAGES, reading_source, shown
from infra.messages.replies import CommandAnswered, read_reply
from infra.messages.values import decode, decode_as, decode_with_fields, encode, encode_as
from infra.postgres.parked import ParkedRecord
from schemas.reading import reader_of
from schemas.registry import HEADER, Registry
from schemas.writing import writer_of
from tests.unit.messages.messages import ANY_COMMAND, ANY_EVENT, messages_of
from tests.unit.messages.written_headers import written_headers

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
    headers = written_headers(cause, event, other, recorded)
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


@given(ANY_EVENT | ANY_COMMAND)
def test_a_message_as_we_write_it_is_read_quickly_and_as_in_general(message: Any) -> None:
    value = encode(message)
    quick = values._decoder_of(value[: HEADER.size])(value)
    assert (quick, type(quick)) == (message, type(message)) == (decode_with_fields(value)[0], type(message))


CHANGES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3)


@given(ANY_EVENT | ANY_COMMAND, CHANGES, st.integers(-40, 2), st.binary(max_size=2))
def test_a_damaged_message_is_read_as_in_general_or_left_to_that_way(
    message: Any, changes: list[tuple[int, int]], cut: int, added: bytes
) -> None:
    value = bytearray(encode(message))
    for at, byte in changes:
        value[at % len(value)] = byte
    damaged = bytes(value[: len(value) + min(cut, 0)]) + added
    general = outcome(lambda: decode_with_fields(damaged)[0])
    assert outcome(lambda: decode(damaged)) == general
    try:
        quick = values._decoder_of(damaged[: HEADER.size])(damaged)
    except Exception:
        return  # left to the general way
    assert quick == general


def test_every_message_there_is_has_a_quick_reader() -> None:
    for name in MESSAGES:
        values._decoder_of(Registry.load().newest_tree(name)[0])


ANY_ANSWER = messages_of(CommandAnswered).map(lambda answer: replace(answer, partition=answer.partition % 2**31))
ANY_KEY = messages_of(PersonKey)


@given(ANY_ANSWER | ANY_KEY, CHANGES, st.integers(-40, 2), st.binary(max_size=2))
def test_an_answer_and_a_key_are_read_as_in_general_whatever_was_damaged(
    record: Any, changes: list[tuple[int, int]], cut: int, added: bytes
) -> None:
    cls, name = type(record), replies.TOPIC if isinstance(record, CommandAnswered) else key_record.TOPIC
    header = encode_as(name, record)[: HEADER.size]
    value = bytearray(encode_as(name, record))
    assert decode_as(name, cls, bytes(value)) == record
    for at, byte in changes:
        value[at % len(value)] = byte
    damaged = bytes(value[: len(value) + min(cut, 0)]) + added
    general = outcome(lambda: values._made(cls, values._fields_of(damaged)[1]))
    quick = outcome(lambda: decode_as(name, cls, damaged))
    assert quick == general or (isinstance(quick, str) and damaged[: HEADER.size] != header)


@given(ANY_ANSWER, ANY_KEY)
def test_neither_passes_for_the_other_nor_for_a_message(answer: CommandAnswered, key: PersonKey) -> None:
    of_answer, of_key = encode_as(replies.TOPIC, answer), encode_as(key_record.TOPIC, key)
    read_reply(of_answer)
    for wrong in (
        lambda: read_reply(of_key),
        lambda: decode_as(key_record.TOPIC, PersonKey, of_answer),
        lambda: decode(of_answer),
        lambda: decode(of_key),
    ):
        with pytest.raises(Undecodable):
            wrong()


def test_what_reads_a_message_can_be_read_by_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(["ContactMade"], reading_source) == 0
    out = capsys.readouterr().out
    assert out.startswith("def read(data):\n") and "    made.person_id = person_id_\n" in out
    assert shown(["ContactMade", "Nonsense"], reading_source) == 2
    assert "There is no message Nonsense." in capsys.readouterr().err


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, -1, 63, 64, -64, -65, 2**31])
def test_whole_numbers_of_any_size_are_read_as_they_are_written(number: int) -> None:
    written = writer_of({"type": "long"})(number)
    assert reader_of({"type": "long"})(b"?" + written, 1) == (number, 1 + len(written))


@pytest.mark.parametrize("damaged", [b"\xff" * 9 + b"\x02", b"\x80" * 10 + b"\x01", b"\xff" * 12, b"\x80"])
def test_what_is_no_number_of_64_bits_is_not_read_as_one(damaged: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        reader_of({"type": "long"})(damaged, 0)


@pytest.mark.parametrize("kind", ["string", "bytes"])
def test_no_size_is_below_zero(kind: str) -> None:
    for size in (-1, -2, -64, -65, -(2**40)):
        with pytest.raises(ValueError, match="below zero"):
            reader_of({"type": kind})(writer_of({"type": "long"})(size) + bytes(100), 0)
