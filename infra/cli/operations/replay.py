"""``caseledger replay``: the log's events, in order, as they stand there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.case.history_table import event_document, reasons_of, summary_of
from infra.cli.failures import CannotBeUsed
from infra.cli.render.formats import AnswerAs, Format
from infra.cli.render.progress import counting
from infra.cli.render.screen import json_text
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from infra.audit.history import LogHistory


def replay(
    context: typer.Context,
    from_position: Annotated[
        list[str] | None,
        typer.Option(
            "--from-position",
            metavar="[PARTITION/]POSITION",
            help="Begin at this position in every partition, or stream one partition from there. May be repeated.",
        ),
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="The events of one case only.")] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Stream the events of the log in the order in which they were recorded; of one partition strictly by position.

    No line holds a personal text: JSON lines show it as sealed. `caseledger case show` opens those of one case.

    There is one line to an event with --format json as with jsonl; events of many kinds fit no table of CSV.
    """
    from infra.audit.history import LogHistory, in_order

    session = session_of(context)
    if answer_as is Format.CSV:
        raise CannotBeUsed("--format: events of many kinds fit no table. Use jsonl; `caseledger trail` has csv.")
    with LogHistory(session.served) as history:
        starts = _starts(from_position or [], history)
        if case is not None:
            _print(session, _of_case(session, case, starts), answer_as, None)
            return
        ends = history.last_positions()
        total = sum(max(0, ends[partition] - start + 1) for partition, start in starts.items())
        streams = [history.events_from(partition, start) for partition, start in starts.items()]
        _print(session, in_order(streams), answer_as, total)


def _print(session: Session, events: Iterable[RecordedEvent], answer_as: Format, total: int | None) -> None:
    with counting(session.screen, "events", total) as counter:
        for event in events:
            session.screen.line(_line(event, session) if answer_as is Format.TABLE else _json_line(event))
            counter.advance()


def _line(event: RecordedEvent, session: Session) -> str:
    why = reasons_of(event)
    parts = [
        f"{event.partition}/{event.position}",
        session.zone.show_seconds(event.recorded_at),
        str(event.aggregate_id),
        f"v{event.version}",
        f"{event.actor.kind} {event.actor.id}:",
        summary_of(event),
        f"({why})" if why else "",
    ]
    return " ".join(part for part in parts if part)


def _json_line(event: RecordedEvent) -> str:
    return json_text(event_document(event))


def _of_case(session: Session, name: str, starts: dict[int, int]) -> list[RecordedEvent]:
    from infra.cli.case.resolve import events_of_case, looking_up

    with looking_up(session) as lookup:
        events = events_of_case(lookup, name)
    return [event for event in events if event.position >= starts.get(event.partition, math.inf)]


def _starts(given: list[str], history: LogHistory) -> dict[int, int]:
    """The first position wanted of each partition that is wanted. All of them, unless only some are named."""
    everywhere, named = 0, dict[int, int]()
    for text in given:
        partition, slash, position = text.rpartition("/")
        if not position.isdigit() or not (partition.isdigit() if slash else not partition):
            raise CannotBeUsed(f"--from-position: {text!r} is no position. Write 1200, or 2/1200 for partition 2.")
        if not slash:
            everywhere = int(position)
        elif int(partition) in history.partitions:
            named[int(partition)] = int(position)
        else:
            there_are = ", ".join(map(str, history.partitions))
            raise CannotBeUsed(f"--from-position: the log has no partition {partition}, only {there_are}.")
    if named and not everywhere:
        return named
    return dict.fromkeys(history.partitions, everywhere or 1) | named
