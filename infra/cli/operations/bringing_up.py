"""From nothing to a ledger that answers: servers, log, database, workers, each step safe to repeat."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from infra.cli.failures import Unavailable
from infra.cli.operations.worker_health import health_of
from infra.runtime.settings import Settings
from infra.stack.local_stack import LocalStack
from infra.stack.workers import Workers

Report = Callable[[str], None]
"""Is told what is being done."""

PROCESSES: Mapping[str, Sequence[str]] = {
    "writer": ("writer",),
    "followers": ("projector", "matcher", "allocator", "deadline-clock"),
}
"""The worker processes of a stack, and which workers each of them runs: as many as a machine with two cores likes."""


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


def uses_local_servers(environ: Mapping[str, str]) -> bool:
    """Whether a server must be started here, since the environment does not name both."""
    return not (environ.get("CASELEDGER_KAFKA_BOOTSTRAP") and environ.get("CASELEDGER_DATABASE_URL"))


def start_servers(home: Path, environ: Mapping[str, str], report: Report) -> bool:
    """Start Kafka and PostgreSQL unless both are named. True when this call started them. Raises StackError."""
    if not uses_local_servers(environ):
        return False
    stack = LocalStack(home)
    ran_before = stack.status().running
    stack.up(report)
    return not ran_before


def prepare_log(settings: Settings) -> LogState:
    """Create the topics, or check them. Raises TopicSettingsError, SettingsError, LogUnavailable."""
    from infra.runtime.log_access import create_or_open_log

    _, topics, event_log = create_or_open_log(settings)
    return LogState(event_log.log_id, topics.events, event_log.partitions)


def prepare_database(settings: Settings, log: LogState) -> list[str]:
    """Migrate, and make the read models' tables. Returns the names of the models that serve.

    Raises DatabaseUnavailable, DatabaseNewerThanCode and the others of ``install``.
    """
    from infra.postgres.connect import connect
    from infra.postgres.install import install
    from infra.runtime.read_models_access import database_url_of

    with closing(connect(database_url_of(settings))) as opened:
        return [build.model.name for build in install(opened, log.log_id, log.topic)]


def workers_of(home: Path, environ: Mapping[str, str], processes: Mapping[str, Sequence[str]] = PROCESSES) -> Workers:
    """The worker processes of a home folder, running or not."""
    commands = {name: (sys.executable, "-m", "consumers", *workers) for name, workers in processes.items()}
    return Workers(home, commands, environ)


def start_workers(home: Path, environ: Mapping[str, str]) -> list[str]:
    """Start the workers that do not run and return when every one has begun to work.

    Raises ChildFailed when one ends, WorkersNotReady when one does not begin.
    """
    workers = workers_of(home, environ)
    workers.start()
    names = [name for group in PROCESSES.values() for name in group]
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
