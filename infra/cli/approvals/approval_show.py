"""``caseledger approvals show``: one request for who decides on it, from the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from infra.cli.approvals.kinds import NAMED, KindGiven, Number, OfWhat
from infra.cli.failures import NotFound
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.cli.submit import law_behind

if TYPE_CHECKING:
    from uuid import UUID

    from domain.kernel.four_eyes import Request
    from infra.cli.session import Session
    from infra.cli.times import Zone


def show(
    context: typer.Context, kind: KindGiven, of: OfWhat, number: Number, answer_as: AnswerAs = Format.TABLE
) -> None:
    """Show a request: what was asked for, by whom, by which policies others must approve it, and how it stands.

    Example: caseledger approvals show closure 1100117 1
    """
    session = session_of(context)
    aggregate_id = NAMED[kind](session, of)
    one = _request(session, aggregate_id, number)
    if one is None or kind.value != one.asked.KIND:
        raise NotFound(f"No {kind} is asked for there under the number {number}: see `caseledger approvals list`.")
    tell(session.screen, answer_as, lambda: _document(aggregate_id, one), lambda: _screen(one, session.zone))


def _request(session: Session, aggregate_id: UUID, number: int) -> Request | None:
    from infra.audit.history import state_after
    from infra.cli.case.resolve import looking_up

    with looking_up(session) as lookup:
        events = lookup.events_of(aggregate_id)
    requests = state_after(events).requests if events else None
    return requests.by_number.get(number) if requests else None


def _document(aggregate_id: UUID, one: Request) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    asked = one.asked
    return {
        "kind": asked.KIND,
        "aggregate_id": aggregate_id,
        "number": asked.number,
        "status": str(one.status),
        "what": asked.sentence(),
        "requested_by": asked.requested_by,
        "approvals_needed": asked.approvals_needed,
        "approved_by": list(one.approved_by),
        "lapses_at": asked.lapses_at,
        "rules": list(asked.rules),
    }


def _screen(one: Request, zone: Zone) -> list[Text]:
    asked = one.asked
    said_yes = f" {', '.join(one.approved_by)} said yes." if one.approved_by else ""
    lines = [
        f"{asked.sentence()}.",
        f"Asked for by {asked.requested_by}; {one.status}, until {zone.minute(asked.lapses_at)}.{said_yes}",
        *filter(None, (law_behind(rule) for rule in asked.rules)),
    ]
    return [Text(line) for line in lines]
