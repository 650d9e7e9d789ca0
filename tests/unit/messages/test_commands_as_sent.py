"""What a client may send as a command, and what is turned away before anybody looks at what it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from infra.messages import Undecodable, commands
from infra.messages.commands import command_record
from infra.messages.headers import Header
from tests.unit.domain.samples import CLAIM
from tests.unit.messages.messages import ANY_COMMAND
from tests.unit.messages.test_wire import ENVELOPE
from tests.unit.messages.written_headers import read_sent

KEY, VALUE, HEADERS = command_record(ENVELOPE, CLAIM)
SECRET = "Åsa Öberg"


def with_header(name: str, value: bytes | None) -> list[Any]:
    return [*(header for header in HEADERS if header[0] != name), (name, value)]


def refused(headers: list[Header], key: bytes = KEY, value: bytes = VALUE) -> str:
    with pytest.raises(Undecodable) as error:
        read_sent(key, value, headers)
    return str(error.value)


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-02T09:00:00", "2026-03-02", "2026-03-02 09:00:00Z", "20260302T090000Z", "2026-W10-1T09:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        "2026-03-02T09:00:00+25:00", "2026-02-30T09:00:00Z", "2026-03-02T09:00:60Z", "٢٠٢٦-03-02T09:00:00Z", "",
        "2026-03-02T09:00:00.Z",
    ],
)  # fmt: skip
def test_a_time_that_is_no_instant_is_turned_away(time: str) -> None:
    assert "ce_time" in refused(with_header("ce_time", time.encode()))


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("2026-03-02T09:00:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02t09:00:00.5z", datetime(2026, 3, 2, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-02T09:00:00.123456789+01:00", datetime(2026, 3, 2, 8, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-03-02T00:30:00-00:45", datetime(2026, 3, 2, 1, 15, tzinfo=UTC)),
    ],
)
def test_a_time_of_rfc_3339_is_read_as_it_says(time: str, instant: datetime) -> None:
    assert read_sent(KEY, VALUE, with_header("ce_time", time.encode()))[0].occurred_at == instant


@pytest.mark.parametrize("name", ["ce_id", "ce_subject", "ce_correlationid"])
@pytest.mark.parametrize(
    "text",
    ["", "7", "{00000000-0000-0000-0000-000000000002}", "urn:uuid:00000000-0000-0000-0000-000000000002", "0" * 32,
     "0000000٢-0000-0000-0000-000000000002", " 00000000-0000-0000-0000-000000000002"],
)  # fmt: skip
def test_an_id_is_a_uuid_with_hyphens(name: str, text: str) -> None:
    assert name in refused(with_header(name, text.encode()), key=text.encode() if name == "ce_subject" else KEY)


def test_a_key_in_capitals_is_turned_away_as_it_would_stand_on_another_partition() -> None:
    envelope = replace(ENVELOPE, aggregate_id=ENVELOPE.aggregate_id.__class__(int=0xABCDEF))
    key, value, headers = command_record(envelope, CLAIM)
    capitals = [(name, text.upper() if name == "ce_subject" else text) for name, text in headers]
    assert "small letters" in refused(capitals, key.upper(), value)


@pytest.mark.parametrize("name", ["ce_authtype", "ce_authid", "sender"])
@pytest.mark.parametrize("text", [b"x" * 201, b"a\x00b", b"\x1b[2J", b"\xff", b"\xed\xa0\x80", None])
def test_texts_that_are_carried_on_are_short_and_printable(name: str, text: bytes | None) -> None:
    assert name in refused(with_header(name, text))


@pytest.mark.parametrize("version", [b"-1", b"x", b"", b"1_0", b" 1", b"9" * 19, None])
def test_an_expected_version_is_a_whole_number(version: bytes | None) -> None:
    assert "expected_version" in refused(with_header("expected_version", version))


def test_an_expected_version_comes_back_as_it_went() -> None:
    envelope = replace(ENVELOPE, expected_version=17)
    assert read_sent(*command_record(envelope, CLAIM))[0] == envelope


def test_of_two_headers_of_one_name_nobody_chooses() -> None:
    assert "ce_id is there 2 times" in refused([*HEADERS, ("ce_id", b"00000000-0000-0000-0000-000000000009")])
    assert read_sent(KEY, VALUE, [*HEADERS, ("traceparent", b"1"), ("traceparent", b"2")])[1] == CLAIM


def test_no_reason_repeats_what_a_command_says() -> None:
    for name, _ in HEADERS:
        for text in (SECRET.encode(), SECRET.encode("latin-1")):
            try:
                read_sent(KEY, VALUE, with_header(name, text))
            except Undecodable as error:
                assert SECRET not in str(error)
                assert "berg" not in str(error)


@given(some.binary(max_size=200), some.binary(max_size=60))
def test_any_bytes_are_read_or_turned_away(damage: bytes, key: bytes) -> None:
    for value in (damage, VALUE[:20] + damage, VALUE[:5] + damage, damage + VALUE):
        try:
            read_sent(KEY, value, HEADERS)
        except Undecodable as error:
            assert len(str(error)) < 500
    with pytest.raises(Undecodable):
        read_sent(key, VALUE, HEADERS)


SAID = some.sampled_from([name for name, _ in HEADERS] + ["expected_version", "traceparent"])
TEXTS = [b"", b"0", b"7", b"-1", b"\xff", b"caseledger.case.commands.CloseCase"]
ODD = some.one_of(
    some.none(),
    some.sampled_from(TEXTS),
    some.uuids().map(lambda one: str(one).encode()),
    some.uuids().map(lambda one: str(one).upper().encode()),
    some.text(max_size=220).map(str.encode),
    some.datetimes().map(lambda at: at.isoformat().encode()),
)
SOME_ODD = some.lists(some.tuples(SAID, ODD), max_size=2)


@given(
    ANY_COMMAND, some.uuids(), SOME_ODD, SOME_ODD, some.sets(SAID, max_size=1), some.booleans(),
)  # fmt: skip
def test_a_command_is_read_as_in_general_whatever_its_headers_say(
    command: Any, aggregate: UUID, replaced: list[tuple[str, bytes]], added: list[tuple[str, bytes]],
    left_out: set[str], is_upper: bool,
) -> None:  # fmt: skip
    envelope = replace(ENVELOPE, aggregate_id=aggregate, expected_version=None)
    key, value, headers = command_record(envelope, command)
    said = {**dict(headers), **dict(replaced)}
    told = [*((name, content) for name, content in said.items() if name not in left_out), *added]
    key = key.upper() if is_upper else key
    names, contents = tuple(name for name, _ in told), tuple(content for _, content in told)
    quick = commands._read_quickly(key, value, names, contents)
    general = outcome(lambda: commands._read_in_general(key, value, told))
    assert quick in (None, general)
    assert outcome(lambda: read_sent(key, value, told)) == general
    if not (replaced or added or left_out or is_upper):
        assert quick == general or not any(letter in key for letter in b"abcdef")


def outcome(way: Callable[[], Any]) -> Any:
    """What a way of reading gives: the command, or why there is none."""
    try:
        return way()
    except Undecodable as error:
        return str(error)
