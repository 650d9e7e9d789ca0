"""``caseledger person history``: all that happened to a person, from the log itself."""

from __future__ import annotations

import typer

from infra.cli.case.history_table import tell_history
from infra.cli.options import Purpose
from infra.cli.person.naming import PersonId, person_events
from infra.cli.personal import with_texts
from infra.cli.render.formats import AnswerAs, Format
from infra.cli.session import session_of


def history(
    context: typer.Context, person: PersonId, purpose: Purpose = None, answer_as: AnswerAs = Format.TABLE
) -> None:
    """Show all that happened to a person: what, who, why, when it happened and when it was recorded."""
    session = session_of(context, purpose)
    events = with_texts(session, person_events(session, person))
    tell_history(session, f"History of person {person}", events, answer_as)
