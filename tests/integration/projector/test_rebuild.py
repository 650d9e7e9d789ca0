"""Rule 5 of the read protocol: a rebuild builds beside, and switches in one transaction."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread, Timer
from typing import Any

import pytest
from psycopg2.extensions import connection

from consumers.projector import RebuildStopped, RebuildUnderWay, rebuild, rebuilding
from infra.crash_points import VARIABLE
from infra.postgres.connect import connect
from infra.postgres.errors import AnotherLog, ReadModelSwitched
from infra.postgres.parked import list_parked
from infra.postgres.progress import answer
from infra.postgres.session_lock import session_lock
from infra.postgres.verification import problems
from infra.settings import Settings
from projections.audit_trail.queries import trail
from projections.balances.model import Balances
from projections.model import CannotFold
from tests.integration.projector.folded import LOG_ID, Folded, contents, places
from tests.integration.projector.log_on_kafka import LogOnKafka, Running, until
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import CASES, three_paid_cases

MODELS = ("audit_trail", "balances", "sla")


class Live:
    """A log on Kafka, and read models that a projector has folded from it (here by hand, so that it stands still)."""

    def __init__(self, settings: Settings, opened: connection) -> None:
        self.stories = [three_paid_cases(RecordedLog(partition)) for partition in (0, 1)]
        self.log = LogOnKafka(settings)
        for story in self.stories:
            self.log.append(story.partition, story.records)
        self.opened = opened
        self.folded = Folded(opened)

    def fold_all(self) -> None:
        """Everything, from the broker's own offsets."""
        for story in self.stories:
            for batch in self.batches(story.partition):
                self.folded.fold(batch)

    def batches(self, partition: int) -> Iterator[Any]:
        """What the broker has."""
        from consumers.projector.contents import batch_of

        with closing(self.log.reader(partition)) as reader:
            for raw in reader.read(0, reader.end_offset()):
                yield batch_of(partition, raw.records, raw.next_offset)


@pytest.fixture
def live(settings: Settings, database: connection) -> Live:
    made = Live(settings, database)
    made.fold_all()
    return made


@pytest.mark.parametrize("model", MODELS)
def test_a_rebuild_gives_the_tables_that_were_folded_live(live: Live, database: connection, model: str) -> None:
    before, places_before = contents(database), places(database)
    told: list[tuple[int, int]] = []
    rebuilt = rebuild(database, model, live.log.reader, lambda done, in_all: told.append((done, in_all)))
    events = sum(len(story.events) for story in live.stories)
    assert (rebuilt.build, rebuilt.events) == (2, events)
    assert told[-1] == (events, events)
    assert contents(database) == before
    assert places(database) == places_before
    assert problems(database, {story.partition: len(story.events) for story in live.stories}) == []
    assert _schemas(database, model) == [model, f"{model}_2"], "the old build is gone"


def test_a_rebuild_mends_what_was_damaged_and_comes_to_where_the_live_one_is_and_no_further(
    settings: Settings, database: connection
) -> None:
    live = Live(settings, database)
    (batch,) = live.batches(0)
    first = replace(batch, items=batch.items[:9], next_offset=batch.items[8].record.offset + 1)
    live.folded.fold(first)
    whole = contents(database)
    with database, database.cursor() as cursor:
        cursor.execute("UPDATE balances_1.ledger_account SET balance_minor = balance_minor + 1")
    assert "trial_balance_is_zero" in {problem.check for problem in problems(database)}
    database.rollback()
    rebuild(database, "balances", live.log.reader, _nobody)
    assert contents(database) == whole
    assert [(row[2], row[3]) for row in places(database) if row[1] == 0] == [(9, first.next_offset)] * 3


def test_a_projector_notices_the_switch_and_goes_on_with_the_new_build(live: Live, database: connection) -> None:
    story = live.stories[0]
    rebuild(database, "sla", live.log.reader, _nobody)
    more = three_paid_cases(RecordedLog(0))
    (batch,) = more.batches()
    with pytest.raises(ReadModelSwitched):
        live.folded.fold(replace(batch, items=[], next_offset=story.next_offset + 50))


