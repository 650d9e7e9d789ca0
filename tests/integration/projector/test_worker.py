"""The projector on a real broker: where it begins, how it shares, and that a reader can wait for it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from psycopg2.extensions import connection

from consumers.projector import ProjectorWorker, subscription
from infra.cli.doctor.database import look_at_database
from infra.cli.doctor.looked_at import Level
from infra.eventlog.kafka_python import quick_fetching
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import EVENTS_VISIBLE
from infra.metrics.kinds import REGISTRY
from infra.postgres.errors import AnotherLog, ReadModelOutdated
from infra.postgres.parked import list_parked
from infra.postgres.progress import NotReflectedYet, answer, lag, positions, wait_for
from infra.postgres.verification import problems
from infra.runtime.clock import SystemClock
from infra.runtime.settings import Settings
from projections.balances.queries import trial_balance
from tests.integration.projector.folded import contents
from tests.integration.projector.log_on_kafka import LogOnKafka, Running, until
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import three_paid_cases
from tests.waiting import PATIENCE_S


def test_it_folds_what_the_log_holds_and_what_comes(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), three_paid_cases()
    log.append(0, story.records[:8])
    log.append(0, story.records[8:9], abort=True)
    counted_before = _counted()
    with Running(settings) as projector:
        until(lambda: _reflects(database, {0: 8}))
        until(lambda: projector.is_ready)
        assert _counted() == counted_before, "what a new read model folds of an old log came late to nobody"
        log.append(0, story.records[8:])
        wait_for(database, {0: len(story.events)}, timeout_s=PATIENCE_S)
        until(lambda: all(one.offsets == 0 for one in lag(database, log.ends())))
        database.rollback()
    assert projector.failure is None
    assert problems(database, {0: len(story.events)}) == []
    assert len(contents(database)["audit_trail.audit_trail"]) == len(story.events)
    assert _counted() == counted_before + len(story.events) - 8


def test_it_goes_on_from_where_postgresql_is_whatever_kafka_remembers(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), three_paid_cases()
    log.append(0, story.records[:8])
    with Running(settings):
        until(lambda: _reflects(database, {0: 8}))
    with database, database.cursor() as cursor:  # PostgreSQL comes back from an older backup
        cursor.execute("TRUNCATE sla_1.clock, sla_1.clock_before, sla_1.jurisdiction")
        cursor.execute("UPDATE caseledger.checkpoint SET position = 0, next_offset = 0, folded = 0 WHERE model = 'sla'")
    log.append(0, story.records[8:])
    with Running(settings) as projector:
        wait_for(database, {0: len(story.events)}, timeout_s=PATIENCE_S)
    assert projector.failure is None
    assert problems(database, {0: len(story.events)}) == []


def test_two_projectors_share_the_partitions_and_one_takes_over_from_the_other(
    settings: Settings, database: connection
) -> None:
    log, stories = LogOnKafka(settings), [three_paid_cases(RecordedLog(partition)) for partition in (0, 1)]
    with Running(settings) as first:
        for partition, story in enumerate(stories):
            log.append(partition, story.records[:5])
        until(lambda: _reflects(database, {0: 5, 1: 5}))
        with Running(settings) as second:
            for partition, story in enumerate(stories):
                log.append(partition, story.records[5:10])
            until(lambda: _reflects(database, {0: 10, 1: 10}))
            first.stop()
            for partition, story in enumerate(stories):
                log.append(partition, story.records[10:])
            wait_for(
                database, {number: len(story.events) for number, story in enumerate(stories)}, timeout_s=PATIENCE_S
            )
    assert (first.failure, second.failure) == (None, None)
    assert problems(database, {number: len(story.events) for number, story in enumerate(stories)}) == []


def test_a_record_that_is_no_event_is_kept_and_the_rest_goes_on(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), RecordedLog()
    story.intrude()
    three_paid_cases(story)
    log.append(0, story.records)
    with Running(settings) as projector:
        until(lambda: _reflects(database, {0: len(story.events)}))
    assert projector.failure is None
    assert {one.aggregate_id for one in list_parked(database)} == {None}


def test_a_partition_that_lacks_an_event_is_put_aside_and_the_other_is_folded(
    settings: Settings, database: connection
) -> None:
    log, stories = LogOnKafka(settings), [three_paid_cases(RecordedLog(partition)) for partition in (0, 1)]
    log.append(0, [*stories[0].records[:4], *stories[0].records[5:]])
    with Running(settings) as projector:
        until(lambda: 0 in ASIDE.of("projector"))
        assert "gave position 6" in ASIDE.of("projector")[0]
        log.append(1, stories[1].records)
        until(lambda: _reflects(database, {1: len(stories[1].events)}))
    assert projector.failure is None
    assert ASIDE.of("projector") == {}


def test_a_batch_that_cannot_be_read_puts_its_partition_aside_until_it_can(
    settings: Settings, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, stories = LogOnKafka(settings), [three_paid_cases(RecordedLog(partition)) for partition in (0, 1)]
    is_damaged = True
    decoded = quick_fetching.QuickPartitionRecords._decoded

    def damaged(self: Any, tp: Any, batch: Any) -> Any:
        if is_damaged and tp.topic == settings.events_topic and (tp.partition, batch.base_offset) == (0, 6):
            raise quick_fetching.kafka_errors.CorruptRecordError("failed its crc")
        return decoded(self, tp, batch)

    monkeypatch.setattr(quick_fetching.QuickPartitionRecords, "_decoded", damaged)
    monkeypatch.setattr(subscription, "TRY_AGAIN_S", 0.5)
    log.append(0, stories[0].records[:5])  # offset 5 is the marker
    log.append(0, stories[0].records[5:])
    with Running(settings) as projector:
        until(lambda: "failed its crc" in ASIDE.of("projector").get(0, ""))
        log.append(1, stories[1].records)
        until(lambda: _reflects(database, {0: 5, 1: len(stories[1].events)}))
        is_damaged = False
        until(lambda: _reflects(database, {0: len(stories[0].events)}))
        until(lambda: ASIDE.of("projector") == {})
    assert projector.failure is None


def test_a_reader_that_waits_in_vain_is_told_what_lags(settings: Settings, database: connection) -> None:
    LogOnKafka(settings)
    with Running(settings), pytest.raises(NotReflectedYet, match="balances partition 0 at 0 of 5"):
        until(lambda: _is_there(database))
        wait_for(database, {0: 5}, ["balances"], timeout_s=0.3)


def test_an_answer_carries_the_positions_of_the_moment_it_was_read(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), three_paid_cases()
    log.append(0, story.records)
    with Running(settings):
        until(lambda: _reflects(database, {0: len(story.events)}))
    answered = answer(database, trial_balance)
    assert answered.positions["balances"][0] == len(story.events)
    assert [line.difference_minor for line in answered.value] == [0]


def test_read_models_of_another_log_are_refused(settings: Settings) -> None:
    LogOnKafka(settings)
    ProjectorWorker(settings, SystemClock()).close()
    other = replace(settings, log=settings.log + "x")
    LogOnKafka(other)
    with pytest.raises(AnotherLog, match="CASELEDGER_LOG"):
        ProjectorWorker(other, SystemClock())


def test_a_log_that_ends_before_what_was_read_is_refused(settings: Settings, database: connection) -> None:
    LogOnKafka(settings)
    ProjectorWorker(settings, SystemClock()).close()
    with database, database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO caseledger.checkpoint (model, build, partition, position, next_offset) "
            "SELECT model, build, partition, 7, 90 FROM caseledger.build, generate_series(0, 1) AS partition"
        )
    with closing(ProjectorWorker(settings, SystemClock())) as worker, pytest.raises(AnotherLog, match="offset 90"):
        for _ in range(100):
            worker.step()


def test_builds_of_older_definitions_are_named_and_not_folded_into(settings: Settings, database: connection) -> None:
    LogOnKafka(settings)
    ProjectorWorker(settings, SystemClock()).close()
    with database, database.cursor() as cursor:
        cursor.execute("UPDATE caseledger.build SET definition = 0 WHERE model IN ('sla', 'balances')")
    wanted = "`caseledger projections rebuild balances sla`"
    with pytest.raises(ReadModelOutdated, match=wanted):
        ProjectorWorker(settings, SystemClock())
    [found] = [one for one in look_at_database(settings) if one.what == "read models"]
    assert found.level is Level.BAD and wanted in found.found


def _is_there(database: connection) -> bool:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('caseledger.checkpoint') IS NOT NULL")
        row = cursor.fetchone()
    return bool(row and row[0])


def _reflects(database: connection, wanted: dict[int, int]) -> bool:
    if not _is_there(database):
        return False
    reached = positions(database)
    database.rollback()
    return all(reached[model].get(partition, 0) >= at for model in reached for partition, at in wanted.items())


def _counted() -> float:
    return REGISTRY.get_sample_value(EVENTS_VISIBLE.name) or 0
