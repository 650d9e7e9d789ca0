"""Rule 5 of the read protocol: the switch is one transaction, and readers see the one build or the other."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread, Timer

import pytest
from psycopg2.extensions import connection

from consumers.projector import RebuildStopped, rebuild, rebuilding
from infra.postgres.connect import connect
from infra.postgres.errors import ReadModelSwitched
from infra.postgres.progress import answer
from infra.postgres.verification import problems
from infra.runtime.settings import Settings
from projections.audit_trail.queries import trail
from tests.integration.projector.folded import SEALED, checkpoints, contents
from tests.integration.projector.live_models import MODELS, Live, nobody, position_of, schemas_of, serving_build_of
from tests.integration.projector.log_on_kafka import LogOnKafka, Running, until
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import three_paid_cases
from tests.waiting import PATIENCE_S


def test_a_projector_notices_the_switch_and_goes_on_with_the_new_build(live: Live, database: connection) -> None:
    story = live.stories[0]
    rebuild(database, ["sla"], live.log.reader, nobody)
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
        rebuild(database, ["sla"], live.log.reader, nobody)
        assert schemas_of(database, "sla") == ["sla", "sla_1", "sla_2"]
        (batch,) = three_paid_cases(RecordedLog(0)).batches()
        with pytest.raises(ReadModelSwitched):
            live.folded.fold(replace(batch, items=[], next_offset=live.stories[0].next_offset + 50))
    rebuild(database, ["sla"], live.log.reader, nobody)
    assert schemas_of(database, "sla") == ["sla", "sla_3"], "the next rebuild drops what was left"


def test_a_reader_in_the_middle_of_a_transaction_is_waited_for_and_then_named(
    live: Live, database: connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, places_before = contents(database), checkpoints(database)
    monkeypatch.setattr(rebuilding, "SWITCH_WAIT_MS", 50)
    monkeypatch.setattr(rebuilding, "SWITCH_PAUSE_S", 0.2)
    monkeypatch.setattr(rebuilding, "SWITCH_TRIES", 2)
    with closing(connect(database_url, "somebody's report")) as reader:
        reader.cursor().execute("SELECT count(*) FROM sla.clock")  # and its transaction stays open
        with pytest.raises(RebuildStopped, match=rf"process {reader.info.backend_pid} \(somebody's report"):
            rebuild(database, ["sla"], live.log.reader, nobody)
        assert (contents(database), checkpoints(database)) == (before, places_before)
        monkeypatch.setattr(rebuilding, "SWITCH_TRIES", 50)
        leaving = Timer(1.0, reader.rollback)
        leaving.start()
        (rebuilt,) = rebuild(database, ["sla"], live.log.reader, nobody)
        leaving.join()
    assert (rebuilt.events, contents(database), checkpoints(database)) == (42, before, places_before)


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
            asked.wait(PATIENCE_S)
            time.sleep(0.3)  # so that the question stands in the queue

    monkeypatch.setattr(rebuilding, "crash_point", wait_at_the_switch)
    switching = Thread(target=rebuild, args=(database, ["audit_trail"], live.log.reader, nobody))
    switching.start()
    assert at_the_switch.wait(PATIENCE_S)
    with closing(connect(database_url)) as reader:
        Timer(0.1, asked.set).start()
        answered = answer(reader, trail)
    switching.join()
    assert answered.value == expected
    assert serving_build_of(database, "audit_trail") == 2


def test_the_running_projector_follows_a_switch(settings: Settings, database: connection) -> None:
    log, story = LogOnKafka(settings), three_paid_cases()
    log.append(0, story.records[:9])
    with Running(settings) as projector:
        until(lambda: position_of(database, "sla") == 9)
        for model in MODELS:
            rebuild(database, [model], log.reader, nobody, opens=SEALED)
        log.append(0, story.records[9:])
        until(lambda: all(position_of(database, model) == len(story.events) for model in MODELS))
    assert projector.failure is None
    assert problems(database, {0: len(story.events)}) == []
    assert schemas_of(database, "sla") == ["sla", "sla_2"]


def test_a_view_of_somebody_else_on_a_read_model_survives_the_switch(live: Live, database: connection) -> None:
    with database, database.cursor() as cursor:
        cursor.execute("CREATE VIEW public.report AS SELECT currency, balance_minor FROM balances.ledger_account")
    rebuild(database, ["balances"], live.log.reader, nobody)
    with database, database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.report")
        row = cursor.fetchone()
    assert row is not None and row[0] > 0
