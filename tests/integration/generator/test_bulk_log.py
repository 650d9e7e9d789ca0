"""A bulk log: sound by every check, what writers would have written, and never taken for whole when it is not."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest

from consumers.projector.worker import ProjectorWorker
from infra.audit.checker import check
from infra.audit.history import LogHistory
from infra.audit.verify import verify
from infra.client import CommandClient
from infra.eventlog.admin.log_creation import read_log_record
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import TopicSettingsError
from infra.generator.bulk.generating import BulkPortfolio
from infra.generator.plot import Portfolio
from infra.generator.sending import GeneratedCommands
from infra.generator.stream import in_order
from infra.messages.crypto.personal_fields import withheld
from infra.postgres.install import install
from infra.postgres.progress import wait_for
from infra.runtime.clock import SystemClock
from infra.runtime.log_access import connection_of, create_or_open_log, open_log
from infra.runtime.settings import Settings
from tests.acceptance.program import COMMAND
from tests.integration.policies.running import RunningWorker
from tests.integration.writer.conftest import writing
from tests.waiting import PATIENCE_S, wait_until

CASES = 60
UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
"""Long after the last of these cases is over."""
PORTFOLIO = Portfolio(seed=7)
BULK = BulkPortfolio(PORTFOLIO, CASES, UNTIL)
TOLD_AGAIN = BulkPortfolio(Portfolio(seed=7, stories=25), CASES, UNTIL)
"""Twice as a whole, and ten stories a third time."""


@pytest.fixture
def log(settings: Settings) -> Settings:
    """The settings of a log that has just been created, without read models."""
    settings = replace(settings, database_url=None)
    create_or_open_log(settings)
    return settings


def test_every_check_passes_on_it_and_it_has_what_was_foretold(log: Settings) -> None:
    written = BULK.write(log)
    foretold = BULK.measure(log)
    assert (written.events, written.bytes, written.mix) == (foretold.events, foretold.bytes, foretold.mix)
    assert written.mix.commands == sum(1 for _ in in_order(PORTFOLIO, CASES))
    for report in (verify(log), check(None, log)):
        assert not report.findings
        assert sum(report.positions.values()) == written.events > CASES * 10


def test_stories_told_again_are_as_sound_and_read_models_follow_them(settings: Settings) -> None:
    _, _, event_log = create_or_open_log(settings)
    foretold, written = TOLD_AGAIN.measure(settings), TOLD_AGAIN.write(settings)
    assert (written.events, written.bytes, written.mix) == (foretold.events, foretold.bytes, foretold.mix)
    positions = verify(replace(settings, database_url=None)).positions
    with closing(psycopg2.connect(str(settings.database_url))) as database:
        install(database, event_log.log_id, event_log.topic)
        with RunningWorker(lambda: ProjectorWorker(settings, SystemClock())):
            wait_for(database, positions, timeout_s=PATIENCE_S)
    for report in (verify(settings), check(None, settings)):
        assert not report.findings
        assert sum(report.positions.values()) == written.events > CASES * 10


def test_writers_go_on_from_it_and_know_every_command_again(log: Settings) -> None:
    written = TOLD_AGAIN.write(log)
    with writing(log), CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        again = GeneratedCommands(client, lambda: None)
        again.creditors()
        again.send(played for _, played in in_order(TOLD_AGAIN.portfolio, CASES))
        more = GeneratedCommands(client, lambda: None)
        more.send(played for _, played in in_order(TOLD_AGAIN.portfolio, 5, first=CASES + 1))
    assert again.sent.carried_out == 0
    assert not again.sent.differ
    assert again.sent.had_before > written.mix.commands * 0.99
    assert more.sent.carried_out > 5 * 5
    # Each command of the bulk log is in the topic now: the checker lets the core decide it once more.
    assert not check(None, log).findings


def test_the_same_seed_writes_the_same_but_for_seals_and_what_follows_from_them(log: Settings) -> None:
    other = replace(log, log=f"{log.log}-b")
    create_or_open_log(other)
    logs = []
    for one in (log, other):
        BULK.write(one)
        with LogHistory(one) as history:
            logs.append([_without_seals(event) for n in history.partitions for event in history.events_from(n)])
    assert logs[0] == logs[1]


def _without_seals(recorded: Any) -> Any:
    hashes = {"previous_hash": b"", "hash": b"", "record_offset": 0}
    return recorded._replace(event=withheld(recorded.event), **hashes)


def test_it_goes_only_into_an_empty_log(log: Settings) -> None:
    BULK.write(log)
    with pytest.raises(TopicSettingsError, match="is not empty"):
        BULK.write(log)
    open_log(log)  # the one that is there stays whole


def test_it_is_not_written_while_writers_are_at_work(log: Settings) -> None:
    with writing(log) as writer:
        _wait_for(lambda: writer.worker._membership.owned()[0])
        with pytest.raises(TopicSettingsError, match="case writers serve"):
            BULK.write(log)


def test_one_that_was_cut_off_says_that_it_is_a_part_and_how_to_begin_again(log: Settings) -> None:
    names, connection = LogTopics(log.log), connection_of(log)
    command = [*COMMAND, "generate", "--to", "log", "--cases", "50000"]
    settings = {
        "CASELEDGER_HOME": str(log.home),
        "CASELEDGER_LOG": log.log,
        "CASELEDGER_KAFKA_BOOTSTRAP": str(log.kafka_bootstrap),
    }
    with subprocess.Popen(command, env={**os.environ, **settings}) as process:
        _wait_for(lambda: (recorded := read_log_record(connection, names)) and recorded.bulk)
        process.send_signal(signal.SIGKILL)
    with pytest.raises(TopicSettingsError, match=r"only a part of 50,000 generated cases of seed 1.*give the same"):
        open_log(log)
    with pytest.raises(TopicSettingsError, match="only a part"):
        LogHistory(log)


def _wait_for(condition: Any) -> None:
    wait_until(condition, lambda: "it did not come to that", every_s=0.1)
