"""Headers of a known layout are taken apart as headers are that are read one by one, whatever their bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.errors import CorruptRecordError

from infra.eventlog.kafka_python.record_decoding import decode_headers, decode_headers_one_by_one
from infra.eventlog.records import header_layout
from infra.eventlog.records.chain import HASH_DIGITS, hash_of_stored
from infra.eventlog.records.event_reading import decode_event
from infra.eventlog.records.event_record import HASH, PREVHASH
from infra.eventlog.records.header_layout import KINDS_MAX, SAME_KIND_MAX, note_layout, split_headers
from infra.eventlog.records.record_encoding import encode_field, encode_headers

Headers = list[tuple[str, bytes | None]]

NAMES = st.sampled_from(["a", "b", "name", "übung", "version", ""])
VALUES = st.binary(max_size=4) | st.binary(min_size=60, max_size=70)
SOME_HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=5)
HEADERS = st.lists(st.tuples(NAMES, st.none() | VALUES), max_size=5)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(header_layout, "_known", {})


def note(headers: Headers) -> None:
    note_layout(encode_headers(headers), headers)


@given(st.lists(HEADERS, max_size=12))
def test_headers_are_the_same_the_first_time_and_every_other_time(several: list[Headers]) -> None:
    for headers in several * 2:
        assert decode_headers(encode_headers(headers), len(headers)) == headers


@given(SOME_HEADERS, st.data())
def test_a_known_layout_never_reads_other_bytes_otherwise(headers: Headers, data: st.DataObject) -> None:
    note(headers)
    stored = bytearray(encode_headers(headers))
    for _ in range(data.draw(st.integers(0, 3))) if stored else ():
        stored[data.draw(st.integers(0, len(stored) - 1))] = data.draw(st.integers(0, 255))
    split = split_headers(bytes(stored))
    if split is not None:
        assert list(zip(*split, strict=True)) == decode_headers_one_by_one(bytes(stored), len(headers))


@given(st.binary(min_size=4, max_size=4), st.binary(min_size=4, max_size=4))
def test_values_do_not_matter_to_a_layout(first: bytes, second: bytes) -> None:
    note([("a", first)])
    assert split_headers(encode_headers([("a", second)])) == (("a",), (second,))


def test_a_wrong_count_is_an_error_though_the_layout_is_known() -> None:
    stored = encode_headers([("a", b"1"), ("b", b"2")])
    assert len(decode_headers(stored, 2)) == 2
    for count in (0, 1, 3):
        with pytest.raises(CorruptRecordError):
            decode_headers(stored, count)


def test_only_so_many_layouts_are_kept() -> None:
    for length in range(2 * KINDS_MAX):
        note([("a", bytes(length))])
    assert len(header_layout._known) <= KINDS_MAX
    for length in range(3 * SAME_KIND_MAX):
        note([("a", bytes(length)), ("b", bytes(50 - length))])
    assert max(map(len, header_layout._known.values())) == SAME_KIND_MAX


def test_events_of_many_actors_and_types_are_all_read_at_one_blow() -> None:
    """Of one length there are more layouts than are kept of one kind."""
    layouts = [
        [("ce_authid", bytes(actor)), ("ce_type", bytes(40 - actor - digits)), ("version", bytes(digits))]
        for actor in range(4, 24)
        for digits in (1, 2, 3)
    ]
    assert len(layouts) > SAME_KIND_MAX
    for headers in layouts:
        note(headers)
    assert all(split_headers(encode_headers(headers)) is not None for headers in layouts)


@pytest.mark.parametrize("name", ["hash", "other"])
def test_an_event_whose_end_is_inside_another_header_is_refused_though_its_layout_is_known(name: str) -> None:
    """The last bytes of its last header look like the headers that every event ends with, and its hash fits."""
    inside = b"more" + PREVHASH + bytes(HASH_DIGITS) + HASH + bytes(HASH_DIGITS)
    headers: Headers = [("ce_type", b"test:Happened"), ("version", b"1"), ("position", b"1"), (name, inside)]
    note(headers)
    fields = encode_field(b"key") + encode_field(b"value")
    covered = encode_headers(headers)[: -len(HASH) - HASH_DIGITS]
    stored = covered + HASH + hash_of_stored(fields, covered)
    assert split_headers(stored) is not None
    with pytest.raises(ValueError, match="another program"):
        decode_event(b"key", b"value", (fields, stored), len(headers))
