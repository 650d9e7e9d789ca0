"""What becomes of a letter on its way: it arrives, or it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.case.deadlines.withdrawing import COUNTS, DeadlineWithdrawn
from domain.case.notices.state import NOTICES, Notice, Notices, NoticeStatus
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


class ReturnReason(StrEnum):
    """Why a letter came back."""

    MOVED = "moved"
    UNKNOWN_AT_ADDRESS = "unknown_at_address"
    NO_SUCH_ADDRESS = "no_such_address"
    NOT_COLLECTED = "not_collected"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeliveryFields:
    """The number of the letter."""

    notice: int


@dataclass(frozen=True, slots=True)
class ReturnFields(DeliveryFields):
    """Why it came back."""

    reason: ReturnReason


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordDelivery(DeliveryFields, Command):
    """The letter arrived."""


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordReturn(ReturnFields, Command):
    """The letter came back."""


@CASE.event
@dataclass(frozen=True, slots=True)
class NoticeDelivered(DeliveryFields, Event):
    """The letter arrived."""

    def sentence(self) -> str:
        """Which one."""
        return f"Letter {self.notice} arrived"


@CASE.event
@dataclass(frozen=True, slots=True)
class NoticeReturned(ReturnFields, Event):
    """The letter came back. Somebody finds where the customer lives; no other letter follows until it is sent again."""

    def sentence(self) -> str:
        """Which one, why, and what is to be done."""
        return f"Letter {self.notice} came back ({self.reason}): find the address, and send it again"


@CASE.decides(RecordDelivery)
def decide_record_delivery(state: CaseState, command: RecordDelivery, context: Context) -> Decision:
    """Of a letter of which nothing is known yet; on a closed case too."""
    notice = _on_its_way(state, command.notice, context)
    return notice if isinstance(notice, Refusal) else [caused_by(command, NoticeDelivered)]


@CASE.decides(RecordReturn)
def decide_record_return(state: CaseState, command: RecordReturn, context: Context) -> Decision:
    """Of a letter of which nothing is known yet. Who never had the letter is not late by its deadline."""
    notice = _on_its_way(state, command.notice, context)
    if isinstance(notice, Refusal):
        return notice
    return [caused_by(command, NoticeReturned), *_withdrawn(state, notice)]


def _withdrawn(state: CaseState, notice: Notice) -> Sequence[Event]:
    deadline = state.deadlines.by_number.get(notice.deadline)
    if deadline is None or deadline.status not in COUNTS:
        return ()
    return (DeadlineWithdrawn(notice.deadline, deadline.kind),)


def _on_its_way(state: CaseState, number: int, context: Context) -> Notice | Refusal:
    """The letter of that number, or why nothing can be said about it."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    notice = state.notices.by_number.get(number)
    if notice is None:
        return Refusal("notice_unknown", f"The case has no letter number {number}.")
    if notice.status is not NoticeStatus.SENT:
        return Refusal("notice_settled", f"Of letter {number} it is known already: {notice.status}.")
    if context.day(state.claim.jurisdiction) < notice.sent_on:
        return Refusal("happened_before_the_letter", "The letter had not been sent when this is said to have happened.")
    return notice


@NOTICES.on(NoticeDelivered)
def notice_delivered(notices: Notices, event: NoticeDelivered) -> Notices:
    """It is there."""
    return notices.changed(event.notice, status=NoticeStatus.DELIVERED)


@NOTICES.on(NoticeReturned)
def notice_returned(notices: Notices, event: NoticeReturned) -> Notices:
    """Nobody has read it."""
    return notices.changed(event.notice, status=NoticeStatus.RETURNED)
