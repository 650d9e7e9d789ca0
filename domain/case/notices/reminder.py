"""The customer is reminded that the claim is due: the mildest letter, which may come more than once."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.notices.letter import NoticeSent, SendNotice
from domain.case.notices.state import NoticeKind
from domain.case.notices.writing import written
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import caused_by
from domain.kernel.refusal import Refusal


@CASE.command
@dataclass(frozen=True, slots=True)
class SendReminder(SendNotice):
    """Send a reminder."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ReminderSent(NoticeSent):
    """A reminder went out."""

    KIND = NoticeKind.REMINDER
    MOVES_TO = Stage.REMINDER


@CASE.decides(SendReminder)
def decide_send_reminder(state: CaseState, command: SendReminder, context: Context) -> Decision:
    """After the due date, on a case that has been validated; again after its time and the gap between letters."""
    said = written(state, command, ReminderSent, context)
    if isinstance(said, Refusal):
        return said
    return [*said.interest, caused_by(command, ReminderSent, **said.fields), said.deadline]
