"""From nothing to a ledger that answers: servers, log, database, workers, each step safe to repeat."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from infra.cli.failures import Unavailable
from infra.cli.operations import pages
from infra.cli.operations.worker_health import health_of
from infra.metrics.ports import port_of
from infra.runtime.settings import PUBLISH, WATCH_FOLDER, WEBHOOKS, Settings
from infra.stack import ports
from infra.stack.errors import PortTaken
from infra.stack.local_stack import LocalStack
from infra.stack.lock import exclusively
from infra.stack.processes import holder_of
from infra.stack.state import StackFile
from infra.stack.workers import Workers

Report = Callable[[str], None]
"""Is told what is being done."""

PROCESSES: Mapping[str, Sequence[str]] = {
    "writer": ("writer",),
    "followers": (
        "projector",
        "matcher",
        "allocator",
        "deadline-clock",
        "person-keeper",
        "remitter",
        "reconciler",
        "disclosures",
    ),
    "watcher": ("watcher",),
    "publisher": ("publisher",),
    "webhooks": ("webhooks",),
    pages.PROCESS: ("serve",),
}
"""The worker processes of a stack, and which workers each of them runs: as many as a machine with two cores likes."""

SWITCHED_ON_BY: Mapping[str, str] = {"watcher": WATCH_FOLDER, "publisher": PUBLISH, "webhooks": WEBHOOKS}
"""Processes that are started only where this setting says something, and not no."""


def started_processes(environ: Mapping[str, str]) -> list[str]:
    """Those that are started: all that are always, and those that are switched on."""
    off = {name for name, setting in SWITCHED_ON_BY.items() if (environ.get(setting) or "no") == "no"}
    if not pages.are_started(environ):
        off.add(pages.PROCESS)
    return [name for name in PROCESSES if name not in off]


READY_LIMIT_S = 60.0
"""A writer that takes over a partition with a long index to catch up on; on a busy machine Python alone takes some."""


class WorkersNotReady(Unavailable):
    """Workers run and have not begun to work."""


@dataclass(frozen=True, slots=True)
class LogState:
    """The log after it was created or found."""

    log_id: str
    topic: str
    partitions: int
    doubts: Sequence[str] = ()
    """What cannot be meant of its copies."""


def uses_local_servers(environ: Mapping[str, str]) -> bool:
    """Whether a server must be started here, since the environment does not name both."""
    return not (environ.get("CASELEDGER_KAFKA_BOOTSTRAP") and environ.get("CASELEDGER_DATABASE_URL"))


def start_servers(
    home: Path, environ: Mapping[str, str], report: Report, *, new_ports: bool = False, brokers: int | None = None
) -> bool:
    """Start Kafka, of so many brokers, and PostgreSQL unless both are named. True when this call started them.

    Raises StackError.
    """
    if not uses_local_servers(environ):
        return False
    stack = LocalStack(home, brokers=brokers)
    ran_before = stack.status().running
    stack.up(report, new_ports=new_ports)
    return not ran_before


def prepare_log(settings: Settings) -> LogState:
    """Create the topics, or check them. Raises TopicSettingsError, SettingsError, LogUnavailable."""
    from infra.runtime.log_access import create_or_open_log, doubts_about_copies

    connection, topics, event_log = create_or_open_log(settings)
    doubts = doubts_about_copies(connection, topics)
    return LogState(event_log.log_id, topics.events, event_log.partitions, doubts)


def prepare_database(settings: Settings, log: LogState) -> list[str]:
    """Migrate, and make the read models' tables. Returns the names of the models that serve.

    Raises DatabaseUnavailable, DatabaseNewerThanCode and the others of ``install``.
    """
    from infra.postgres.connect import connect
    from infra.postgres.install import install
    from infra.runtime.read_models_access import database_url_of

    with closing(connect(database_url_of(settings))) as opened:
        return [build.model.name for build in install(opened, log.log_id, log.topic)]


def workers_of(
    home: Path,
    environ: Mapping[str, str],
    metrics_ports: Mapping[str, int] | None = None,
    names: Collection[str] = tuple(PROCESSES),
) -> Workers:
    """Worker processes of a home folder, running or not; those that are started tell on these ports how they do."""
    chosen = metrics_ports or {}
    commands = {name: (sys.executable, *_arguments(name), f"--metrics-port={chosen.get(name, 0)}") for name in names}
    return Workers(home, commands, environ)


def _arguments(process: str) -> Sequence[str]:
    return pages.ARGUMENTS if process == pages.PROCESS else ("-m", "consumers", *PROCESSES[process])


def metrics_ports(home: Path, environ: Mapping[str, str], *, new_ports: bool = False) -> dict[str, int]:
    """The port of each worker process's /metrics, /live and /ready: the same at every start, so that scrapers find it.

    From the table of `infra.metrics.ports` where CASELEDGER_METRICS_PORT says where it begins; else chosen at the
    first start and kept in `stack.json`.
    Raises PortTaken when another program has one of them, unless ``new_ports`` lets another be chosen.
    """
    first = Settings.load(environ).metrics_port
    if first is not None:
        return {name: port_of(workers[0], first) for name, workers in PROCESSES.items()}
    home.mkdir(parents=True, exist_ok=True)
    with exclusively(home):
        stack = StackFile.read(home)
        idle = [_use_of(name) for name, status in workers_of(home, environ).status().items() if status.pid is None]
        try:
            stack = stack.with_ports(ports.choose(idle, stack.ports, may_move=new_ports))
        except ports.PortsHeld as error:
            raise PortTaken("A worker's metrics page", {port: holder_of(port) for port in error.ports}) from None
        stack.write(home)
    return {name: stack.ports.get(_use_of(name), 0) for name in PROCESSES}


def _use_of(process: str) -> str:
    return f"metrics-{process}"


def start_workers(home: Path, environ: Mapping[str, str], *, new_ports: bool = False) -> list[str]:
    """Start the workers that do not run and return when every one has begun to work.

    Raises ChildFailed when one ends, WorkersNotReady when one does not begin, PortTaken.
    """
    started = started_processes(environ)
    if pages.PROCESS in started:
        pages.keep_port(home, environ, run_already=workers_of(home, environ).status()[pages.PROCESS].pid is not None)
    workers = workers_of(home, environ, metrics_ports(home, environ, new_ports=new_ports), started)
    workers.start()
    names = [name for process in started for name in PROCESSES[process]]
    deadline = time.monotonic() + READY_LIMIT_S
    while waiting := [name for name in names if not health_of(home, name).is_running]:
        workers.check()
        if time.monotonic() > deadline:
            raise WorkersNotReady(
                f"Started, and not at work within {READY_LIMIT_S:.0f} s: {', '.join(waiting)}. They are left running; "
                f"their logs are in {home / 'logs'}. See with `caseledger status` whether they come up."
            )
        time.sleep(0.05)
    return names
