"""What nobody does alone: one asks for it, another approves it, and with that it is done; or it is declined.

Each such act has five small messages of its own: what was requested, and how it is approved and declined. Here is what
they have in common. Whoever gives the act's own command causes the request where the act is above its limit. The
decision on the approval is the decision on the act, taken again as things stand by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from domain.kernel.aggregate import Slice
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.numbered import Numbered
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import REQUEST_LAPSES
from domain.law.rule_text import named_rule
from domain.law.table import row_in_force

FOUR_EYES = named_rule(
    "policy.four_eyes", "what needs a second person is approved by a person, and not by the one who asked for it"
)


@dataclass(frozen=True, slots=True)
class Requested(Event):
    """Somebody asked for something that waits for others. ``number`` counts the requests on the aggregate from 1.

    By ``rules``, ``approvals_needed`` other people must say yes before ``lapses_at`` (UTC); after that nobody can.
    """

    KIND: ClassVar[ApprovalKind]
    number: int
    requested_by: str
    approvals_needed: int
    lapses_at: datetime
    rules: tuple[str, ...]

    def approval(self) -> Approval:
        """It waits."""
        money: tuple[str | None, int | None] = (getattr(self, "currency", None), getattr(self, "amount_minor", None))
        reason: str | None = getattr(self, "reason", None)
        return Approval(self.KIND, str(self.number), ApprovalStep.ASKED, *money, reason, self.lapses_at)


@dataclass(frozen=True, slots=True)
class Approve(Command):
    """Approve a request, by its number."""

    number: int

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"number": state.requests.next_number - 1}


@dataclass(frozen=True, slots=True)
class Decline(Command):
    """Decline a request, or withdraw one's own. ``reason`` is a short code such as ``customer_pays``."""

    number: int
    reason: Code

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"number": state.requests.next_number - 1}


@dataclass(frozen=True, slots=True)
class Approved(Event):
    """Somebody else than who asked said yes. ``is_enough``: what was asked for follows; else one more must."""

    KIND: ClassVar[ApprovalKind]
    number: int
    approved_by: str
    is_enough: bool

    def approval(self) -> Approval:
        """One more has said yes."""
        step = ApprovalStep.APPROVED if self.is_enough else ApprovalStep.SAID_YES
        return Approval(self.KIND, str(self.number), step)

    def sentence(self) -> str:
        """Which, and whether that is enough."""
        rest = "" if self.is_enough else "; one more person must approve it"
        return f"Request {self.number} ({self.KIND}) approved{rest}"


@dataclass(frozen=True, slots=True)
class Declined(Event):
    """Somebody said no, or whoever asked does not want it any more: nothing comes of the request."""

    KIND: ClassVar[ApprovalKind]
    number: int
    reason: Code
    declined_by: str

    def approval(self) -> Approval:
        """It is over."""
        return Approval(self.KIND, str(self.number), ApprovalStep.OVER)

    def sentence(self) -> str:
        """Which, and why."""
        return f"Request {self.number} ({self.KIND}) declined: {self.reason}"


