"""A portfolio played for a bulk log: the same stream however many processes play it, and nothing torn by its waves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any

import pytest

from domain.payment.receipt.receiving import PaymentReceived
from infra.creditors.entry_record import read_entry
from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk import player
from infra.generator.bulk.creditors import creditors_encoded
from infra.generator.bulk.encoding import Encoded
from infra.generator.bulk.part import Part, StreamPlace
from infra.generator.bulk.player import Player
from infra.generator.plot import Portfolio, plot_of
from infra.generator.registering import ENTRIES
from infra.generator.stream import in_order
from infra.generator.tally import Mix
from infra.messages import values
from infra.messages.crypto.personal_fields import withheld

CASES = 90
SEVEN = Portfolio(seed=7)
UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
Stream = list[tuple[StreamPlace, Encoded]]


def played(wrapping: Path, players: int, until: datetime = UNTIL) -> tuple[Stream, Mix]:
    """By so many players, as the one who writes it down puts their parts together."""
    parts = [Player(Part(SEVEN, CASES, until, number, players, "log", 4, wrapping)) for number in range(players)]
    stream = list(merge(*(part.run() for part in parts), key=lambda one: one[0]))
    mix = Mix()
    for part in parts:
        mix.add(part.mix)
    return stream, mix


def without_seals(stream: Stream) -> list[Any]:
    return [
        (
            place,
            one.partition,
            one.begins,
            [(key, withheld(event), e.headers, e.version) for e, key, event in read(one)],
        )
        for place, one in stream
    ]


def read(one: Encoded) -> list[tuple[Any, bytes, Any]]:
    """Each event with its key and what its value says."""
    found = []
    for event in one.events:
        rest = event.key_and_value[37:]  # a byte of length, and the key's 36
        length_bytes = next(n for n, byte in enumerate(rest, 1) if byte < 0x80)
        found.append((event, event.key_and_value[1:37], values.decode(rest[length_bytes:])))
    return found


def test_the_stream_does_not_depend_on_how_many_play_it(wrapping: Path) -> None:
    alone, counted_alone = played(wrapping, 1)
    together, counted_together = played(wrapping, 3)
    assert without_seals(alone) == without_seals(together)
    assert counted_alone == counted_together


def test_it_has_the_events_of_the_commands_that_are_sent_to_writers(wrapping: Path) -> None:
    stream, mix = played(wrapping, 2)
    in_bulk = [event for _, one in stream for _, _, event in read(one)]
    sent = [event for _, one in in_order(SEVEN, CASES) for event in one.events]
    assert [withheld(event) for event in in_bulk] == [withheld(event) for event in sent]
    assert any(isinstance(event, PaymentReceived) for event in in_bulk)
    assert mix.events == len(sent)


def test_versions_have_no_gap_where_a_debtor_is_in_several_waves(
    wrapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "WAVE_CASES", 7)
    stream, mix = played(wrapping, 2)
    assert {place.wave for place, _ in stream} == set(range(-(-CASES // 7)))
    assert any(plot_of(SEVEN, number).debtor_number <= number - number % 7 - 7 for number in range(8, CASES)), (
        "nobody has cases in two waves"
    )
    reached = Counter[bytes]()
    for _, one in stream:
        for event, key, _ in read(one):
            assert event.version == reached[key] + 1
            reached[key] += 1
    assert mix.cases == CASES


def test_each_owner_has_one_key_in_a_partition(wrapping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "WAVE_CASES", 7)
    stream, _ = played(wrapping, 2)
    owners = [(record[1], record[2]) for _, one in stream for record in one.records]
    assert len(owners) == len(set(owners)) > CASES


def test_players_remember_nobody_whose_cases_are_over(wrapping: Path) -> None:
    alone = Player(Part(SEVEN, CASES, UNTIL, 0, 1, "log", 4, wrapping))
    for _ in alone.run():
        pass
    assert not alone._persons.states
    assert not alone._keys._of_debtors
    assert not alone.mix.outcome_of


def test_what_would_happen_later_than_now_is_left_out(wrapping: Path) -> None:
    now = datetime(2024, 6, 1, tzinfo=UTC)
    stream, mix = played(wrapping, 2, now)
    assert all(place.at <= now for place, _ in stream)
    assert 0 < mix.outcomes["open"] < mix.cases < CASES


def test_claims_are_decided_with_the_creditors_as_the_directory_has_them() -> None:
    written = {
        key: read_entry(value) for one in creditors_encoded(LogTopics("log"), 4) for _, _, key, value, _ in one.records
    }
    assert {entry.creditor_id: entry for entry in written.values()} == ENTRIES
    assert all(entry.terms for entry in ENTRIES.values())