def test_an_old_build_that_is_still_read_is_left_and_nobody_folds_into_it(
    live: Live, database: connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "DROP_WAIT_MS", 50)
    with closing(connect(database_url)) as reader:
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sla_1.clock")  # and its transaction stays open
        rebuild(database, "sla", live.log.reader, _nobody)
        assert _schemas(database, "sla") == ["sla", "sla_1", "sla_2"]
        (batch,) = three_paid_cases(RecordedLog(0)).batches()
        with pytest.raises(ReadModelSwitched):
            live.folded.fold(replace(batch, items=[], next_offset=live.stories[0].next_offset + 50))
    rebuild(database, "sla", live.log.reader, _nobody)
    assert _schemas(database, "sla") == ["sla", "sla_3"], "the next rebuild drops what was left"


def test_a_reader_in_the_middle_of_a_transaction_is_waited_for_and_then_named(
    live: Live, database: connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, places_before = contents(database), places(database)
    monkeypatch.setattr(rebuilding, "SWITCH_WAIT_MS", 50)
    monkeypatch.setattr(rebuilding, "SWITCH_PAUSE_S", 0.2)
    monkeypatch.setattr(rebuilding, "SWITCH_TRIES", 2)
    with closing(connect(database_url, "somebody's report")) as reader:
        reader.cursor().execute("SELECT count(*) FROM sla.clock")  # and its transaction stays open
        with pytest.raises(RebuildStopped, match=rf"process {reader.info.backend_pid} \(somebody's report"):
            rebuild(database, "sla", live.log.reader, _nobody)
        assert (contents(database), places(database)) == (before, places_before)
        monkeypatch.setattr(rebuilding, "SWITCH_TRIES", 50)
        leaving = Timer(1.0, reader.rollback)
        leaving.start()
        rebuilt = rebuild(database, "sla", live.log.reader, _nobody)
        leaving.join()
    assert (rebuilt.events, contents(database), places(database)) == (42, before, places_before)


def test_an_answer_that_is_asked_for_during_a_switch_is_whole(
    live: Live, database: connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its snapshot must not be older than the build that it reads, whose rows it could not see."""
    expected = trail(database)
    database.rollback()
    at_the_switch, asked = Event(), Event()

    def wait_at_the_switch(name: str) -> None:
        if name == "rebuild-before-switch":
            at_the_switch.set()
            asked.wait(30)
            time.sleep(0.3)  # so that the question stands in the queue

    monkeypatch.setattr(rebuilding, "crash_point", wait_at_the_switch)
    switching = Thread(target=rebuild, args=(database, "audit_trail", live.log.reader, _nobody))
    switching.start()
    assert at_the_switch.wait(30)
    with closing(connect(database_url)) as reader:
        Timer(0.1, asked.set).start()
        answered = answer(reader, trail)
    switching.join()
    assert answered.value == expected
    assert _serving(database, "audit_trail") == 2


def test_the_running_projector_follows_a_switch(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), three_paid_cases()
    log.append(0, story.records[:9])
    with Running(settings) as projector:
        until(lambda: _position(database, "sla") == 9)
        for model in MODELS:
            rebuild(database, model, log.reader, _nobody)
        log.append(0, story.records[9:])
        until(lambda: all(_position(database, model) == len(story.events) for model in MODELS))
    assert projector.failure is None
    assert problems(database, {0: len(story.events)}) == []
    assert _schemas(database, "sla") == ["sla", "sla_2"]


def test_what_was_parked_is_folded_by_a_rebuild_with_the_mended_program(
    settings: Settings, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live(settings, database)
    fold = Balances.fold

    def broken(model: Balances, cursor: Any, events: Any) -> None:
        if any(event.aggregate_id == CASES[0] for event in events):
            raise CannotFold("a fault that will be mended")
        fold(model, cursor, events)

    monkeypatch.setattr(Balances, "fold", broken)
    live.fold_all()
    assert [parked.aggregate_id for parked in list_parked(database)] == [CASES[0]]
    database.rollback()
    before = contents(database)
    with pytest.raises(
        RebuildStopped, match=r"partition 0 at position 1 \(caseledger.case.ClaimReceived\): CannotFold"
    ):
        rebuild(database, "balances", live.log.reader, _nobody)
    assert contents(database) == before, "what serves is as it was"
    monkeypatch.undo()
    rebuild(database, "balances", live.log.reader, _nobody)
    assert list_parked(database) == []
    assert problems(database, {story.partition: len(story.events) for story in live.stories}) == []


def test_a_record_that_cannot_be_read_stops_a_rebuild(settings: Settings, database: connection) -> None:
    live = Live(settings, database)
    stranger = RecordedLog()
    stranger.intrude()
    live.log.append(1, stranger.records)
    live.fold_all()
    with pytest.raises(RebuildStopped, match="partition 1 at offset"):
        rebuild(database, "sla", live.log.reader, _nobody)
    database.rollback()
    assert _serving(database, "sla") == 1


@pytest.mark.parametrize("crash_at", ["rebuild-after-batch", "rebuild-before-switch"])
def test_a_rebuild_that_is_killed_changes_nothing_and_the_next_one_starts_afresh(
    live: Live, database: connection, database_url: str, crash_at: str
) -> None:
    before, places_before = contents(database), places(database)
    died = _rebuild_in_a_process(live.log.settings, database_url, crash_at)
    assert died == -signal.SIGKILL
    assert (contents(database), places(database)) == (before, places_before)
    assert _schemas(database, "balances") == ["balances", "balances_1", "balances_2"], "left half built"
    rebuilt = rebuild(database, "balances", live.log.reader, _nobody)
    assert _schemas(database, "balances") == ["balances", f"balances_{rebuilt.build}"]
    assert (contents(database), places(database)) == (before, places_before)


def test_a_rebuild_from_another_log_is_refused(live: Live, database: connection) -> None:
    with pytest.raises(AnotherLog, match="follow the log"):
        rebuild(database, "balances", live.log.reader, _nobody, log_id="another")
    rebuild(database, "balances", live.log.reader, _nobody, log_id=LOG_ID)


def test_of_one_model_there_is_one_rebuild_at_a_time(live: Live, database: connection, database_url: str) -> None:
    with (
        closing(connect(database_url)) as other,
        session_lock(other, "caseledger rebuild balances"),
        pytest.raises(RebuildUnderWay),
    ):
        rebuild(database, "balances", live.log.reader, _nobody)
    rebuild(database, "balances", live.log.reader, _nobody)


def test_a_view_of_somebody_else_on_a_read_model_survives_the_switch(live: Live, database: connection) -> None:
    with database, database.cursor() as cursor:
        cursor.execute("CREATE VIEW public.report AS SELECT currency, balance_minor FROM balances.ledger_account")
    rebuild(database, "balances", live.log.reader, _nobody)
    with database, database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.report")
        row = cursor.fetchone()
    assert row is not None and row[0] > 0


_CHILD = """
import sys
from contextlib import closing
from consumers.projector import rebuilding
from infra.kafka.client import KafkaConnection
from infra.kafka.log_reader import KafkaLogReader
from infra.postgres.connect import connect
rebuilding.FEW_OFFSETS = int(sys.argv[4])
open_reader = lambda partition: KafkaLogReader(KafkaConnection(sys.argv[2]), sys.argv[3], partition)
with closing(connect(sys.argv[1])) as opened:
    rebuilding.rebuild(opened, "balances", open_reader, print)
"""


def _rebuild_in_a_process(settings: Settings, database_url: str, crash_at: str) -> int:
    few = "0" if crash_at == "rebuild-after-batch" else "20000"
    command = [sys.executable, "-c", _CHILD, database_url, str(settings.kafka_bootstrap), settings.events_topic, few]
    return subprocess.run(command, env={**os.environ, VARIABLE: crash_at}, check=False, timeout=60).returncode


def _nobody(done: int, in_all: int) -> None:
    """Nobody looks."""


def _schemas(database: connection, model: str) -> list[str]:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ %s ORDER BY 1", (f"^{model}(_[0-9]+)?$",))
        return [row[0] for row in cursor]


def _serving(database: connection, model: str) -> int:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT build FROM caseledger.build WHERE state = 'serving' AND model = %s", (model,))
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def _position(database: connection, model: str) -> int:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('caseledger.place') IS NOT NULL")
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute(
                "SELECT position FROM caseledger.place JOIN caseledger.build USING (model, build) "
                "WHERE state = 'serving' AND model = %s AND partition = 0",
                (model,),
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 0
    return 0
