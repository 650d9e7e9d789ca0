"""``caseledger trail``: who did what, when, and why, across all cases and payments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import RenderableType

from domain.kernel.recorded import ACTOR_KINDS
from infra.cli.case.history_table import EVENT_COLUMNS, HASH_SHOWN
from infra.cli.options import Wait
from infra.cli.questions.labels import Labels, called
from infra.cli.questions.names import known_name, known_word
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, cursor, read_cursor
from infra.cli.render.table import table, text
from infra.cli.session import Session, session_of
from infra.cli.times import Zone

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.audit_trail.queries import TrailEntry, TrailFilter, TrailPlace

MODEL = "audit_trail"


def trail(
    context: typer.Context,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="What happened to this case and to the payments on it.")
    ] = None,
    actor: Annotated[str | None, typer.Option(metavar="ID", help="What this user, system or bank did.")] = None,
    actor_kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="What one kind of actor did: user, customer, system or bank.")
    ] = None,
    event_type: Annotated[
        str | None, typer.Option("--type", metavar="NAME", help="Events of this type, such as ContactMade.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="What happened from then on (a day: its beginning).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="What happened until then (a day: all of it).")
    ] = None,
    recorded_from: Annotated[
        str | None, typer.Option(metavar="TIME", help="What was recorded from then on, whenever it happened.")
    ] = None,
    recorded_to: Annotated[
        str | None, typer.Option(metavar="TIME", help="What was recorded until then (a day: all of it).")
    ] = None,
    blocked: Annotated[
        bool,
        typer.Option(
            "--blocked", help="What a rule forbade people, with its law: on cases, payments, creditors, persons."
        ),
    ] = False,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show who did what, when it happened, when it was recorded, and why, in the order of recording.

    With --from or --to, it is in the order in which things happened. The trail holds no personal data;
    `caseledger case history` shows a case's events whole.
    """
    session = session_of(context)
    which = _periods(session, since, until, recorded_from, recorded_to)
    which = replace(
        which,
        case_id=_case(session, case),
        actor_kind=known_word(actor_kind, ACTOR_KINDS, "--actor-kind") if actor_kind else None,
        type=known_word(event_type, event_types(), "--type") if event_type else None,
        types=blocks() if blocked else None,
    )
    place = _place(after)

    def ask(opened: connection) -> tuple[Page[TrailEntry], Labels]:
        found = entries_of(opened, which, actor, lambda one: page_of(opened, one, limit, place, newest_first))
        return found, labels_of(opened, found.rows)

    answer = asked(session, ask, wait=wait)
    page, labels = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {
            "events": [
                {**one, "laws": laws_behind(row.rule)} for one, row in zip(documents(page.rows), page.rows, strict=True)
            ],
            **page.fields(),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [
            trail_table("Trail", page, session.zone, None if which.case_id else labels),
            reflects_line(answer, MODEL),
        ],
        listed="events",
    )


def page_of(
    opened: connection,
    which: TrailFilter,
    limit: int,
    after: TrailPlace | None = None,
    newest_first: bool = False,
) -> Page[TrailEntry]:
    """A page of the trail."""
    from projections.audit_trail.queries import trail as ask

    found = ask(opened, which, after, limit + 1, newest_first=newest_first)  # one more tells whether there are more
    rows = found[:limit]
    more = cursor(*astuple(rows[-1].place(which.order))) if len(found) > limit else None
    return Page(rows, more)


def entries_of(
    opened: connection, which: TrailFilter, actor: str | None, ask: Callable[[TrailFilter], Page[TrailEntry]]
) -> Page[TrailEntry]:
    """What ``ask`` finds of an actor, whose name may be written in any case and with its kind before it.

    Where nobody has that very name, those who acted most often are gone through. Raises NotFound for a name that nobody
    has.
    """
    if actor is None:
        return ask(which)
    from projections.audit_trail.queries import actors, has_acted

    if has_acted(opened, actor):
        return ask(replace(which, actor_id=actor))
    there_are = actors(opened)
    by_name = {one.id: one for one in there_are} | {f"{one.kind} {one.id}": one for one in there_are}
    meant = by_name[known_name(actor, by_name, "--actor")]
    kind = meant.kind if actor.strip().lower().startswith(f"{meant.kind} ") else which.actor_kind
    return ask(replace(which, actor_id=meant.id, actor_kind=kind))


