"""An event is found by its position, wherever markers and aborted records have moved it to, and in few steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.eventlog.partition.finding import NEAR, offset_for
from infra.eventlog.partition.log_reader import RecordChunk


@dataclass
class OneRecord:
    """As far as finding looks at it."""

    offset: int
    position: int

    @property
    def named_headers(self) -> dict[str, bytes]:
        return {"position": b"%d" % self.position}


@dataclass
class Partition:
    """Records at offsets, the first at position 1; ``reads`` counts how often it was asked for some."""

    offsets: list[int]
    begins: int = 0
    reads: int = 0
    records: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.records = [OneRecord(offset, number) for number, offset in enumerate(self.offsets, 1)]

    def beginning_offset(self) -> int:
        return self.begins

    def end_offset(self) -> int:
        return self.offsets[-1] + 2 if self.offsets else 0

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        self.reads += 1
        yield RecordChunk([one for one in self.records if from_offset <= one.offset < to_offset], to_offset)


def placed(gaps: list[int]) -> Partition:
    """So many offsets before each event that no event has."""
    offsets, at = [], -1
    for gap in gaps:
        at += gap + 1
        offsets.append(at)
    return Partition(offsets)


@given(st.lists(st.integers(0, 3) | st.integers(0, 5_000), max_size=60), st.integers(1, 70))
def test_reading_on_from_there_comes_to_it_and_not_from_behind_it(gaps: list[int], position: int) -> None:
    partition = placed(gaps)
    found = offset_for(partition, position, partition.end_offset())  # type: ignore[arg-type]
    if position <= len(partition.offsets):
        assert found <= partition.offsets[position - 1]
    assert 0 <= found <= partition.end_offset(), "also for one that is still to come"


def test_it_takes_few_steps_where_each_event_has_a_marker_behind_it() -> None:
    partition = placed([1] * 100_000)
    found = offset_for(partition, 99_000, partition.end_offset())  # type: ignore[arg-type]
    assert partition.offsets[98_999] - found <= 2 * NEAR
    assert partition.reads < 15


def test_a_record_that_is_no_event_ends_the_search_where_its_reader_will_complain_of_it() -> None:
    partition = placed([1] * 2_000)
    met_first = next(one for one in partition.records if one.offset >= 1_899)
    met_first.position = -1
    assert offset_for(partition, 1_900, partition.end_offset()) == met_first.offset == 1_899  # type: ignore[arg-type]