class RequestStatus(StrEnum):
    """How a request stands. One that waits past its time has lapsed: no event says so, for it says so itself."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Request:
    """What was ``asked``, and the ids of who has said yes."""

    asked: Requested
    approved_by: tuple[str, ...] = ()
    status: RequestStatus = RequestStatus.WAITING


@dataclass(frozen=True, slots=True)
class Requests(Numbered[Request]):
    """All there ever were on an aggregate, by number."""

    def waiting(self, asked: type[Requested], at: datetime) -> int | None:
        """The number of the one of this type that waits at ``at`` (UTC); None: none does."""
        found = self.of_status(RequestStatus.WAITING).items()
        return next((n for n, one in found if isinstance(one.asked, asked) and at < one.asked.lapses_at), None)


def requests_slice() -> Slice[Requests]:
    """The slice ``requests`` of a state: how requests of any type stand on it."""
    requests: Slice[Requests] = Slice(Requests())

    @requests.when(lambda event_type: issubclass(event_type, Requested))
    def asked(before: Requests, event: Any) -> Requests:
        return before.with_one(event.number, Request(event))

    @requests.when(lambda event_type: issubclass(event_type, Approved))
    def approved(before: Requests, event: Any) -> Requests:
        one = before.by_number.get(event.number)
        if one is None:
            return before
        status = RequestStatus.APPROVED if event.is_enough else one.status
        return before.with_one(
            event.number, changed(one, status=status, approved_by=(*one.approved_by, event.approved_by))
        )

    @requests.when(lambda event_type: issubclass(event_type, Declined))
    def declined(before: Requests, event: Any) -> Requests:
        return before.changed(event.number, status=RequestStatus.DECLINED)

    return requests


def new_request(
    requests: Requests,
    asked: type[Requested],
    rules: tuple[str, ...],
    jurisdiction: str,
    context: Context,
    approvals_needed: int = 1,
) -> dict[str, Any] | Refusal:
    """The fields that every request has, by ``rules`` and the policy on when it lapses by the days of ``jurisdiction``.

    Refusal: the same waits already, for it is not asked for twice at a time; or nothing says when it lapses.
    """
    if number := requests.waiting(asked, context.occurred_at):
        return Refusal(
            "requested_already",
            f"Request {number} waits for a second person. Whoever asked can withdraw it with `caseledger approvals "
            "decline`, and ask again.",
            FOUR_EYES,
        )
    today = context.day(jurisdiction)
    row = row_in_force(REQUEST_LAPSES, jurisdiction, today)
    if isinstance(row, Refusal):
        return row
    return {
        "number": requests.next_number,
        "requested_by": context.actor.id,
        "approvals_needed": approvals_needed,
        "lapses_at": end_of_day(today + timedelta(days=row.value.count), jurisdiction),
        "rules": (*rules, row.rule_id),
    }


SomeRequested = TypeVar("SomeRequested", bound=Requested)


@dataclass(frozen=True, slots=True)
class Approvable(Generic[SomeRequested]):
    """What was ``asked`` for, of whom may approve it. ``is_enough``: with this approval it is done."""

    asked: SomeRequested
    is_enough: bool


def approvable(
    requests: Requests, command: Approve, asked: type[SomeRequested], context: Context
) -> Approvable[SomeRequested] | Refusal:
    """The request that a person approves who has had no part in it, or why they cannot."""
    one = _waiting(requests, command.number, context)
    if isinstance(one, Refusal):
        return one
    if not isinstance(one.asked, asked):
        return _not_waiting(command.number)
    if refusal := _refuse_person(one, context):
        return refusal
    return Approvable(one.asked, len(one.approved_by) + 1 >= one.asked.approvals_needed)


def refuse_declining(requests: Requests, command: Decline, asked: type[Requested], context: Context) -> Refusal | None:
    """Why a request cannot be declined by who does, or None: by a person, or by the one who asked."""
    one = _waiting(requests, command.number, context)
    if isinstance(one, Refusal):
        return one
    if not isinstance(one.asked, asked):
        return _not_waiting(command.number)
    if context.actor.kind != "user" and context.actor.id != one.asked.requested_by:
        return Refusal("person_needed", "A request is declined by a person.", FOUR_EYES)
    return None


def _waiting(requests: Requests, number: int, context: Context) -> Request | Refusal:
    one = requests.by_number.get(number)
    if one is None or one.status is not RequestStatus.WAITING:
        return _not_waiting(number)
    if context.occurred_at >= one.asked.lapses_at:
        return Refusal(
            "request_lapsed", "Nobody approved the request in its time. It can be made again.", one.asked.rules[-1]
        )
    return one


def _not_waiting(number: int) -> Refusal:
    return Refusal("request_not_waiting", f"No request {number} of this kind waits for an answer.")


def _refuse_person(one: Request, context: Context) -> Refusal | None:
    if context.actor.kind != "user":
        return Refusal("person_needed", "A request is approved by a person.", FOUR_EYES)
    if context.actor.id == one.asked.requested_by:
        return Refusal("second_person_needed", "A request is approved by somebody else than who asked.", FOUR_EYES)
    if context.actor.id in one.approved_by:
        return Refusal(
            "second_person_needed", "So much is approved by two, and you are one of them already.", one.asked.rules[0]
        )
    return None
