"""Rule 1 of the read protocol: whatever is repeated, cut off or done by two, each event is folded once."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection

from consumers.projector.transaction import fold_batch
from domain.kernel.recorded import RecordedEvent
from infra.postgres.connect import connect
from infra.postgres.errors import PositionGap, ProjectorSuperseded
from projections.audit_trail.model import AuditTrail
from projections.sla.model import Sla
from tests.integration.projector.folded import NOW, SEALED, Folded, checkpoints, contents
from tests.integration.projector.stories import three_paid_cases


def test_a_batch_that_is_read_again_changes_nothing(folded: Folded) -> None:
    batches = three_paid_cases().batches([7])
    folded.fold_all(batches)
    before = contents(folded.opened), checkpoints(folded.opened)
    folded.fold_all(batches)
    assert (contents(folded.opened), checkpoints(folded.opened)) == before
    assert before[0]["audit_trail.audit_trail"]


def test_a_batch_that_overlaps_the_last_one_adds_only_what_is_new(folded: Folded, database_url: str) -> None:
    log = three_paid_cases()
    folded.fold(log.batches([9])[0])
    folded.fold_all(log.batches())  # begins at the first event again
    assert len(contents(folded.opened)["audit_trail.audit_trail"]) == len(log.events)
    assert {row[2] for row in checkpoints(folded.opened)} == {len(log.events)}


def test_a_crash_after_the_copy_and_before_the_commit_leaves_nothing_behind(
    folded: Folded, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = three_paid_cases().batches([7])
    folded.fold(first)
    before = contents(folded.opened), checkpoints(folded.opened)
    fold = Sla.fold

    def fold_and_lose_the_server(self: Sla, cursor: Any, events: list[RecordedEvent]) -> None:
        fold(self, cursor, events)
        backend = folded.opened.info.backend_pid
        with closing(psycopg2.connect(folded.opened.dsn, password=_password(folded))) as other:
            other.autocommit = True
            other.cursor().execute("SELECT pg_terminate_backend(%s)", (backend,))
        cursor.execute("SELECT 1")

    monkeypatch.setattr(Sla, "fold", fold_and_lose_the_server)
    with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
        folded.fold(second)
    monkeypatch.undo()
    with closing(connect(_url(folded))) as opened:
        again = Folded(opened)
        assert (contents(opened), checkpoints(opened)) == before
        again.fold(second)
        assert len(contents(opened)["audit_trail.audit_trail"]) == len(three_paid_cases().events)


def test_a_projector_that_was_superseded_stops_and_changes_nothing(folded: Folded, database_url: str) -> None:
    first, second = three_paid_cases().batches([7])
    zombie_expects = dict(folded.expected(0))
    folded.fold(first)
    before = contents(folded.opened), checkpoints(folded.opened)
    with closing(connect(database_url)) as opened:
        zombie = Folded(opened)
        for batch in (first, second):
            with pytest.raises(ProjectorSuperseded, match="another process"):
                fold_batch(opened, zombie.builds, zombie_expects, batch, NOW, SEALED)
    assert (contents(folded.opened), checkpoints(folded.opened)) == before


def test_of_two_projectors_at_the_same_moment_the_second_waits_before_it_folds(
    folded: Folded, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (batch,) = three_paid_cases().batches()
    expected = folded.expected(0)
    with closing(connect(database_url)) as opened:
        second = Folded(opened)
        with folded.opened.cursor() as holder:
            holder.execute("SELECT * FROM caseledger.checkpoint FOR UPDATE")
            with opened, opened.cursor() as cursor:
                cursor.execute("SET lock_timeout TO '200ms'")
            monkeypatch.setattr(AuditTrail, "fold", lambda *_: pytest.fail("it folded beside the first"))
            with pytest.raises(psycopg2.errors.LockNotAvailable):
                fold_batch(opened, second.builds, expected, batch, NOW, SEALED)
        folded.opened.rollback()
    assert contents(folded.opened)["audit_trail.audit_trail"] == []


def test_a_gap_in_the_positions_stops_the_projector(folded: Folded) -> None:
    first, lost, third = three_paid_cases().batches([5, 1])
    folded.fold(first)
    before = contents(folded.opened), checkpoints(folded.opened)
    with pytest.raises(PositionGap, match=f"gave position 7 .* where {lost.items[0].content.position} comes next"):
        folded.fold(third)
    assert (contents(folded.opened), checkpoints(folded.opened)) == before


def test_the_places_move_past_transaction_markers_when_nothing_comes(folded: Folded) -> None:
    log = three_paid_cases()
    (batch,) = log.batches()
    last_record = batch.items[-1].record.offset
    folded.fold(type(batch)(0, batch.items, last_record + 1))
    folded.fold(type(batch)(0, [], log.next_offset))
    assert {row[3] for row in checkpoints(folded.opened)} == {log.next_offset}
    assert log.next_offset > last_record + 1


def test_a_model_that_is_behind_the_others_folds_what_they_have(folded: Folded, database: connection) -> None:
    """As after a model was added: the log is read from where the one least far is."""
    log = three_paid_cases()
    folded.fold_all(log.batches())
    whole = contents(database)
    with database, database.cursor() as cursor:
        cursor.execute("TRUNCATE sla_1.clock, sla_1.clock_before, sla_1.jurisdiction")
        cursor.execute("UPDATE caseledger.checkpoint SET position = 0, next_offset = 0, folded = 0 WHERE model = 'sla'")
    again = Folded(database)
    again.fold_all(log.batches([4, 4]))
    assert contents(database) == whole


def _url(folded: Folded) -> str:
    info = folded.opened.info
    return f"postgresql://{info.user}:{_password(folded)}@{info.host}:{info.port}/{info.dbname}"


def _password(folded: Folded) -> str:
    return folded.opened.info.password
