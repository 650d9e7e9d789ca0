"""``caseledger case inquiry receive|answer CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.contacts.contact import Channel
from domain.case.inquiries.answering import AnswerInquiry
from domain.case.inquiries.receiving import ReceiveInquiry
from domain.case.inquiries.state import InquirySubject
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case, the_one_meant
from infra.cli.options import CaseName


def receive(
    case: CaseName,
    act: Act,
    subject: Annotated[InquirySubject, typer.Option(help="What the customer asks about.")],
    channel: Annotated[Channel, typer.Option(help="Where they asked.")],
    text: Annotated[
        str | None, typer.Option(help="What they ask, where the answer needs it. It is kept sealed.")
    ] = None,
) -> None:
    """Record that the customer asks something, on a closed case too. They are answered by when the rules say.

    Who asks to be called back (--subject call_back) may be called about it, however often they were called before.

    Example: caseledger case inquiry receive 1100117 --subject balance --channel email
    """
    known = known_case(act.session, case)
    command = ReceiveInquiry(subject, channel, known.person_id, text)
    act.carry_out(known.case_id, command, "The inquiry is recorded.")


def answer(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where the answer was given.")],
    inquiry: Annotated[
        int | None,
        typer.Option("--inquiry", metavar="N", help="Its number, as `case show` says. Default: the only one."),
    ] = None,
) -> None:
    """Record that the customer has their answer.

    Example: caseledger case inquiry answer 1100117 --channel email
    """
    known = case_now(act.session, case)
    number = the_one_meant(inquiry, known.state.inquiries.open(), "open inquiry", "--inquiry")
    act.carry_out(known.case_id, AnswerInquiry(number, channel), "The answer is recorded.")