def labels_of(opened: connection, entries: Sequence[TrailEntry]) -> Labels:
    """The cases that the entries are of or name, and the payments."""
    from projections.balances.queries import labels

    return labels(opened, {one for entry in entries for one in (entry.aggregate_id, *entry.case_ids)})


def trail_table(title: str, page: Page[TrailEntry], zone: Zone, labels: Labels | None = None) -> RenderableType:
    """One row for each event, in the order given; ``labels`` None where all are of one case."""
    rows = [
        (
            *(() if labels is None else (_of_case(entry, labels),)),
            entry.summary,
            f"{entry.actor_kind} {entry.actor_id}",
            _why(entry),
            zone.minute(entry.occurred_at),
            zone.minute(entry.recorded_at),
            f"{entry.partition}/{entry.position}",
            entry.hash.hex()[:HASH_SHOWN],
        )
        for entry in page.rows
    ]
    columns = (*(() if labels is None else (text("case", at_least=16, at_most=30),)), *EVENT_COLUMNS)
    return table(title, columns, rows, caption=" ".join(filter(None, (zone.caption, page.note))))


def _why(entry: TrailEntry) -> str:
    """Channel, reason and rule; of what a rule stopped, the law too."""
    laws = laws_behind(entry.rule) if entry.type in blocks() else []
    return " · ".join(part for part in (entry.channel, entry.reason, entry.rule, *laws) if part)


def laws_behind(rules: str | None) -> list[str]:
    """By which law or policy each of these rules is (several with commas between), as far as they are known."""
    import domain.catalogue  # noqa: F401  # every theme has named its rules then
    from domain.law.rule_text import rule_text

    found = [rule_text(rule) for rule in (rules or "").split(", ")]
    return list(dict.fromkeys(one.law for one in found if one))


def _of_case(entry: TrailEntry, labels: Labels) -> str:
    """The case that the event is of or names; a payment that has found none, a creditor or a person by itself."""
    itself = f"{entry.aggregate_kind} {str(entry.aggregate_id)[:8]}"
    cases = [called(one, labels) for one in entry.case_ids] or [itself]
    return cases[0] if len(cases) == 1 else f"{cases[0]} and {len(cases) - 1} more"


def event_types() -> list[str]:
    """The names of all events that there are."""
    from domain.catalogue import EVENTS

    return sorted(event.__name__ for event in EVENTS.values())


def blocks() -> list[str]:
    """The names of those that record what a rule forbade a person."""
    from domain.catalogue import EVENTS
    from domain.kernel.message import records_refusal

    return sorted(event.__name__ for event in EVENTS.values() if records_refusal(event))


def _case(session: Session, name: str | None) -> UUID | None:
    if name is None:
        return None
    from infra.cli.case.resolve import looking_up, one_case

    with looking_up(session) as lookup:
        return one_case(lookup, name)


def _place(after: str | None) -> TrailPlace | None:
    from projections.audit_trail.queries import TrailPlace

    read = read_cursor(after, datetime, int, int)
    return None if read is None else TrailPlace(*read)


def _periods(
    session: Session, since: str | None, until: str | None, recorded_from: str | None, recorded_to: str | None
) -> TrailFilter:
    from projections.audit_trail.queries import TrailFilter

    zone = session.zone
    return TrailFilter(
        occurred_from=zone.read(since, "--from") if since else None,
        occurred_before=zone.read(until, "--to", at_end_of_day=True) if until else None,
        recorded_from=zone.read(recorded_from, "--recorded-from") if recorded_from else None,
        recorded_before=zone.read(recorded_to, "--recorded-to", at_end_of_day=True) if recorded_to else None,
    )
