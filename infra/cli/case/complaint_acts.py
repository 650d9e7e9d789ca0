"""``caseledger case complaint receive|acknowledge|answer|dissatisfaction CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.complaints.acknowledging import AcknowledgeComplaint
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.dissatisfaction import RecordDissatisfaction
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel
from infra.cli.acting import Act
from infra.cli.case.known_case import CaseNow, case_now, known_case, the_one_meant
from infra.cli.options import CaseName

Subject = Annotated[ComplaintSubject, typer.Option(help="What the customer is not content with.")]
WhereSaid = Annotated[Channel, typer.Option(help="Where the customer said so.")]
WhichComplaint = Annotated[
    int | None, typer.Option("--complaint", metavar="N", help="Its number, as `case show` says. Default: the only one.")
]


def receive(
    case: CaseName,
    act: Act,
    subject: Subject,
    channel: WhereSaid,
    text: Annotated[str, typer.Option(help="What the customer says. It is kept sealed.")],
) -> None:
    """Record a complaint, on a closed case too. An open case is on hold until there is a final response.

    Example: caseledger case complaint receive 1100117 --subject contact_frequency --channel phone --text "Every day"
    """
    known = known_case(act.session, case)
    command = ReceiveComplaint(subject, channel, known.person_id, text)
    act.carry_out(known.case_id, command, "The complaint is recorded.")


def acknowledge(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where the customer was told.")],
    complaint: WhichComplaint = None,
) -> None:
    """Record that the customer was told that the complaint is here.

    Example: caseledger case complaint acknowledge 1100117 --channel email
    """
    known = case_now(act.session, case)
    act.carry_out(known.case_id, AcknowledgeComplaint(_which(known, complaint), channel), "It is recorded.")


def answer(
    case: CaseName,
    act: Act,
    outcome: Annotated[ComplaintOutcome, typer.Option(help="Whether the customer is right.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as called_too_often.")],
    channel: Annotated[Channel, typer.Option(help="Where it was written: letter, email or my_page.")],
    complaint: WhichComplaint = None,
) -> None:
    """Record the final response to a complaint. With the last one that is answered, the hold ends.

    Example: caseledger case complaint answer 1100117 --outcome upheld --reason called_too_often --channel letter
    """
    known = case_now(act.session, case)
    command = AnswerComplaint(_which(known, complaint), outcome, reason, channel)
    act.carry_out(known.case_id, command, "The final response is recorded.")


def dissatisfaction(case: CaseName, act: Act, subject: Subject, channel: WhereSaid) -> None:
    """Record that the customer was not content, and wants no answer beyond the one they got. It is no complaint.

    Example: caseledger case complaint dissatisfaction 1100117 --subject fees --channel chat
    """
    known = known_case(act.session, case)
    command = RecordDissatisfaction(subject, channel, known.person_id)
    act.carry_out(known.case_id, command, "It is recorded.")


def _which(known: CaseNow, complaint: int | None) -> int:
    return the_one_meant(complaint, known.state.complaints.open(), "open complaint", "--complaint")
