"""How far commands are handled: the next writer goes on there, whoever of those that say so is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from shutil import rmtree
from typing import Any

import pytest
from kafka import TopicPartition

from consumers.writer import ownership
from consumers.writer.membership import Membership
from infra.client import CommandClient
from infra.eventlog.admin.log_identity import topic_id_of
from infra.messages.replies import handled_by
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import writing
from tests.integration.writer.reading import committed_events, committed_records
from tests.integration.writer.test_writer import a_claim


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many commands each batch had that a writer has looked at."""
    sizes: list[int] = []
    read_commands = ownership.read_commands

    def note(records: Sequence[Any], *others: Any) -> Any:
        sizes.append(len(records))
        return read_commands(records, *others)

    monkeypatch.setattr(ownership, "read_commands", note)
    return sizes


@pytest.fixture
def told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The group."""
    for tells in ("tell", "tell_last"):
        monkeypatch.setattr(Membership, tells, lambda *_: None)


def written(log: Settings, client: CommandClient, *numbers: int) -> None:
    """By a writer of their own."""
    with writing(log):
        for number in numbers:
            client.ask(*a_claim(number))


@pytest.mark.usefixtures("told_nothing")
def test_the_replies_say_it_though_the_group_was_told_nothing(
    log: Settings, client: CommandClient, looked_at: list[int]
) -> None:
    for first in range(0, 40, 10):  # each takes over from the one before
        written(log, client, *range(first, first + 10))
    rmtree(log.home / "index")
    written(log, client, 40)
    assert sum(looked_at) == 41


@pytest.mark.usefixtures("told_nothing")
def test_an_index_that_has_read_further_than_the_replies_go_reads_them_all(
    log: Settings, client: CommandClient, looked_at: list[int]
) -> None:
    """They were deleted and created again."""
    written(log, client, *range(10))
    for number in range(log.partitions):
        with closing(sqlite3.connect(log.home / "index" / f"{log.events_topic}-{number}.sqlite")) as index, index:
            index.execute("UPDATE progress SET answers_offset = 1000000")
    written(log, client, 10)
    assert sum(looked_at) == 11


def test_a_writer_that_finds_no_replies_begins_where_the_group_was_told(
    log: Settings, client: CommandClient, looked_at: list[int]
) -> None:
    """They are kept for a week, and a partition may have no commands for longer."""
    written(log, client, *range(10))
    let_go_of_replies(log)
    written(log, client, 10)
    assert sum(looked_at) == 11


@pytest.mark.usefixtures("told_nothing")
def test_a_writer_that_finds_neither_handles_everything_again_and_adds_nothing(
    log: Settings, client: CommandClient, looked_at: list[int]
) -> None:
    written(log, client, *range(10))
    let_go_of_replies(log)
    written(log, client, 10)
    assert sum(looked_at) == 21
    assert len(committed_events(log)) == 22


def let_go_of_replies(log: Settings) -> None:
    """As retention does."""
    partitions = [TopicPartition(log.replies_topic, number) for number in range(log.partitions)]
    with closing(connection_of(log).admin()) as admin:
        admin.delete_records(dict.fromkeys(partitions, -1))


def test_it_says_nothing_of_another_topic_of_commands(log: Settings, client: CommandClient) -> None:
    """A mirror has the replies, and offsets of its own; and a topic that was deleted may be created again."""
    written(log, client, *range(10))
    said = [
        handled_by(record, topic_id)
        for number in range(log.partitions)
        for record in committed_records(log, log.replies_topic, number)
        for topic_id in (topic_id_of(connection_of(log), log.commands_topic), "another")
        if not record.value
    ]
    assert None not in said[::2] and set(said[1::2]) == {None}
