"""Rule 5 of the read protocol: a rebuild makes everything anew, beside what serves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from psycopg2.extensions import connection

from consumers.projector import RebuildStopped, RebuildUnderWay, rebuild
from infra.postgres.connect import connect
from infra.postgres.errors import AnotherLog
from infra.postgres.parked import list_parked
from infra.postgres.session_lock import session_lock
from infra.postgres.verification import problems
from infra.runtime.crash_points import VARIABLE
from infra.runtime.settings import Settings
from projections.balances.model import Balances
from projections.catalogue import BY_NAME
from projections.kit.model import CannotFold
from tests.integration.projector.folded import LOG_ID, SEALED, checkpoints, contents
from tests.integration.projector.live_models import MODELS, Live, nobody, schemas_of, serving_build_of
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import CASES
from tests.waiting import PATIENCE_S


@pytest.mark.parametrize("model", MODELS)
def test_a_rebuild_gives_the_tables_that_were_folded_live(live: Live, database: connection, model: str) -> None:
    before, places_before = contents(database), checkpoints(database)
    told: list[tuple[int, int]] = []
    (rebuilt,) = rebuild(
        database, [model], live.log.reader, lambda done, in_all: told.append((done, in_all)), opens=SEALED
    )
    events = sum(len(story.events) for story in live.stories)
    assert (rebuilt.build, rebuilt.events) == (2, events)
    assert told[-1] == (events, events)
    assert contents(database) == before
    assert checkpoints(database) == places_before
    assert problems(database, {story.partition: len(story.events) for story in live.stories}) == []
    assert schemas_of(database, model) == [model, f"{model}_2"], "the old build is gone"


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
    rebuild(database, ["balances"], live.log.reader, nobody)
    assert contents(database) == whole
    assert [(row[2], row[3]) for row in checkpoints(database) if row[1] == 0] == [(9, first.next_offset)] * len(BY_NAME)


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
        rebuild(database, ["balances"], live.log.reader, nobody)
    assert contents(database) == before, "what serves is as it was"
    monkeypatch.undo()
    rebuild(database, ["balances"], live.log.reader, nobody)
    assert list_parked(database) == []
    assert problems(database, {story.partition: len(story.events) for story in live.stories}) == []


def test_a_record_that_cannot_be_read_stops_a_rebuild(settings: Settings, database: connection) -> None:
    live = Live(settings, database)
    stranger = RecordedLog()
    stranger.intrude()
    live.log.append(1, stranger.records)
    live.fold_all()
    with pytest.raises(RebuildStopped, match="partition 1 at offset"):
        rebuild(database, ["sla"], live.log.reader, nobody)
    database.rollback()
    assert serving_build_of(database, "sla") == 1


@pytest.mark.parametrize("crash_at", ["rebuild-after-batch", "rebuild-before-switch"])
def test_a_rebuild_that_is_killed_changes_nothing_and_the_next_one_starts_afresh(
    live: Live, database: connection, database_url: str, crash_at: str
) -> None:
    before, places_before = contents(database), checkpoints(database)
    died = _rebuild_in_a_process(live.log.settings, database_url, crash_at)
    assert died == -signal.SIGKILL
    assert (contents(database), checkpoints(database)) == (before, places_before)
    assert schemas_of(database, "balances") == ["balances", "balances_1", "balances_2"], "left half built"
    (rebuilt,) = rebuild(database, ["balances"], live.log.reader, nobody)
    assert schemas_of(database, "balances") == ["balances", f"balances_{rebuilt.build}"]
    assert (contents(database), checkpoints(database)) == (before, places_before)


def test_a_rebuild_from_another_log_is_refused(live: Live, database: connection) -> None:
    with pytest.raises(AnotherLog, match="follow the log"):
        rebuild(database, ["balances"], live.log.reader, nobody, log_id="another")
    rebuild(database, ["balances"], live.log.reader, nobody, log_id=LOG_ID)


def test_of_one_model_there_is_one_rebuild_at_a_time(live: Live, database: connection, database_url: str) -> None:
    with (
        closing(connect(database_url)) as other,
        session_lock(other, "caseledger rebuild balances"),
        pytest.raises(RebuildUnderWay),
    ):
        rebuild(database, ["balances"], live.log.reader, nobody)
    rebuild(database, ["balances"], live.log.reader, nobody)


_CHILD = """
import sys
from contextlib import closing
from consumers.projector import rebuilding
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.postgres.connect import connect
rebuilding.FEW_OFFSETS = int(sys.argv[4])
open_reader = lambda partition: KafkaLogReader(KafkaConnection(sys.argv[2]), sys.argv[3], partition)
with closing(connect(sys.argv[1])) as opened:
    rebuilding.rebuild(opened, ["balances"], open_reader, print)
"""


def _rebuild_in_a_process(settings: Settings, database_url: str, crash_at: str) -> int:
    few = "0" if crash_at == "rebuild-after-batch" else "20000"
    command = [sys.executable, "-c", _CHILD, database_url, str(settings.kafka_bootstrap), settings.events_topic, few]
    return subprocess.run(command, env={**os.environ, VARIABLE: crash_at}, check=False, timeout=PATIENCE_S).returncode
