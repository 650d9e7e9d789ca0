"""``caseledger person show``: a person with all their cases, what is owed in each, and what can be done."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from infra.cli.failures import NotFound
from infra.cli.options import Wait
from infra.cli.person.person_view import PersonView, person_document, person_screen, view_of
from infra.cli.questions.questions import asked, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of

MODEL = "person"


def show(
    context: typer.Context,
    person: Annotated[UUID, typer.Argument(metavar="PERSON", help="The person's id: `caseledger person find` has it.")],
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show a person: what they are called, how they are reached, all their cases, and what can be done.

    Of somebody who was given up for another one, the one that stayed is shown.
    """
    at = session_of(context).clock.now()
    answer = asked(session_of(context), lambda opened: view_of(opened, person, at), wait=wait)
    view: PersonView | None = answer.value
    if view is None:
        raise NotFound(f"There is no person {person}. If they were just registered, ask again with --wait.")
    tell(
        session_of(context).screen,
        answer_as,
        lambda: {**person_document(view), "reflects": reflects(answer, MODEL)},
        lambda: [*person_screen(view), reflects_line(answer, MODEL)],
    )
