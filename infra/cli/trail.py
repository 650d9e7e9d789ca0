"""``caseledger trail``: who did what, when, and why, across all cases and payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from infra.cli.history_table import HASH_SHOWN
from infra.cli.options import AsJson, Limit, Wait
from infra.cli.questions import asked, documents, reflects, reflects_line
from infra.cli.session import Session, session_of
from infra.cli.table import extra, table, text, whole
from infra.cli.times import Zone

if TYPE_CHECKING:
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
    from projections.audit_trail.queries import trail as ask_trail

    session = session_of(context)
    which = _filter(session, case, actor, event_type, since, until)
    # One more than is shown tells whether there are more.
    answer = asked(session, lambda opened: ask_trail(opened, which, limit=limit + 1), wait=wait)
    entries, has_more = answer.value[:limit], len(answer.value) > limit
    if as_json:
        session.screen.document(
            {"events": documents(entries), "has_more": has_more, "reflects": reflects(answer, MODEL)}
        )
        return
    more = f" More than {limit:,} fit: raise --limit, or narrow it down." if has_more else ""
    session.screen.show(trail_table("Trail", entries, session.zone, more), reflects_line(answer, MODEL))


def trail_table(title: str, entries: list[TrailEntry], zone: Zone, more: str = "") -> RenderableType:
    """One row for each event, in the order given."""
    columns = [
        text("what", at_least=26), text("who"), text("why"), whole("happened"), whole("recorded"),
        extra("position"), extra("hash"),
    ]  # fmt: skip
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
    return table(title, columns, rows, caption=zone.caption + more)


def _filter(
    session: Session,
    case: str | None,
    actor: str | None,
    event_type: str | None,
    since: str | None,
    until: str | None,
) -> TrailFilter:
    from infra.cli.naming import one_case
    from infra.history import LogHistory
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
