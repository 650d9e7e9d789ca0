"""The table of disclosures follows the topic of reads: each read once, and only such as fit into their chain."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from kafka import TopicPartition
from psycopg2.extensions import connection

from consumers.disclosures.worker import DisclosuresWorker
from domain.kernel.recorded import Actor
from infra.eventlog.transactions.transaction import PartitionProducer
from infra.metrics.aside import ASIDE
from infra.postgres.connect import connect
from infra.postgres.disclosures import (
    Disclosure,
    DisclosureFilter,
    DisclosurePlace,
    begin_disclosures_anew,
    disclosures,
)
from infra.reads.chain import Link, encoded
from infra.reads.read import Read
from infra.reads.recording import ReadsRecorder
from infra.runtime.clock import SystemClock
from infra.runtime.log_access import create_or_open_log
from infra.runtime.settings import Settings
from tests.unit.reads.some_reads import AT, CASES, WHOM, some_read
from tests.waiting import PATIENCE_S

LIMIT_S = 30.0
BY_OTHER_ID = some_read(
    4, persons=(), cases=(CASES[1],), reader=Actor("user", "agent-7"), purpose=None, role="case_worker"
)
BY_CUSTOMER = some_read(5, reader=Actor("customer", str(WHOM)), role="debtor", purpose=None, in_the_clear=False)
READS = (some_read(1), some_read(2, purpose=None), some_read(3, persons=(), cases=()), BY_OTHER_ID, BY_CUSTOMER)


@pytest.fixture
def recorder(settings: Settings) -> Iterator[ReadsRecorder]:
    kafka, topics, event_log = create_or_open_log(settings)
    with closing(ReadsRecorder(kafka, topics, event_log.log_id, event_log.partitions)) as made:
        yield made


@pytest.fixture
def database(database_url: str) -> Iterator[connection]:
    with closing(connect(database_url)) as opened:
        yield opened


def take_in(settings: Settings, database: connection, until: Callable[[list[Disclosure]], bool]) -> list[Disclosure]:
    """What the table has once it has it."""
    deadline = time.monotonic() + PATIENCE_S
    with closing(DisclosuresWorker(settings, SystemClock())) as worker:
        while not until(found := all_of(database)):
            assert time.monotonic() < deadline, found
            worker.step()
    return found


def all_of(database: connection, which: DisclosureFilter | None = None) -> list[Disclosure]:
    with database:
        return disclosures(database, which or DisclosureFilter())


def numbers(found: list[Disclosure]) -> list[int]:
    return [one.position for one in found]


def has(count: int) -> Callable[[list[Disclosure]], bool]:
    return lambda found: len(found) >= count


def test_what_is_on_record_is_asked_for_by_reader_case_person_purpose_and_time(
    settings: Settings, database: connection, recorder: ReadsRecorder
) -> None:
    recorder.record(READS)
    found = take_in(settings, database, has(5))
    assert numbers(found) == [5, 4, 3, 2, 1], "the newest first"
    first, read = found[-1], READS[0]
    assert (first.read_at, first.reader_id, first.cases, first.persons) == (read.at, "auditor-1", list(CASES), [WHOM])
    for which, expected in {
        DisclosureFilter(reader_id="agent-7"): [4],
        DisclosureFilter(case_id=CASES[0]): [5, 2, 1],
        DisclosureFilter(person_ids=(WHOM,)): [5, 2, 1],
        DisclosureFilter(person_ids=(WHOM,), their_cases=(CASES[1],)): [5, 4, 2, 1],
        DisclosureFilter(person_ids=(WHOM,), by_others=True): [2, 1],
        DisclosureFilter(purpose="audit"): [3, 1],
        DisclosureFilter(in_the_clear=True): [4, 3, 2, 1],
        DisclosureFilter(read_from=AT + timedelta(hours=2), read_before=AT + timedelta(hours=4)): [3, 2],
    }.items():
        assert numbers(all_of(database, which)) == expected, which
    with database:
        place = DisclosurePlace(found[1].read_at, found[1].partition, found[1].position)
        assert numbers(disclosures(database, DisclosureFilter(), place, limit=2)) == [3, 2]


def test_it_goes_on_where_it_was_and_can_be_made_again(
    settings: Settings, database: connection, recorder: ReadsRecorder
) -> None:
    recorder.record(READS[:2])
    take_in(settings, database, has(2))
    recorder.record(READS[2:])
    before = take_in(settings, database, has(5))
    begin_disclosures_anew(database)
    with closing(DisclosuresWorker(settings, SystemClock())):
        assert all_of(database) == []
    assert take_in(settings, database, has(5)) == before


def test_two_of_them_take_in_each_read_once(settings: Settings, database: connection, recorder: ReadsRecorder) -> None:
    with (
        closing(DisclosuresWorker(settings, SystemClock())) as one,
        closing(DisclosuresWorker(settings, SystemClock())) as other,
    ):
        for number in range(1, 6):
            recorder.record([some_read(number)])
            one.step()
            other.step()
        deadline = time.monotonic() + PATIENCE_S
        while len(found := all_of(database)) < 5:
            assert time.monotonic() < deadline
            other.step()
            one.step()
    assert numbers(found) == [5, 4, 3, 2, 1]


def test_a_read_that_does_not_fit_into_its_chain_is_not_taken_in(
    settings: Settings, database: connection, recorder: ReadsRecorder
) -> None:
    recorder.record([some_read(1)])
    forge(settings, some_read(2), Link(1, b"0" * 64))
    with closing(DisclosuresWorker(settings, SystemClock())) as worker:
        deadline = time.monotonic() + PATIENCE_S
        while not (aside := ASIDE.of(worker.name)):
            assert time.monotonic() < deadline
            worker.step()
        assert "does not build on" in aside[0]
        assert worker.waits_for() == "", "the other partitions are taken in"
    assert len(all_of(database)) <= 1


def forge(settings: Settings, read: Read, last: Link) -> None:
    """Somebody else writes into partition 0."""
    kafka, topics, _ = create_or_open_log(settings)
    (body,), _ = encoded([read], topics.reads, last)
    with closing(PartitionProducer(kafka, "somebody-else")) as producer:
        producer.fence()
        producer.commit(encoded={TopicPartition(topics.reads, 0): [body]})
