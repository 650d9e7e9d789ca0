"""``caseledger trail``: who did what, when, and why, across all cases and payments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from infra.cli.case.history_table import EVENT_COLUMNS, HASH_SHOWN
from infra.cli.options import AsJson, Limit, Wait
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.table import table
from infra.cli.session import Session, session_of
from infra.cli.times import Zone

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.audit_trail.queries import TrailEntry, TrailFilter

MODEL = "audit_trail"


def trail(
    context: typer.Context,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="What happened to this case and to the payments on it.")
    ] = None,
    actor: Annotated[str | None, typer.Option(metavar="ID", help="What this user, system or bank did.")] = None,
    event_type: Annotated[
        str | None, typer.Option("--type", metavar="NAME", help="Events of this type, such as ContactMade.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="What happened from then on (a day: its beginning).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="What happened until then (a day: all of it).")
    ] = None,
    limit: Limit = 100,
    wait: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Show who did what, when it happened, when it was recorded, and why, in the order of recording.

    The trail holds no personal data; `caseledger case history` shows a case's events whole.
    """
    session = session_of(context)
    which = _filter(session, case, actor, event_type, since, until)
    # One more than is shown tells whether there are more.
    answer = asked(session, lambda opened: trail_of_case(opened, which, limit + 1), wait=wait)
    entries, has_more = answer.value[:limit], len(answer.value) > limit
    if as_json:
        session.screen.document(
            {"events": documents(entries), "has_more": has_more, "reflects": reflects(answer, MODEL)}
        )
        return
    more = f" More than {limit:,} fit: raise --limit, or narrow it down." if has_more else ""
    session.screen.show(trail_table("Trail", entries, session.zone, more), reflects_line(answer, MODEL))


def trail_of_case(opened: connection, which: TrailFilter, limit: int) -> list[TrailEntry]:
    """A page of the trail. With a case given, all that happened to the payments on it is there too.

    An event that comes before its payment found the case does not name the case, so the payments are asked for by id.
    """
    from projections.audit_trail.queries import trail as ask

    entries = ask(opened, which, limit=limit)
    if which.case_id is None:
        return entries
    payments = {entry.aggregate_id for entry in entries if entry.aggregate_kind == "payment"}
    for payment in payments:
        entries += ask(opened, replace(which, case_id=None, aggregate_id=payment), limit=limit)
    found = {(entry.partition, entry.position): entry for entry in entries}
    return sorted(found.values(), key=lambda entry: (entry.recorded_at, entry.partition, entry.position))[:limit]


def trail_table(title: str, entries: list[TrailEntry], zone: Zone, more: str = "") -> RenderableType:
    """One row for each event, in the order given."""
    rows = [
        (
            entry.summary,
            f"{entry.actor_kind} {entry.actor_id}",
            " · ".join(part for part in (entry.channel, entry.reason, entry.rule) if part),
            zone.minute(entry.occurred_at),
            zone.minute(entry.recorded_at),
            f"{entry.partition}/{entry.position}",
            entry.hash.hex()[:HASH_SHOWN],
        )
        for entry in entries
    ]
    return table(title, EVENT_COLUMNS, rows, caption=zone.caption + more)


def _filter(
    session: Session,
    case: str | None,
    actor: str | None,
    event_type: str | None,
    since: str | None,
    until: str | None,
) -> TrailFilter:
    from infra.audit.history import LogHistory
    from infra.cli.case.resolve import one_case
    from projections.audit_trail.queries import TrailFilter

    identifier = None
    if case is not None:
        with LogHistory(session.served) as log:
            identifier = one_case(log, case)
    zone = session.zone
    return TrailFilter(
        case_id=identifier,
        actor_id=actor,
        type=event_type,
        occurred_from=zone.read(since, "--from") if since else None,
        occurred_before=zone.read(until, "--to", at_end_of_day=True) if until else None,
    )
