"""``caseledger case notice send|delivered|returned CASE …``: letters that ask for the claim, and how they fare."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from domain.case.contacts.contact import Channel
from domain.case.notices.arriving import RecordDelivery, RecordReturn, ReturnReason
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.letter import SendNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.notices.state import NoticeKind, NoticeStatus
from infra.cli.acting import Act
from infra.cli.case.known_case import CaseNow, case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.times import read_day

WhichLetter = Annotated[
    int | None,
    typer.Option("--notice", metavar="N", help="Its number. Default: the only one of which nothing is known."),
]


def send(
    case: CaseName,
    act: Act,
    kind: Annotated[NoticeKind, typer.Option(help="Which letter.")],
    object_to: Annotated[
        str,
        typer.Option(
            envvar="CASELEDGER_OBJECT_TO",
            help="Whom the customer writes to or calls who objects, as the letter says it.",
        ),
    ],
    channel: Annotated[Channel, typer.Option(help="How it is sent.")] = Channel.LETTER,
    pay_by: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day to pay or to object. Default: the first that the rules allow."),
    ] = None,
    person: Annotated[UUID | None, typer.Option(help="To which debtor. Default: the main one.")] = None,
) -> None:
    """Record that a letter goes out that asks for the claim. The rules of the country say when it may, and it sets a
    deadline. `caseledger case notice show` writes its text.

    Example: caseledger case notice send 1100117 --kind payment_demand --object-to "Norr Inkasso, Box 12, Östersund"
    """
    known = known_case(act.session, case)
    last_day = None if pay_by is None else read_day(pay_by, "--pay-by")
    command = _command_of(kind)(channel, person or known.person_id, object_to, last_day)
    act.carry_out(known.case_id, command, "The letter is recorded, and its deadline runs.")


def delivered(case: CaseName, act: Act, notice: WhichLetter = None) -> None:
    """Record that a letter arrived.

    Example: caseledger case notice delivered 1100117
    """
    known = case_now(act.session, case)
    act.carry_out(known.case_id, RecordDelivery(_which(known, notice)), "It is recorded.")


def returned(
    case: CaseName,
    act: Act,
    reason: Annotated[ReturnReason, typer.Option(help="Why it came back.")],
    notice: WhichLetter = None,
) -> None:
    """Record that a letter came back. Its deadline no longer counts; find the address, and send the letter again.

    Example: caseledger case notice returned 1100117 --reason moved
    """
    known = case_now(act.session, case)
    done = "It is recorded. Who never had the letter is not late: its deadline is withdrawn."
    act.carry_out(known.case_id, RecordReturn(_which(known, notice), reason), done)


def _command_of(kind: NoticeKind) -> type[SendNotice]:
    match kind:
        case NoticeKind.REMINDER:
            return SendReminder
        case NoticeKind.COLLECTION_NOTICE:
            return SendCollectionNotice
        case NoticeKind.PAYMENT_DEMAND:
            return SendPaymentDemand
        case NoticeKind.LEGAL_NOTICE:
            return SendLegalNotice


def _which(known: CaseNow, notice: int | None) -> int:
    on_their_way = known.state.notices.of_status(NoticeStatus.SENT)
    return the_one_meant(notice, on_their_way, "letter on its way", "--notice")
