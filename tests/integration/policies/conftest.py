"""A log with a real writer on it, a clock that can be moved, and policies started and stopped at will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from consumers.runtime.workers import WORKERS
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.client import CommandSender
from infra.messages.commands import CommandEnvelope
from infra.runtime.clock import FileClock, clock_from
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from infra.runtime.tracing import use_tracer
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import RunningWorker
from tests.some_creditors import put_into_directory
from tests.unit.policies.little_ledger import CREDITORS

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
Run = Callable[..., RunningWorker]
Ask = Callable[[UUID, Command], None]
MoveTime = Callable[[datetime], None]


@pytest.fixture
def log(settings: Settings) -> Settings:
    """A log that has just been created; it is the morning of 2 March 2026."""
    settings = replace(settings, clock_file=settings.home / "clock.json")
    create_or_open_log(settings)
    put_into_directory(settings, CREDITORS.values())
    assert settings.clock_file
    FileClock.set(settings.clock_file, MORNING)
    return settings


@pytest.fixture
def move_time(log: Settings) -> MoveTime:
    """Makes it another time for every process of the log."""

    def move(instant: datetime) -> None:
        assert log.clock_file
        FileClock.set(log.clock_file, instant)

    return move


@pytest.fixture
def run(log: Settings) -> Iterator[Run]:
    """Starts a worker by its name; whatever still runs at the end is stopped."""
    running: list[RunningWorker] = []

    def start(name: str, settings: Settings = log) -> RunningWorker:
        worker = RunningWorker(lambda: WORKERS[name].make(settings, clock_from(settings)))
        running.append(worker)
        return worker

    yield start
    for worker in running:
        worker.stop()


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans that are made from now on."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    use_tracer(provider.get_tracer("test"))
    yield exporter
    use_tracer(None)


@pytest.fixture
def view(log: Settings) -> Iterator[LogView]:
    view = LogView(log)
    yield view
    view.close()


@pytest.fixture
def ask(log: Settings) -> Iterator[Ask]:
    """Sends a command as a file import does; the same one again has the same id."""
    sender = CommandSender(connection_of(log), log.commands_topic)

    def send(target: UUID, command: Command) -> None:
        envelope = CommandEnvelope(
            uuid5(target, repr(command)), target, MORNING, Actor("user", "importer"), uuid5(target, "matter")
        )
        sender.send(envelope, command)
        sender.flush()

    yield send
    sender.close()
