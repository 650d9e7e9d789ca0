"""Sizes are taken from the broker's files as they are: batches, compressed or not, and no markers."""

from __future__ import annotations

import json

import pytest

from bench.log_room import KEPT, PAGE, batches_in, shares, table
from bench.marked_table import with_table
from infra.eventlog.records.record_encoding import encode_batch, encode_body, frame


def _batch(events: int, value: bytes) -> bytes:
    bodies = [frame(encode_body(b"key", value, []), place) for place in range(events)]
    return encode_batch(bodies, 0, 1, 0, 0)


def test_a_batch_is_measured_as_it_is_stored_and_as_it_would_be() -> None:
    alike, random = _batch(20, b"the same again and again" * 4), _batch(1, bytes(range(200)))
    first, second = batches_in(alike + random + bytes(100))
    assert (first.events, first.stored) == (20, len(alike))
    assert first.uncompressed > 2_000 > first.stored
    assert (second.events, second.stored, second.uncompressed) == (1, len(random), len(random))


def test_bytes_an_event_are_of_all_batches_of_a_size() -> None:
    one, many = _batch(1, b"x" * 300), _batch(200, b"x" * 300)
    found = shares(batches_in(one + one + many))
    assert [(group["from"], group["events"]) for group in found] == [(1, 2), (100, 200)]
    assert found[0]["stored"] == pytest.approx(len(one))
    assert found[1]["uncompressed"] > found[1]["stored"]


def test_the_page_shows_what_was_measured() -> None:
    page, kept = PAGE.read_text("utf-8"), json.loads(KEPT.read_text("utf-8"))
    assert with_table(page, "log-room", "batches", table(kept)) == page
