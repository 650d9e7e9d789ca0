"""``caseledger case reopen|confirm-closure CASE …`` and ``case survey send|answer CASE …``: after the end."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.reopening import ReopenCase, ReopeningReason
from domain.case.contacts.contact import Channel
from domain.case.surveys.answering import AnswerSurvey, SurveyTheme
from domain.case.surveys.sending import SendSurvey
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case, the_one_meant
from infra.cli.options import CaseName


def reopen(
    case: CaseName,
    act: Act,
    reason: Annotated[ReopeningReason, typer.Option(help="What turned out not to hold.")],
) -> None:
    """Open a closed case again. It goes on at the stage where it stood, and owes again what its end had given up.

    A case that payment had closed opens by itself when that payment is reversed. One that ended as time-barred, or by
    a court's debt settlement, is never opened again.

    Example: caseledger case reopen 1100117 --reason closing_error
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, ReopenCase(reason), "The case is open again.")


def confirm_closure(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where it was written: letter, email or my_page.")],
) -> None:
    """Record that the customer was told in writing that nothing is owed on this case any more.

    Example: caseledger case confirm-closure 1100117 --channel letter
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, ConfirmClosure(channel), "It is recorded that the customer knows.")


def send_survey(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where the customer is asked.")],
) -> None:
    """Record that the customer was asked how it went, after their case had ended.

    Example: caseledger case survey send 1100117 --channel sms
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, SendSurvey(channel), "The survey is recorded.")


def answer_survey(
    case: CaseName,
    act: Act,
    score: Annotated[int, typer.Option(help="From 0 to 10: how likely they are to say something good of us.")],
    theme: Annotated[
        list[SurveyTheme] | None, typer.Option(help="What it is about, praised or blamed. Repeat it.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="What the customer says. It is kept sealed.")] = None,
    survey: Annotated[
        int | None, typer.Option("--survey", metavar="N", help="Its number. Default: the only one that waits.")
    ] = None,
) -> None:
    """Record what the customer answered.

    Example: caseledger case survey answer 1100117 --score 9 --theme listening --text "You listened"
    """
    known, now = known_case(act.session, case), case_now(act.session, case)
    number = the_one_meant(survey, now.state.surveys.waiting(), "survey that waits for its answer", "--survey")
    command = AnswerSurvey(number, score, tuple(theme or ()), known.person_id, text)
    act.carry_out(known.case_id, command, "The answer is recorded.")
