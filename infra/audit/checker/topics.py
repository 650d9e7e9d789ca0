"""A history made from the topics: what was asked for and what was answered, as long as both are kept (seven days).

It has every command, those of policies too, but less order than one that clients recorded: commands in the order in
which each partition has them, and all answers after all commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from infra.audit.checker.history import History, answered_line, history_from, sent_line
from infra.audit.checker.log import CommittedLog, LogRecord
from infra.settings import Settings
from infra.wire.errors import Undecodable
from infra.wire.replies import read_reply


def history_of_topics(settings: Settings, partitions: int) -> History:
    """The history of all commands and replies that the topics still have. Raises LogUnavailable."""
    return history_from(lines_of_topics(settings, partitions))


def lines_of_topics(settings: Settings, partitions: int) -> Iterator[dict[str, Any]]:
    """The same, line by line, for a history file."""
    yield from _sent(_records(settings, settings.commands_topic, partitions))
    yield from _answered(_records(settings, settings.replies_topic, partitions))


def _records(settings: Settings, topic: str, partitions: int) -> Iterator[LogRecord]:
    assert settings.kafka_bootstrap is not None
    return CommittedLog(settings.kafka_bootstrap, settings.kafka_options, topic, partitions).read_on()


def _sent(records: Iterable[LogRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        headers = {name: value or b"" for name, value in record.headers}
        try:
            command_id, aggregate_id = (UUID(headers[name].decode()) for name in ("ce_id", "ce_subject"))
        except (KeyError, ValueError):
            continue  # no command: the writer keeps it apart
        by = headers.get("ce_authid", b"").decode("utf-8", "replace")
        yield sent_line(command_id, by, aggregate_id, record.value or b"")


def _answered(records: Iterable[LogRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        try:
            yield answered_line(read_reply(record.value or b""))
        except Undecodable:
            continue
