"""``caseledger status``: one look at everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from infra.cli.exit_codes import ExitCode
from infra.cli.options import AsJson
from infra.cli.render.table import Cell, facts, if_roomy, number, table, text, whole
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.cli.operations.standing import Standing

STYLE_OF_STATE = {"running": "green", "answers": "green", "starting": "yellow"}


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show servers, workers and their health, the log, and how far the read models have followed it.

    Ends with exit code 0 when everything runs and answers, 5 when something does not.
    """
    from infra.cli.operations.standing import ask_all

    session = session_of(context)
    standing = ask_all(session.settings, session.environ, session.clock.now())
    if as_json:
        session.screen.document(as_document(standing, session))
    else:
        session.screen.show(_heading(standing, session), _servers(standing), _workers(standing))
        if standing.log and standing.read_models:
            session.screen.show(positions_table(standing))
        for problem in standing.problems:
            session.screen.warn(problem)
    raise typer.Exit(ExitCode.DONE if standing.is_well else ExitCode.UNAVAILABLE)


def _heading(standing: Standing, session: Session) -> RenderableType:
    moved = f"  (set by {standing.clock_file})" if standing.clock_file else ""
    log, models = standing.log, standing.read_models
    pairs: list[tuple[str, str | Text]] = [
        ("home", str(standing.home)),
        ("business time", session.zone.show_seconds(standing.now) + moved),
    ]
    if log:
        pairs.append(("log", f"{session.settings.log}: {log.events:,} events in {len(log.positions)} partitions"))
        pairs.append(("commands waiting", f"{log.commands_waiting:,}"))
    if models:
        parked = f"{models.parked_events:,} events of {models.parked_aggregates:,} cases or payments"
        pairs.append(("parked", Text(parked, style="yellow") if models.parked_events else "nothing"))
    return facts("", pairs)


def _servers(standing: Standing) -> RenderableType:
    return table(
        "Servers",
        [whole("server"), text("state"), whole("place"), number("process"), number("memory")],
        [
            (one.name, _state("answers" if one.answers else one.problem), one.place,
             str(one.pid or ""), _megabytes(one.memory_bytes))
            for one in standing.servers
        ],
    )  # fmt: skip


def _workers(standing: Standing) -> RenderableType:
    return table(
        "Workers",
        [whole("worker"), text("state"), number("process"), number("log to read"), if_roomy(text("metrics, health"))],
        [
            (one.health.name, _state(one.health.state, one.health.reason), str(one.health.pid or ""), one.behind,
             f"http://127.0.0.1:{one.health.metrics_port}" if one.health.metrics_port else "")
            for one in standing.workers
        ],
    )  # fmt: skip


def positions_table(standing: Standing) -> RenderableType:
    """Positions partition by partition, and how far each read model is behind."""
    assert standing.log is not None
    assert standing.read_models is not None
    partitions = sorted(standing.log.positions)
    rows: list[tuple[Cell, ...]] = [("log", *(standing.log.positions[p] for p in partitions), "")]
    for model, reached in standing.read_models.positions.items():
        rows.append((model, *(reached.get(p, 0) for p in partitions), f"{standing.lag[model]:,}"))
    columns = [whole("position of"), *(number(f"partition {p}") for p in partitions), number("lag")]
    return table("Positions", columns, rows)


def as_document(standing: Standing, session: Session) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    log, models = standing.log, standing.read_models
    return {
        "well": standing.is_well,
        "home": str(standing.home),
        "business_time": standing.now,
        "clock_file": standing.clock_file,
        "servers": [
            {"name": one.name, "answers": one.answers, "place": one.place, "pid": one.pid, "problem": one.problem}
            for one in standing.servers
        ],
        "workers": [
            {"name": one.health.name, "state": one.health.state, "reason": one.health.reason, "pid": one.health.pid,
             "metrics_port": one.health.metrics_port, "behind": one.behind}
            for one in standing.workers
        ],
        "log": log and {
            "name": session.settings.log, "id": log.log_id, "topic": log.topic, "events": log.events,
            "positions": log.positions, "commands_waiting": log.commands_waiting,
        },
        "read_models": models and {
            "positions": models.positions, "lag": standing.lag,
            "parked": {"aggregates": models.parked_aggregates, "events": models.parked_events},
        },
        "problems": standing.problems,
    }  # fmt: skip


def _state(state: str, reason: str = "") -> Text:
    said = f"{state}: {reason}" if reason and state not in STYLE_OF_STATE else state
    return Text(said, style=STYLE_OF_STATE.get(state, "bold red"))


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:,.0f} MB"
