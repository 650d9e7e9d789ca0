"""``caseledger doctor``: looks at everything and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from kafka.errors import KafkaError
from rich.text import Text

from infra.audit.heads import KeptHeads, read_heads
from infra.cli.doctor import at_work, database, ends, kafka_cluster, this_machine
from infra.cli.doctor.looked_at import AllLookedAt, Level, LookedAt
from infra.cli.exit_codes import ExitCode
from infra.cli.operations.system_status import SystemStatus, answering, ask_all
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import table, text, whole
from infra.cli.session import Session, session_of

MARK = {Level.GOOD: ("✓", "green"), Level.WARNING: ("!", "yellow"), Level.BAD: ("✗", "bold red")}
ENDS_WITH = {Level.GOOD: ExitCode.DONE, Level.WARNING: ExitCode.DONE, Level.BAD: ExitCode.TO_BE_PUT_RIGHT}


def doctor(
    context: typer.Context,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="Heads that `caseledger verify --heads FILE` kept: does the log "
                     "still reach as far?"),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:  # fmt: skip
    """Look at settings, disk, clocks, keys, servers, topics, rights, workers, lag and heads, and say what to do.

    Changes nothing. Ends with exit code 0 when nothing is wrong (warnings aside), 2 when something must be put right.

    Example: caseledger doctor --format json
    """
    session = session_of(context)
    findings = list(examine(session, read_heads(against) if against else None))
    tell(session.screen, answer_as, lambda: _document(findings), lambda: [_table(findings), *_advice(findings)])
    raise typer.Exit(ENDS_WITH[_worst(findings)])


def examine(session: Session, kept: KeptHeads | None) -> AllLookedAt:
    """Everything that can be looked at; what does not answer is a finding, and ends only what it was asked for."""
    settings = session.settings
    yield from this_machine.versions()
    yield from this_machine.settings(settings, session.environ)
    yield from this_machine.open_files()
    yield from this_machine.disk(settings.home)
    yield from this_machine.wrapping_keys(settings)
    status = ask_all(settings, session.environ, session.clock.now())
    yield from at_work.look_at_servers(status)
    yield from _of_servers(session, status)
    yield from at_work.look_at_work(status)
    yield from ends.look_at_ends(status, kept)


def _of_servers(session: Session, status: SystemStatus) -> AllLookedAt:
    database_answers, kafka_answers = answering(status.servers)
    if kafka_answers:
        try:
            yield from kafka_cluster.look_at_kafka(session.settings)
        except KafkaError as error:
            yield kafka_cluster.cannot_ask(error)
    if database_answers:
        yield from database.look_at_database(session.settings)


def _worst(findings: list[LookedAt]) -> Level:
    levels = list(Level)
    return max((one.level for one in findings), key=levels.index)


def _table(findings: list[LookedAt]) -> Any:
    rows = [(Text(MARK[one.level][0], style=MARK[one.level][1]), one.what, one.found) for one in findings]
    return table("", [whole(""), whole("looked at"), text("found")], rows)


def _advice(findings: list[LookedAt]) -> Iterator[Text]:
    for one in findings:
        if one.advice:
            mark, style = MARK[one.level]
            yield Text(f"{mark} {one.what}: {one.advice}", style=style)


def _document(findings: list[LookedAt]) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    lines = [{"what": one.what, "level": one.level, "found": one.found, "advice": one.advice} for one in findings]
    return {"well": _worst(findings) is not Level.BAD, "findings": lines}
