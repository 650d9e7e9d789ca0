"""The kinds of requests that one person makes and another decides on: what each is of, and with which commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from domain.case.closure.requesting import ApproveClosure, DeclineClosure
from domain.kernel.approval import ApprovalKind
from domain.kernel.four_eyes import Approve, Decline
from domain.payment.reversal.requesting import ApproveReversal, DeclineReversal
from domain.person.erasure.requesting import ApproveErasure, DeclineErasure
from domain.person.unsealing.requesting import ApprovePersonalData, DeclinePersonalData
from infra.cli.case.resolve import id_from
from infra.cli.failures import CannotBeUsed
from infra.cli.session import Session


class RequestKind(StrEnum):
    """What is asked for: those approvals that are given and declined with the same two commands."""

    CLOSURE = ApprovalKind.CLOSURE.value
    REVERSAL = ApprovalKind.REVERSAL.value
    ERASURE = ApprovalKind.ERASURE.value
    PERSONAL_DATA = ApprovalKind.PERSONAL_DATA.value


def _case(session: Session, name: str) -> UUID:
    from infra.cli.case.known_case import known_case

    return known_case(session, name).case_id


def _payment(session: Session, name: str) -> UUID:
    from infra.cli.case.resolve import payment_id_from

    return payment_id_from(name)


def _person(_: Session, name: str) -> UUID:
    if identifier := id_from(name):
        return identifier
    raise CannotBeUsed("A person is named by their id: `caseledger person find` says it.")


NAMED: Mapping[RequestKind, Callable[[Session, str], UUID]] = {
    RequestKind.CLOSURE: _case,
    RequestKind.REVERSAL: _payment,
    RequestKind.ERASURE: _person,
    RequestKind.PERSONAL_DATA: _person,
}
"""What gives the id of what a request is of, by the name that a person types; raises NotFound, and as looking it up."""
APPROVE: Mapping[RequestKind, type[Approve]] = {
    RequestKind.CLOSURE: ApproveClosure,
    RequestKind.REVERSAL: ApproveReversal,
    RequestKind.ERASURE: ApproveErasure,
    RequestKind.PERSONAL_DATA: ApprovePersonalData,
}
DECLINE: Mapping[RequestKind, type[Decline]] = {
    RequestKind.CLOSURE: DeclineClosure,
    RequestKind.REVERSAL: DeclineReversal,
    RequestKind.ERASURE: DeclineErasure,
    RequestKind.PERSONAL_DATA: DeclinePersonalData,
}

KindGiven = Annotated[RequestKind, typer.Argument(metavar="KIND", help="What is asked for, as the list shows it.")]
OfWhat = Annotated[str, typer.Argument(metavar="OF", help="The case, payment or person that it is of.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Which request of it.")]
