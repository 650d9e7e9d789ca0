"""What a benchmark runs on: servers of its own, logs of its own, and workers as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from kafka import KafkaConsumer, TopicPartition

from bench.workload import commands, registration
from domain.kernel.message import Command
from infra.cli.operations.log_status import commands_waiting
from infra.client import CommandClient, CommandSender
from infra.messages.commands import CommandEnvelope
from infra.postgres.connect import connect
from infra.postgres.install import install
from infra.runtime.log_access import connection_of, create_or_open_log, open_log
from infra.runtime.settings import Settings

STILL_S = 0.5
PROGRAM = (sys.executable, "-c", "from infra.cli.main import run; run()")
"""``caseledger``, as a process of its own."""


@dataclass(frozen=True)
class Servers:
    """Where they are, and a folder for what the workers keep."""

    kafka_bootstrap: str
    database_url: str
    folder: Path

    def log(self, name: str, partitions: int) -> Settings:
        """A new log with a new database and a new home, in which the workload's creditor is registered."""
        settings = self.empty_log(name, partitions)
        with (
            worker(settings, "writer"),
            CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
        ):
            answer = client.ask(*registration(), timeout_s=60)
        assert answer.accepted, answer.message
        return settings

    def empty_log(self, name: str, partitions: int) -> Settings:
        """A new log with a new database and a new home, or the log of that name with a new database."""
        with closing(psycopg2.connect(self.database_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}"')
        settings = self.settings(name, partitions)
        create_or_open_log(settings)
        return settings

    def settings(self, name: str, partitions: int) -> Settings:
        """Those of a log of this name."""
        return Settings(
            home=self.folder / name,
            log=name,
            partitions=partitions,
            kafka_bootstrap=self.kafka_bootstrap,
            database_url=urlunsplit(urlsplit(self.database_url)._replace(path=f"/{name}")),
        )


def environment(settings: Settings) -> dict[str, str]:
    """What a worker process is told."""
    shared = {"CASELEDGER_KEK_FILE": settings.kek_file, "CASELEDGER_SNAPSHOTS": settings.snapshots}
    return {
        **os.environ,
        **{name: str(place) for name, place in shared.items() if place},
        "CASELEDGER_HOME": str(settings.home),
        "CASELEDGER_LOG": settings.log,
        "CASELEDGER_KAFKA_BOOTSTRAP": str(settings.kafka_bootstrap),
        "CASELEDGER_DATABASE_URL": str(settings.database_url),
    }


@contextmanager
def worker(settings: Settings, *names: str, program: str = "consumers") -> Iterator[subprocess.Popen[bytes]]:
    """``python -m PROGRAM NAMES`` as a process of its own, stopped in the end."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / f"{names[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", program, *names, "--metrics-port=0"],
            env=environment(settings),
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def measure(module: str, *arguments: object) -> float:
    """The figure that ``python -m module arguments`` prints last."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(finished.stdout.split()[-1])


def send_commands(settings: Settings, cases: int, first: int = 0) -> int:
    """Put the commands of this many cases of the workload on the log; returns how many."""
    return send_all(settings, commands(cases, first))


def send_all(settings: Settings, wanted: Iterable[tuple[CommandEnvelope, Command]]) -> int:
    """Put these commands on the log; returns how many."""
    sender = CommandSender(connection_of(settings), settings.commands_topic)
    sent = 0
    for envelope, command in wanted:
        sender.send(envelope, command)
        sent += 1
    sender.flush(120)
    sender.close()
    return sent


class Ends:
    """Watches where the partitions of a topic end."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap, group_id=None, isolation_level="read_committed"
        )
        self._partitions = [TopicPartition(topic, partition) for partition in range(settings.partitions)]

    def total(self) -> int:
        """The sum of the end offsets; transaction markers count, and what says how far commands are handled."""
        return sum(self._consumer.end_offsets(self._partitions).values())

    def close(self) -> None:
        self._consumer.close(autocommit=False)


def rate_of_answers(ends: Ends, before: int, sent: int, pause_s: float = 0.02) -> tuple[float, float]:
    """Answers a second from the first ones after ``before`` to the last of ``sent``, and when the first were there.

    The last has come when nothing more does for ``STILL_S``: each transaction adds two offsets that are no answer.
    """
    wait_until(lambda: ends.total() > before, pause_s=pause_s)
    began, first = monotonic(), ends.total()
    moved, seen = began, first

    def is_still() -> bool:
        nonlocal moved, seen
        if (now := ends.total()) > seen:
            moved, seen = monotonic(), now
        return seen >= before + sent and monotonic() > moved + STILL_S

    wait_until(is_still, pause_s=pause_s)
    return (before + sent - first) / (moved - began), began


def all_answered(settings: Settings) -> bool:
    """Whether the writers have handled every command that there is."""
    return commands_waiting(settings, range(settings.partitions)) == 0


def wait_until(done: Callable[[], bool], timeout_s: float = 600.0, pause_s: float = 0.02) -> None:
    """Wait for a condition. Raises TimeoutError."""
    deadline = monotonic() + timeout_s
    while not done():
        if monotonic() > deadline:
            raise TimeoutError("it did not come to that in time")
        sleep(pause_s)


def install_read_models(settings: Settings) -> None:
    """Empty read models that follow the settings' log."""
    _, _, event_log = open_log(settings)
    with closing(connect(str(settings.database_url))) as database:
        install(database, event_log.log_id, event_log.topic)
