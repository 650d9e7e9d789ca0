"""``caseledger case show`` and ``case history``: answered from the events in the log, by the pure core."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from domain.kernel.calendar import local_day
from infra.cli.case.case_render import case_screen
from infra.cli.case.history_table import tell_history
from infra.cli.case.late_interest import late_interest_document
from infra.cli.failures import NotFound
from infra.cli.options import CaseName, Purpose
from infra.cli.personal import with_texts
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, KnownAt, then_asked, when_asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.kernel.recorded import RecordedEvent


def show(
    context: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    purpose: Purpose = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show a case: what is owed, part by part, what was paid, which deadlines run.

    Folded from the log itself, so it can be asked as of any day: with --as-of what had happened by then, with
    --known-at what we knew by then, and with both what we then thought of that day.
    """
    from infra.cases.view import CaseView

    session = session_of(context, purpose)
    view = CaseView.of(known_events(session, case, as_of, known_at))
    when, day = when_asked(as_of, known_at), day_of_question(session, view.claim.jurisdiction, as_of)
    interest = late_interest_document(view.state, day)
    tell(
        session.screen,
        answer_as,
        lambda: {**view.as_json(), "late_interest": interest, "as_of": as_of, "known_at": known_at},
        lambda: [case_screen(view, session.zone, day, when)],
    )


def history(
    context: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    purpose: Purpose = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show all that happened to a case: what, who, why, when it happened and when it was recorded.

    `caseledger trail --case CASE` adds what happened to the payments on it.
    """
    session = session_of(context, purpose)
    events = known_events(session, case, as_of, known_at)
    when = when_asked(as_of, known_at)
    title = " ".join(filter(None, (f"History of {case}", when)))
    tell_history(session, title, events, answer_as)


def known_events(session: Session, name: str, as_of: str | None, known_at: str | None) -> Sequence[RecordedEvent]:
    """The events of the case that answer the question; at least one."""
    from infra.audit.history import known_then
    from infra.cli.case.resolve import events_of_case, looking_up

    zone, then = session.zone, then_asked(session, as_of, known_at)
    with looking_up(session) as lookup:
        events = events_of_case(lookup, name)
    answer = known_then(events, then)
    if not answer or answer[0].version != 1:
        first = events[0]
        raise NotFound(
            f"The case {name} was not there yet: its claim came in on {zone.show(first.occurred_at)} and was recorded "
            f"on {zone.show(first.recorded_at)}."
        )
    return with_texts(session, answer)


def day_of_question(session: Session, jurisdiction: str, as_of: str | None) -> date:
    """The day up to which late interest is shown: today where the case is, or the day that was asked for."""
    moment = session.zone.read(as_of, "--as-of") if as_of else session.clock.now()
    return local_day(moment, jurisdiction)
