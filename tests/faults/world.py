"""A log, a database, workers, clients under load: what the faults happen to, and how it is found out what they did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg2
from kafka import TopicPartition
from kafka.errors import KafkaError

from domain.case.allocation.allocating import AllocatePayment
from domain.kernel.identity import case_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.audit.checker import CheckReport, HistoryFile, check
from infra.messages.commands import CommandEnvelope
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.errors import DatabaseNotReady
from infra.runtime.clock import FileClock
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import KEK_FILE, Settings
from infra.stack.state import COPIES
from tests.faults.client import Client
from tests.faults.crew import Crew
from tests.faults.load import Load
from tests.faults.servers import Servers
from tests.unit.domain.samples import CLAIM
from tests.waiting import PATIENCE_S, wait_until

LOAD_PER_S = 40
QUIET_S = 1.5
TODAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

PROMISED_AFTER_KILL_S, PROMISED_AFTER_STOP_S = 10.0, 2.0
"""So soon everything is served again (docs/faults.md)."""

WRITERS = ("writer-1", "writer-2")
POLICIES = ("matcher", "allocator", "deadline-clock", "person-keeper", "remitter", "reconciler")
READERS = ("projector", *POLICIES)


@dataclass
class Tally:
    """What a world has gone through."""

    takeovers_after_kill_s: list[float]
    takeovers_after_stop_s: list[float]
    server_kills: int = 0

    def hold_to_promises(self) -> None:
        """Fails when something took longer than what is promised. Of a machine that does nothing else."""
        for what, taken, limit_s in (
            ("kill", self.takeovers_after_kill_s, PROMISED_AFTER_KILL_S),
            ("stop", self.takeovers_after_stop_s, PROMISED_AFTER_STOP_S),
        ):
            late = [f"{one:.1f} s" for one in taken if one > limit_s]
            assert not late, f"served again {', '.join(late)} after a {what}, and {limit_s:g} s are promised"


class World:
    """One log and all that lives on it."""

    def __init__(
        self,
        servers: Servers,
        home: Path,
        dice: Random,
        partitions: int = 4,
        found: Callable[[Settings], object] = create_or_open_log,
    ) -> None:
        """``found`` makes the log, and whatever else must be there before a worker is started."""
        self.servers, self.home, self.dice = servers, home, dice
        self.tally = Tally([], [])
        self.name = f"w{uuid4().hex[:10]}"
        self.clock_file = home / "clock.json"
        copies, in_sync = COPIES[servers.brokers]
        self.settings = Settings(
            home=home,
            log=self.name,
            partitions=partitions,
            kafka_bootstrap=servers.endpoints.kafka_bootstrap,
            replication_factor=copies,
            min_insync_replicas=in_sync,
            database_url=self._database_url(self.name),
            clock_file=self.clock_file,
        )
        self.set_clock(TODAY)
        self.create_database()
        found(self.settings)
        self.history = HistoryFile(home / "history.jsonl")
        self.client = Client(self.settings, self.history)
        self.load = Load(self.client, dice)
        self.crew = Crew(home, self._environ())

    def _environ(self) -> dict[str, str]:
        settings = self.settings
        return {
            # A worker with a home of its own, as on another machine, has the same wrapping keys.
            "CASELEDGER_KEK_FILE": str(self.home / KEK_FILE),
            "CASELEDGER_LOG": settings.log,
            "CASELEDGER_REPLICATION_FACTOR": str(settings.replication_factor),
            "CASELEDGER_MIN_INSYNC_REPLICAS": str(settings.min_insync_replicas),
            "CASELEDGER_KAFKA_BOOTSTRAP": str(settings.kafka_bootstrap),
            "CASELEDGER_DATABASE_URL": str(settings.database_url),
            "CASELEDGER_CLOCK_FILE": str(self.clock_file),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        for name in self.crew.workers:
            print(f"----- {name}\n{self.crew.last_lines(name, 12)}")
        with suppress(Exception):  # what has gone wrong is told, not what follows from it
            self.close()

    def start(self, *names: str) -> None:
        """Add workers by name, ``writer-1`` a writer, and wait until the writers serve."""
        for name in names:
            self.crew.add(name, name.split("-")[0] if name.startswith("writer") else name)

    def set_clock(self, instant: datetime, *, runs: bool = True) -> None:
        """What time it is for every worker."""
        FileClock.set(self.clock_file, instant, runs)

    def create_database(self) -> None:
        """An empty database under the world's name; one that is there is dropped under everybody's feet."""
        with closing(psycopg2.connect(self._database_url("postgres"))) as opened:
            opened.autocommit = True
            with opened.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
                cursor.execute(f"CREATE DATABASE {self.name}")

    @contextmanager
    def under_load(self, per_second: float = LOAD_PER_S) -> Iterator[None]:
        """Commands flow meanwhile."""
        self.load.start(per_second)
        try:
            yield
        finally:
            self.load.stop()

    def ask(self, aggregate_id: UUID, command: Command) -> None:
        """Send one command."""
        envelope = CommandEnvelope(uuid4(), aggregate_id, TODAY, Actor("user", "stage"), aggregate_id)
        self.client.send(envelope, command)

    def open_case(self, pay_by: date | None = None) -> UUID:
        """Send a claim that the load knows nothing of, and give the case that it opens."""
        claim = replace(CLAIM, creditor_reference=uuid4().hex, payment_reference="", pay_by=pay_by)
        case = case_id(claim.creditor_id, claim.creditor_reference)
        self.ask(case, claim)
        return case

    def touch(self, case: UUID, ordinal: int) -> None:
        """Lay a little money on a case."""
        self.ask(case, AllocatePayment(uuid4(), "SEK", 100 + ordinal, date(2026, 3, 10)))

    def await_service(self, since: float) -> float:
        """Under load: wait until every partition has answered something sent after ``since``; how long that took."""
        partitions = self.settings.partitions
        wait_until(
            lambda: self.client.served_after(since, partitions) is not None,
            lambda: f"not every partition serves again; {self.client.unanswered} commands wait",
        )
        served = self.client.served_after(since, partitions)
        assert served is not None
        return served - since

    def await_answered(self, count: int) -> None:
        """Wait until so many commands have been answered in all."""

        def answered() -> int:
            return len(self.client.sent) - self.client.unanswered

        wait_until(lambda: answered() >= count, lambda: f"of {count} commands, {answered()} were answered")

    def await_quiet(self) -> None:
        """Wait until every command is answered, and nobody has anything more to ask or to say."""
        self.client.await_answers()
        deadline, since, seen = time.monotonic() + PATIENCE_S, time.monotonic(), None
        connection = connection_of(self.settings)
        with closing(connection.consumer(group_id=f"{self.name}-writer")) as consumer:
            while time.monotonic() < since + QUIET_S:
                assert time.monotonic() < deadline, f"it does not become quiet: {seen}"
                now = None
                with suppress(KafkaError):
                    now = self._ends(consumer)
                if now is None or now != seen:
                    seen, since = now, time.monotonic()
                time.sleep(0.1)

    def _ends(self, consumer: object) -> tuple[object, ...] | None:
        """Where all topics end, if every command has been consumed."""
        numbers = range(self.settings.partitions)
        commands = [TopicPartition(self.settings.commands_topic, p) for p in numbers]
        events = [TopicPartition(self.settings.events_topic, p) for p in numbers]
        ends = consumer.end_offsets([*commands, *events])  # type: ignore[attr-defined]
        for partition in commands:
            done = consumer.committed(partition) or 0  # type: ignore[attr-defined]
            if done < ends[partition]:
                return None
        return tuple(sorted(ends.items()))

    def check(self) -> CheckReport:
        """Wait for quiet, then hold everything against everything. Fails when anything is found."""
        self.await_quiet()
        if self.settings.database_url is not None:
            self._await_database()
        report = check(self.history.path, self.settings)
        shown = "\n".join(f"{one.code}: {one.where}: {one.message}" for one in report.findings[:20])
        assert report.sound, f"{dict(report.counts)}\n{shown}"
        return report

    def _await_database(self) -> None:
        """Wait until the projector has prepared it: one that was dropped is empty until the projector comes back."""
        wait_until(self._database_is_ready, lambda: "the database is not ready", every_s=0.2)

    def _database_is_ready(self) -> bool:
        try:
            open_read_models(self.settings).close()
        except (DatabaseNotReady, DatabaseUnavailable):
            return False
        return True

    def without_database(self) -> World:
        """The same world for worlds that have no projector: the read models are not looked at."""
        self.settings = replace(self.settings, database_url=None)
        return self

    def close(self) -> None:
        """End every process of it and remove what it leaves on the servers."""
        self.load.stop()
        self.crew.close()
        self.client.close()
        self.history.close()
        with suppress(KafkaError), closing(connection_of(self.settings).admin()) as admin:
            admin.delete_topics([topic for topic in admin.list_topics() if topic.startswith(self.name)])
        with suppress(psycopg2.Error), closing(psycopg2.connect(self._database_url("postgres"))) as opened:
            opened.autocommit = True
            opened.cursor().execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _database_url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.servers.endpoints.database_url)._replace(path=f"/{name}"))
