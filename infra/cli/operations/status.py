"""``caseledger status``: one look at everything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from infra.cli.exit_codes import ExitCode
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import Cell, facts, number, table, text, whole
from infra.cli.render.words import counted
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.cli.operations.system_status import SystemStatus, WorkerWithHealth

STYLE_OF_STATE = {"running": "green", "in its group": "green", "answers": "green", "starting": "yellow"}


def status(context: typer.Context, answer_as: AnswerAs = Format.TABLE) -> None:
    """Show servers, workers and their health, the log, and how far the read models have followed it.

    Ends with exit code 0 when everything runs and answers, 5 when something does not.
    """
    from infra.cli.operations.system_status import ask_all

    session = session_of(context)
    status = ask_all(session.settings, session.environ, session.clock.now())
    tell(session.screen, answer_as, lambda: as_document(status, session), lambda: _screens(status, session))
    for problem in status.problems:
        session.screen.warn(problem)
    raise typer.Exit(ExitCode.DONE if status.is_well else ExitCode.UNAVAILABLE)


def _screens(status: SystemStatus, session: Session) -> list[RenderableType]:
    positions = [positions_table(status)] if status.log and status.read_models else []
    return [_heading(status, session), _servers(status), *_workers(status, session), *_elsewhere(status), *positions]


def _heading(status: SystemStatus, session: Session) -> RenderableType:
    moved = f"  (set by {status.clock_file})" if status.clock_file else ""
    log, models = status.log, status.read_models
    pairs: list[tuple[str, str | Text]] = [
        ("home", str(status.home)),
        ("business time", session.zone.show_seconds(status.now) + moved),
    ]
    if log:
        pairs.append(("log", f"{session.settings.log}: {log.events:,} events in {len(log.positions)} partitions"))
        pairs.append(("commands waiting", f"{log.commands_waiting:,}"))
    if models:
        parked = f"{models.parked_events:,} events of {models.parked_aggregates:,} cases or payments"
        pairs.append(("parked", Text(parked, style="yellow") if models.parked_events else "nothing"))
    return facts("", pairs)


def _servers(status: SystemStatus) -> RenderableType:
    return table(
        "Servers",
        [whole("server"), text("state"), whole("place"), number("process"), number("memory")],
        [
            (one.name, _state("answers" if one.answers else one.problem), one.place,
             str(one.pid or ""), _megabytes(one.memory_bytes))
            for one in status.servers
        ],
    )  # fmt: skip


def _workers(status: SystemStatus, session: Session) -> list[RenderableType]:
    """The workers, and below them what is to be said of those that died."""
    listed = table(
        "Workers",
        [whole("worker"), text("state"), number("process"), number("log to read"), number("started again"),
         whole("metrics, health")],
        [
            (one.health.name, _state(one.health.state), str(one.health.pid or ""), one.behind,
             one.supervised.count or None, one.health.metrics_url)
            for one in status.workers
        ],
    )  # fmt: skip
    # A process may run several workers: what happened to it is said once.
    died = {_last_end(one, session): None for one in status.workers if one.supervised.last or one.health.reason}
    return [listed, *(Text(line, style="yellow") for line in died), *([""] if died else [])]


def _elsewhere(status: SystemStatus) -> list[RenderableType]:
    """The workers of other homes, where there are any."""
    if not status.elsewhere:
        return []
    columns = [
        whole("machine"),
        whole("worker"),
        text("state"),
        number("process"),
        whole("partitions"),
        number("heard"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (one.machine, one.worker, _state(one.state, one.reason), one.pid, ", ".join(map(str, one.partitions)),
         "" if one.ago_s is None else f"{one.ago_s:.0f} s ago")
        for one in status.elsewhere
    ]  # fmt: skip
    return [table("Workers elsewhere", columns, rows)]


def _last_end(one: WorkerWithHealth, session: Session) -> str:
    last = one.supervised.last
    if last is None or one.health.state not in STYLE_OF_STATE:
        return f"{one.health.name} {one.health.state}: {one.health.reason}" if one.health.reason else ""
    at = session.zone.show_seconds(datetime.fromtimestamp(last.at, UTC))
    return f"{one.process}: started again {counted(one.supervised.count, 'time')}, the last time at {at} ({last.why})"


def positions_table(status: SystemStatus) -> RenderableType:
    """Positions partition by partition, and how far each read model is behind."""
    assert status.log is not None
    assert status.read_models is not None
    partitions = sorted(status.log.positions)
    rows: list[tuple[Cell, ...]] = [("log", *(status.log.positions[p] for p in partitions), "")]
    for model, reached in status.read_models.positions.items():
        rows.append((model, *(reached.get(p, 0) for p in partitions), f"{status.lag[model]:,}"))
    columns = [whole("position of"), *(number(f"partition {p}") for p in partitions), number("lag")]
    return table("Positions", columns, rows)


def as_document(status: SystemStatus, session: Session) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    log, models = status.log, status.read_models
    return {
        "well": status.is_well,
        "home": str(status.home),
        "business_time": status.now,
        "clock_file": status.clock_file,
        "servers": [
            {"name": one.name, "answers": one.answers, "place": one.place, "pid": one.pid, "problem": one.problem}
            for one in status.servers
        ],
        "workers": [_worker_document(one) for one in status.workers],
        "elsewhere": [
            {"machine": one.machine, "worker": one.worker, "state": one.state, "reason": one.reason, "pid": one.pid,
             "partitions": list(one.partitions), "heard_seconds_ago": one.ago_s and round(one.ago_s, 1)}
            for one in status.elsewhere
        ],
        "log": log and {
            "name": session.settings.log, "id": log.log_id, "topic": log.topic, "events": log.events,
            "positions": log.positions, "commands_waiting": log.commands_waiting,
        },
        "read_models": models and {
            "positions": models.positions, "lag": status.lag,
            "parked": {"aggregates": models.parked_aggregates, "events": models.parked_events},
        },
        "problems": status.problems,
    }  # fmt: skip


def _worker_document(one: WorkerWithHealth) -> dict[str, Any]:
    health, last = one.health, one.supervised.last
    return {
        "name": health.name, "state": health.state, "reason": health.reason, "pid": health.pid,
        "metrics_port": health.metrics_port, "metrics_url": health.metrics_url, "behind": one.behind,
        "aside": dict(health.aside),
        "restarts": one.supervised.count, "given_up": one.supervised.given_up,
        "last_end": last and {"at": datetime.fromtimestamp(last.at, UTC), "why": last.why},
    }  # fmt: skip


def _state(state: str, reason: str = "") -> Text:
    said = f"{state}: {reason}" if reason and state not in STYLE_OF_STATE else state
    return Text(said, style=STYLE_OF_STATE.get(state, "bold red"))


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:,.0f} MB"
