"""How everything stands: servers, workers, the log, and how far each reader of it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from domain.kernel.money import money_text
from infra.cli.failures import exit_code_of
from infra.cli.operations.bringing_up import PROCESSES, started_processes
from infra.cli.operations.log_status import LogStatus, ReadModelStatus, log_status, read_model_status
from infra.cli.operations.server_status import DATABASE, ServerStatus, server_statuses
from infra.cli.operations.worker_health import WorkerHealth, events_behind, health_of
from infra.machines.elsewhere import WorkerElsewhere, workers_elsewhere
from infra.runtime.settings import Settings
from infra.stack.supervision import Restarts, read_records, supervisor_lives

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class WorkerWithHealth:
    """One worker, and how many offsets of the log it has still to read (None: it does not say, or does not read it).

    ``supervised`` is what the supervisor knows of its ``process``: how often it was started again, and why the last
    time.
    """

    health: WorkerHealth
    behind: int | None
    process: str
    supervised: Restarts


@dataclass(frozen=True, slots=True)
class SystemStatus:
    """Everything. What could not be asked is None, and ``problems`` says why."""

    home: Path
    now: datetime
    clock_file: Path | None
    servers: list[ServerStatus]
    workers: list[WorkerWithHealth]
    log: LogStatus | None
    read_models: ReadModelStatus | None
    problems: list[str] = field(default_factory=list)
    elsewhere: list[WorkerElsewhere] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether all that should run runs and answers. Being behind is no illness."""
        servers_answer = all(server.answers for server in self.servers)
        return servers_answer and all(worker.health.is_running for worker in self.workers) and not self.problems

    @property
    def lag(self) -> dict[str, int]:
        """Events that are in the log and not in the read model, by its name."""
        return self.read_models.lag(self.log.positions) if self.log and self.read_models else {}

    @property
    def left_to_read(self) -> int:
        """Events that a read model or a worker has still to read, as they say."""
        return sum(self.lag.values()) + sum(worker.behind or 0 for worker in self.workers)


def ask_all(settings: Settings, environ: Mapping[str, str], now: datetime) -> SystemStatus:
    """How everything stands now. Whatever does not answer is part of the answer."""
    problems: list[str] = []
    servers = server_statuses(settings, environ)
    database_answers, kafka_answers = answering(servers)
    # The read models first: what is written meanwhile is still to be read, and no model seems to be ahead of the log.
    models = _unless_it_fails(lambda: read_model_status(settings), problems) if database_answers else None
    log = _unless_it_fails(lambda: log_status(settings), problems) if kafka_answers else None
    others = _unless_it_fails(lambda: workers_elsewhere(settings), problems) if log else None
    records = read_records(settings.home)
    workers = [
        _worker(settings.home, name, process, records.get(process, Restarts()))
        for process in started_processes(environ)
        for name in PROCESSES[process]
    ]
    if records and not supervisor_lives(settings.home):
        problems.append("The supervisor is gone, so a worker that dies stays dead: `caseledger up` starts it again.")
    for worker in workers:
        problems += [
            f"The {worker.health.name} has put partition {partition} aside and goes on with the others: {reason}"
            for partition, reason in worker.health.aside.items()
        ]
    status = SystemStatus(
        settings.home, now, settings.clock_file, servers, workers, log, models, problems, others or []
    )
    problems += _left_in_clearing(status)
    return status


def answering(servers: Iterable[ServerStatus]) -> tuple[bool, bool]:
    """Whether the database answers, and whether Kafka does: it is enough that one of its brokers does."""
    there = [server.name == DATABASE for server in servers if server.answers]
    return any(there), not all(there)


def _left_in_clearing(status: SystemStatus) -> list[str]:
    """Money that is on its way though nobody has anything left to do: it will not get there by itself."""
    if status.log is None or status.read_models is None or status.left_to_read or status.log.commands_waiting:
        return []
    return [
        f"{money_text(one.amount_minor, one.currency)} stands in {one.account}, and nothing is under way: `caseledger "
        "verify` names the payments."
        for one in status.read_models.in_clearing
        if one.amount_minor
    ]


def _worker(home: Path, name: str, process: str, supervised: Restarts) -> WorkerWithHealth:
    health = health_of(home, name)
    if not health.is_running and supervised.last is not None:
        if supervised.given_up:
            reason = f"{supervised.last.why}. Put that right, then `caseledger up`"
            health = replace(health, state="given up", reason=reason)
        elif supervised.next_try_at is not None:
            health = replace(health, state="starting", reason=f"{supervised.last.why}; started again soon")
    return WorkerWithHealth(health, events_behind(health) if health.is_running else None, process, supervised)


def _unless_it_fails(ask: Callable[[], Found], problems: list[str]) -> Found | None:
    try:
        return ask()
    except Exception as error:
        if exit_code_of(error) is None:
            raise
        problems.append(str(error))
        return None
