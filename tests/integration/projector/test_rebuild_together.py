"""Several read models are rebuilt in one pass over the log, by several processes, and nothing is lost by a kill."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from psycopg2.extensions import connection

from consumers.projector import rebuild, rebuilding, side_by_side
from consumers.projector.building import RebuildStopped
from consumers.projector.indexing import make_indexes_side_by_side
from infra.messages.crypto.wrapping_file import create_wrapping_key_file
from infra.postgres.builds import create_build
from infra.postgres.verification import problems
from infra.runtime.crash_points import VARIABLE
from infra.runtime.settings import Settings
from projections.catalogue import BY_NAME
from tests.integration.projector.folded import SEALED, checkpoints, contents
from tests.integration.projector.live_models import Live, nobody, schemas_of
from tests.waiting import PATIENCE_S


@pytest.fixture
def found_by_processes(live: Live, database: connection, database_url: str) -> Settings:
    """Settings by which other processes find the log and the read models."""
    return found_by_other_processes(live, database, database_url)


def found_by_other_processes(live: Live, database: connection, database_url: str) -> Settings:
    """The same, of a log that was not folded to its end."""
    settings = replace(live.log.settings, database_url=database_url)
    settings.home.mkdir(parents=True, exist_ok=True)
    create_wrapping_key_file(settings.wrapping_keys)
    with database, database.cursor() as cursor:
        cursor.execute(
            "UPDATE caseledger.followed_log SET log_id = %s, topic = %s",
            (live.log.event_log.log_id, live.log.event_log.topic),
        )
    return settings


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a long log on a machine with two cores."""
    monkeypatch.setattr(rebuilding, "FEW_OFFSETS", 0)
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)


def together(
    live: Live, database: connection, settings: Settings, told: Callable[[int, int], None] = nobody
) -> list[tuple[str, int, int]]:
    log_id = live.log.event_log.log_id
    done = rebuild(database, BY_NAME, live.log.reader, told, settings=settings, log_id=log_id, opens=SEALED)
    return [(one.model, one.build, one.events) for one in done]


@pytest.mark.usefixtures("in_processes")
def test_all_models_are_rebuilt_in_one_pass_and_are_as_they_were_folded_live(
    live: Live, database: connection, found_by_processes: Settings
) -> None:
    before, places_before, indexes_before = contents(database), checkpoints(database), indexes(database, 1)
    told: list[tuple[int, int]] = []
    rebuilt = together(live, database, found_by_processes, lambda done, in_all: told.append((done, in_all)))
    events = sum(len(story.events) for story in live.stories)
    assert rebuilt == [(model, 2, events) for model in sorted(BY_NAME)]
    assert told[-1] == (events, events)
    assert [done for done, _ in told] == sorted(done for done, _ in told), "it never goes back"
    assert (contents(database), checkpoints(database)) == (before, places_before)
    assert indexes(database, 2) == indexes_before
    assert problems(database, {story.partition: len(story.events) for story in live.stories}) == []
    assert [schemas_of(database, model) for model in BY_NAME] == [[model, f"{model}_2"] for model in BY_NAME]


@pytest.mark.usefixtures("in_processes")
def test_a_model_that_is_behind_the_others_comes_to_where_it_was_and_no_further(
    settings: Settings, database: connection, database_url: str
) -> None:
    live = Live(settings, database)
    (batch,) = live.batches(0)
    first = replace(batch, items=batch.items[:9], next_offset=batch.items[8].record.offset + 1)
    live.folded.fold(first)
    live.folded.builds = [build for build in live.folded.builds if build.model.name != "sla"]
    live.folded.fold(batch)
    before, places_before = contents(database), checkpoints(database)
    assert len({place[2] for place in places_before}) == 2, "one is behind"
    together(live, database, found_by_other_processes(live, database, database_url))
    assert (contents(database), checkpoints(database)) == (before, places_before)


def test_what_is_there_twice_and_may_be_only_once_stops_the_rebuild_when_its_index_is_made(
    live: Live, database: connection, found_by_processes: Settings
) -> None:
    trail = BY_NAME["audit_trail"]
    with database, database.cursor() as cursor:
        build = create_build(cursor, trail, with_indexes=False)
        cursor.execute("INSERT INTO audit_trail_2.audit_trail SELECT * FROM audit_trail.audit_trail")
        cursor.execute("ALTER TABLE audit_trail_2.audit_trail DROP CONSTRAINT audit_trail_pkey")
        cursor.execute("INSERT INTO audit_trail_2.audit_trail SELECT * FROM audit_trail.audit_trail LIMIT 1")
    with pytest.raises(RebuildStopped, match=r"twice .*index audit_trail_aggregate.*caseledger verify"):
        make_indexes_side_by_side(found_by_processes, [build])
    assert schemas_of(database, "audit_trail") == ["audit_trail", "audit_trail_1", "audit_trail_2"]


_CHILD = """
import pickle, sys
from contextlib import closing
from consumers.projector import rebuilding, side_by_side
from infra.postgres.connect import connect
from projections.catalogue import BY_NAME

rebuilding.FEW_OFFSETS, side_by_side.cores = 0, lambda: 2
if __name__ == "__main__":
    settings = pickle.loads(bytes.fromhex(sys.argv[1]))
    with closing(connect(settings.database_url)) as opened:
        rebuilding.rebuild(opened, BY_NAME, None, print, settings=settings, log_id=sys.argv[2])
"""


def test_a_process_that_is_killed_stops_the_rebuild_and_what_serves_is_as_it_was(
    live: Live, database: connection, found_by_processes: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, places_before = contents(database), checkpoints(database)
    program = found_by_processes.home / "rebuilds.py"
    program.write_text(_CHILD)
    sent = pickle.dumps(replace(found_by_processes, kafka_options=dict(found_by_processes.kafka_options))).hex()
    died = subprocess.run(
        [sys.executable, str(program), sent, live.log.event_log.log_id],
        env={**os.environ, VARIABLE: "rebuild-after-batch", "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False, timeout=PATIENCE_S, capture_output=True, text=True,
    )  # fmt: skip
    assert died.returncode == 1
    assert "One of the processes that share the work ended without a word" in died.stderr
    assert (contents(database), checkpoints(database)) == (before, places_before)
    assert schemas_of(database, "sla") == ["sla", "sla_1", "sla_2"], "left half built"
    monkeypatch.setattr(rebuilding, "FEW_OFFSETS", 0)
    assert {build for _, build, _ in together(live, database, found_by_processes)} == {2}, "begun afresh"
    assert (contents(database), checkpoints(database)) == (before, places_before)


def indexes(opened: connection, build: int) -> dict[str, str]:
    """What defines each index of the builds of this number."""
    with opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, replace(indexdef, schemaname, '') FROM pg_indexes WHERE schemaname = ANY (%s)",
            ([f"{model}_{build}" for model in BY_NAME],),
        )
        return dict(cursor.fetchall())
