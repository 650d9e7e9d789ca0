"""``caseledger case show`` and ``case history``: answered from the log itself, by the pure core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.case.case_render import case_screen
from infra.cli.case.history_table import history_document, history_table
from infra.cli.failures import NotFound
from infra.cli.options import AsJson, CaseName
from infra.cli.personal import with_texts
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.kernel.recorded import RecordedEvent

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="As of what had happened by then (a day: by its end).")
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help="As of what was on record by then (a day: by its end).")
]


def show(
    context: typer.Context, case: CaseName, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """Show a case: what is owed, part by part, what was paid, which deadlines run.

    Folded from the log itself, so it can be asked as of any day: with --as-of what had happened by then, with
    --known-at what we knew by then, and with both what we then thought of that day.
    """
    from infra.cli.case.case_view import CaseView

    session = session_of(context)
    events = _known(session, case, as_of, known_at)
    view = CaseView.of(events)
    if as_json:
        session.screen.document({**view.as_json(), "as_of": as_of, "known_at": known_at})
    else:
        session.screen.show(case_screen(view, session.zone))


def history(
    context: typer.Context, case: CaseName, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """Show all that happened to a case: what, who, why, when it happened and when it was recorded.

    `caseledger trail --case CASE` adds what happened to the payments on it.
    """
    session = session_of(context)
    events = _known(session, case, as_of, known_at)
    if as_json:
        session.screen.document(history_document(events))
    else:
        session.screen.show(history_table(f"History of {case}", events, session.zone))


def _known(session: Session, name: str, as_of: str | None, known_at: str | None) -> Sequence[RecordedEvent]:
    """The events of the case that answer the question; at least one."""
    from infra.audit.history import LogHistory, known
    from infra.cli.case.resolve import events_of_case

    zone = session.zone
    happened_by = zone.read(as_of, "--as-of", at_end_of_day=True) if as_of else None
    recorded_by = zone.read(known_at, "--known-at", at_end_of_day=True) if known_at else None
    with LogHistory(session.served) as log:
        events = events_of_case(log, name)
    answer = known(events, happened_by, recorded_by)
    if not answer or answer[0].version != 1:
        first = events[0]
        raise NotFound(
            f"The case {name} was not there yet: its claim came in on {zone.show(first.occurred_at)} and was recorded "
            f"on {zone.show(first.recorded_at)}."
        )
    return with_texts(session, answer)
