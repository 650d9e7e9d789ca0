"""``caseledger person show``: a person with all their cases, what is owed in each, and what can be done."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from infra.cli.failures import NotFound
from infra.cli.options import Purpose, Wait
from infra.cli.person.person_then import tell_then
from infra.cli.person.person_view import PersonView, person_document, person_screen, view_of
from infra.cli.questions.questions import asked, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.cli.then import AsOf, KnownAt, then_asked, when_asked

MODEL = "person"


def show(
    context: typer.Context,
    person: Annotated[UUID, typer.Argument(metavar="PERSON", help="The person's id: `caseledger person find` has it.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    purpose: Purpose = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show a person: what they are called, how they are reached, all their cases, and what can be done.

    Of somebody who was given up for another one, the one that stayed is shown. With --as-of and --known-at, who they
    had turned out to be by then, what they were called and what they owed; folded from the log itself. Who looked, and
    why, stands on record before anything is shown.
    """
    session = session_of(context, purpose)
    if then := then_asked(session, as_of, known_at):
        tell_then(session, person, then, when_asked(as_of, known_at), wait, answer_as)
        return
    at = session.clock.now()
    answer = asked(session, lambda opened: view_of(opened, person, at), wait=wait)
    view: PersonView | None = answer.value
    if view is None:
        raise NotFound(f"There is no person {person}. If they were just registered, ask again with --wait.")
    tell(
        session.screen,
        answer_as,
        lambda: {**person_document(view), "reflects": reflects(answer, MODEL)},
        lambda: [*person_screen(view), reflects_line(answer, MODEL)],
    )
