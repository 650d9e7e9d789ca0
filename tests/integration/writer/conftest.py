"""A log with a writer working on it, and a client that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from consumers.writer.worker import WriterWorker
from infra.client import CommandClient
from infra.runtime.clock import SystemClock
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.integration.policies.running import RunningWorker
from tests.some_creditors import put_into_directory


class RunningWriter(RunningWorker):
    """A writer on a thread of its own, stopped gracefully; its failure is raised when it is stopped."""

    def __init__(self, settings: Settings) -> None:
        self.worker = WriterWorker(settings, SystemClock())
        super().__init__(lambda: self.worker)


writing = RunningWriter


@pytest.fixture
def log(settings: Settings) -> Settings:
    """The settings of a log that has just been created; its directory knows who hands over the claims."""
    create_or_open_log(settings)
    put_into_directory(settings)
    return settings


@pytest.fixture
def client(log: Settings) -> Iterator[CommandClient]:
    with CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        yield client


@pytest.fixture
def writer(log: Settings) -> Iterator[RunningWriter]:
    with writing(log) as writer:
        yield writer


StartWriter = Callable[[Settings], RunningWriter]
