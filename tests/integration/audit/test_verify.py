"""Verification on real servers: sound when nothing is wrong, and naming what is when something is."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from consumers.writer import reading
from domain.kernel.identity import payment_id
from infra.audit.checker import check
from infra.audit.heads import Head, heads_of
from infra.audit.history import LogHistory
from infra.audit.verify import verify
from infra.eventlog.records.partitioner import partition_of
from infra.messages.commands import command_record
from infra.reads.chain import Link
from infra.reads.recording import ReadsRecorder
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.integration.audit.conftest import CASES
from tests.integration.reads.test_disclosures import forge
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import envelope_for
from tests.unit.domain.samples import PAYMENT_LINE
from tests.unit.reads.some_reads import some_read
from tests.waiting import PATIENCE_S


def change(settings: Settings, statement: str) -> None:
    with closing(psycopg2.connect(str(settings.database_url))) as database, database, database.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0, "the fault was not planted"


def test_a_log_that_nobody_touched_is_sound(followed_log: Settings) -> None:
    report = verify(followed_log)
    assert report.findings == []
    assert report.events == sum(report.positions.values()) > CASES * 3
    assert report.aggregates == CASES + 3, "and a payment, a creditor and a person"
    assert "read models" in report.checks


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE balances_1.ledger_account SET balance_minor = balance_minor + 1", "read_model_differs"),
        ("UPDATE balances_1.payment SET status = 'suspense'", "read_model_differs"),
        ("UPDATE audit_trail_1.audit_trail SET hash = sha256('x') WHERE position = 2", "read_model_differs"),
        ("DELETE FROM audit_trail_1.audit_trail WHERE position = 1", "read_model_differs"),
        ("DELETE FROM sla_1.clock WHERE clock = 'payment_deadline' AND state = 'running'", "read_model_differs"),
        ("UPDATE caseledger.checkpoint SET position = position + 100", "read_model_ahead"),
        ("UPDATE balances_1.creditor SET name = 'Another AB'", "read_model_differs"),
        ("UPDATE balances_1.creditor SET former_names = '{Once AB}'", "read_model_differs"),
        ("UPDATE balances_1.contract_terms SET commission_basis_points = 0", "read_model_differs"),
        ("DELETE FROM balances_1.contract_terms", "read_model_differs"),
        ("UPDATE person_1.person SET status = 'merged', merged_into = gen_random_uuid()", "read_model_differs"),
        ("DELETE FROM person_1.person", "read_model_differs"),
        (
            """
            INSERT INTO person_1.representative (person_id, representative_id, partition, capacity)
            SELECT person_id, gen_random_uuid(), partition, 'guardian' FROM person_1.person
            """,
            "read_model_differs",
        ),
    ],
)
def test_a_read_model_that_says_something_else_is_named(followed_log: Settings, statement: str, code: str) -> None:
    change(followed_log, statement)
    assert code in {finding.code for finding in verify(followed_log).findings}


def test_heads_that_were_kept_find_a_cut_tail_a_changed_event_and_another_log(followed_log: Settings) -> None:
    report = verify(followed_log)
    assert any("--against FILE" in limit for limit in report.limits), "it says what it cannot know"
    kept = heads_of(report)
    again = verify(followed_log, against=kept)
    assert (again.findings, any("--heads" in limit for limit in again.limits)) == ([], False)

    longer = {partition: Head(head.position + 2, b"x" * 32) for partition, head in kept.heads.items()}
    cut = verify(followed_log, against=replace(kept, heads=longer))
    assert [finding.code for finding in cut.findings] == ["cut_off"] * len(longer)
    assert "2 events at its end are gone" in cut.findings[0].message

    changed = {partition: Head(1, b"x" * 32) for partition in kept.heads}
    assert {one.code for one in verify(followed_log, against=replace(kept, heads=changed)).findings} == {"head_differs"}
    gone = verify(followed_log, against=replace(kept, heads={7: Head(3, b"x" * 32)}))
    assert [finding.where for finding in gone.findings] == ["partition 7"]
    other = verify(followed_log, against=replace(kept, log_id="of another log"))
    assert [finding.code for finding in other.findings] == ["another_log"]


def test_the_chain_of_reads_is_walked_and_held_against_its_own_heads(own_followed_log: Settings) -> None:
    kafka, topics, event_log = create_or_open_log(own_followed_log)
    with closing(ReadsRecorder(kafka, topics, event_log.log_id, event_log.partitions)) as recorder:
        recorder.record([some_read(1), some_read(2)])
    report = verify(own_followed_log)
    assert (report.findings, report.reads, "chain of reads" in report.checks) == ([], 2, True)
    kept = heads_of(report)
    assert kept.reads[0].position == 2
    with LogHistory(own_followed_log) as log:
        assert log.heads_of_reads() == kept.reads, "the same as a verification reaches"
    assert verify(own_followed_log, against=replace(kept, reads={})).sound, "heads of before there were any"
    cut = verify(own_followed_log, against=replace(kept, reads={0: Head(5, b"x" * 32)}))
    assert [(one.code, one.where) for one in cut.findings] == [("cut_off", "the reads' partition 0")]
    changed = verify(own_followed_log, against=replace(kept, reads={0: Head(1, b"x" * 32)}))
    assert [one.code for one in changed.findings] == ["head_differs"]
    forge(own_followed_log, some_read(3), Link(2, b"0" * 64))
    broken = verify(own_followed_log)
    assert [(one.code, one.where) for one in broken.findings] == [("reads_broken", "the reads' partition 0 position 3")]


def test_a_verification_says_no_more_than_it_looked_at(followed_log: Settings) -> None:
    alone = verify(replace(followed_log, database_url=None, home=followed_log.home / "elsewhere"))
    assert not {"index", "read models"} & set(alone.checks)
    assert any("read models were not looked at" in limit for limit in alone.limits)
    assert any("index of partition 0, 1 is not on this machine" in limit for limit in alone.limits)


def test_an_index_that_says_something_else_is_named(followed_log: Settings) -> None:
    path = followed_log.home / "index" / f"{followed_log.events_topic}-0.sqlite"
    with closing(sqlite3.connect(path)) as index, index:
        assert index.execute("UPDATE events SET state = x'00' WHERE position = 1").rowcount == 1
    assert {finding.code for finding in verify(followed_log).findings} == {"index_differs"}


def test_without_a_database_the_log_is_verified_alone(followed_log: Settings) -> None:
    report = verify(replace(followed_log, database_url=None))
    assert report.sound
    assert "read models" not in report.checks


@pytest.mark.parametrize("statement", ["", "UPDATE balances_1.payment SET status = 'suspense'"])
def test_several_processes_find_what_one_finds(followed_log: Settings, statement: str) -> None:
    if statement:
        change(followed_log, statement)
    told: dict[int, int] = {}
    alone = verify(followed_log, processes=1)
    together = verify(followed_log, told.__setitem__, processes=2)
    assert replace(together, finished_at=None) == replace(alone, finished_at=None)
    assert together.sound == (not statement)
    assert told == together.positions


def test_an_event_on_another_partition_than_its_keys_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a writer left it that believed every sender's partitioner."""
    log = replace(settings, database_url=None)
    create_or_open_log(log)
    key, value, headers = command_record(envelope_for(payment_id("a line")), PAYMENT_LINE)
    right = partition_of(key, log.partitions)
    monkeypatch.setattr(reading, "partition_of", lambda key, partitions: 1 - right)
    producer = connection_of(log).producer()
    producer.send(log.commands_topic, key=key, value=value, headers=headers, partition=1 - right)
    producer.close()
    with writing(log):
        deadline = time.monotonic() + PATIENCE_S
        while not (report := verify(log)).events:
            assert time.monotonic() < deadline
    assert {finding.code for finding in report.findings} == {"misplaced"}
    assert set(check(None, log).counts) == {"misplaced"}
