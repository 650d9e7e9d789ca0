"""The directory of creditors: read as far as was asked, and not again for those whom it knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event as Stop
from typing import Any

import pytest

from consumers.writer.creditors import PartitionCreditors
from domain.kernel.directory import CreditorEntry
from infra.creditors.directory import CreditorDirectory
from infra.creditors.entry_record import entry_record
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.partition.log_reader import RecordChunk

NORRSKEN = CreditorEntry("norrsken", "Norrsken Energi AB")
RENAMED = CreditorEntry("norrsken", "Norrsken Kraft AB")
OSTRA = CreditorEntry("ostra", "Östra Bostäder AB")


@dataclass
class Record:
    offset: int
    value: bytes | None


@dataclass
class Topic:
    """What was written to it; the last ``uncertain`` records are of a transaction that is under way."""

    records: list[Record] = field(default_factory=list)
    uncertain: int = 0
    opened: int = 0
    reads: int = 0
    fails: bool = False

    def write(self, *entries: CreditorEntry) -> None:
        self.records += [Record(len(self.records) + n, entry_record(one)[1]) for n, one in enumerate(entries)]

    def open(self) -> Any:
        self.opened += 1
        return self

    def beginning_offset(self) -> int:
        return 0

    def end_offset(self) -> int:
        if self.fails:
            raise LogUnavailable("it is away")
        return len(self.records) - self.uncertain

    def written_offset(self) -> int:
        return len(self.records)

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        if from_offset < to_offset:
            self.reads += 1
            if to_offset > self.end_offset():
                self.uncertain = 0  # the reader waits until the transaction has ended
            yield RecordChunk(self.records[from_offset:to_offset], to_offset)  # type: ignore[arg-type]

    def follow(self, from_offset: int, stop: Stop) -> Iterator[RecordChunk]:
        raise NotImplementedError

    def close(self) -> None:
        """There is nothing to let go of."""


@pytest.fixture
def topic() -> Topic:
    return Topic()


@pytest.fixture
def directory(topic: Topic) -> CreditorDirectory:
    return CreditorDirectory(topic.open)


def test_the_last_entry_of_a_creditor_counts(topic: Topic, directory: CreditorDirectory) -> None:
    topic.write(NORRSKEN, OSTRA, RENAMED)
    directory.read_on()
    assert directory.entries() == [RENAMED, OSTRA]


def test_what_is_under_way_is_waited_for_only_by_who_asks_for_it(topic: Topic, directory: CreditorDirectory) -> None:
    topic.write(NORRSKEN, OSTRA)
    topic.uncertain = 1
    directory.read_on()
    assert directory.get("ostra") is None
    directory.read_on(to_what_was_written=True)
    assert directory.get("ostra") == OSTRA


def test_nothing_is_read_twice(topic: Topic, directory: CreditorDirectory) -> None:
    topic.write(NORRSKEN)
    for _ in range(3):
        directory.read_on()
    assert topic.reads == 1
    topic.write(OSTRA)
    directory.read_on()
    assert (topic.reads, topic.opened) == (2, 1)


def test_after_a_failure_it_begins_with_a_new_connection_and_forgets_nothing(
    topic: Topic, directory: CreditorDirectory
) -> None:
    topic.write(NORRSKEN)
    directory.read_on()
    topic.fails = True
    with pytest.raises(LogUnavailable):
        directory.read_on()
    topic.fails = False
    topic.write(OSTRA)
    directory.read_on()
    assert topic.opened == 2
    assert directory.entries() == [NORRSKEN, OSTRA]


@pytest.mark.parametrize("value", [None, b"", b"\x00nonsense", b"x" * 100])
def test_a_record_that_no_writer_wrote_is_named_by_its_place_and_taken_for_nobody(
    topic: Topic, directory: CreditorDirectory, value: bytes | None
) -> None:
    topic.write(NORRSKEN)
    topic.records.append(Record(1, value))
    with pytest.raises(LogUnavailable, match="at offset 1 cannot be read"):
        directory.read_on()
    assert directory.entries() == [NORRSKEN]


def test_following_reads_at_most_once_in_a_while(topic: Topic, directory: CreditorDirectory) -> None:
    topic.write(NORRSKEN)
    directory.follow()
    topic.write(OSTRA)
    directory.follow()
    assert directory.entries() == [NORRSKEN], "the next look is some seconds off"


def test_a_partition_asks_once_in_a_batch_for_those_whom_nobody_knows(
    topic: Topic, directory: CreditorDirectory
) -> None:
    creditors = PartitionCreditors(directory, "log.creditors")
    assert creditors.get("ostra") is None
    topic.write(OSTRA)
    assert creditors.get("ostra") is None
    creditors.begin_batch()
    assert creditors.get("ostra") == OSTRA
    assert creditors.get("nobody") is None


def test_a_partition_knows_its_own_creditors_before_the_directory_does_and_writes_them_down_once(
    directory: CreditorDirectory,
) -> None:
    creditors = PartitionCreditors(directory, "log.creditors")
    creditors.put(NORRSKEN)
    assert creditors.get("norrsken") == NORRSKEN
    assert [(one[0], one[2]) for one in creditors.take_records()] == [("log.creditors", b"norrsken")]
    assert creditors.take_records() == []
