"""The customer is told that the claim goes to court or to the enforcement authority unless they pay or object."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.legal.worth import row_of_worth
from domain.case.notices.letter import NoticeSent, SendNotice
from domain.case.notices.rules import LetterOf, Rows
from domain.case.notices.state import NoticeKind
from domain.case.notices.writing import written
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import caused_by
from domain.kernel.refusal import Refusal


@CASE.command
@dataclass(frozen=True, slots=True)
class SendLegalNotice(SendNotice):
    """Send a notice of legal action."""


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalNoticeSent(NoticeSent):
    """A notice of legal action went out."""

    KIND = NoticeKind.LEGAL_NOTICE
    MOVES_TO = Stage.LEGAL_NOTICE


@CASE.decides(SendLegalNotice)
def decide_send_legal_notice(state: CaseState, command: SendLegalNotice, context: Context) -> Decision:
    """After a payment demand whose time and grace are over, of a debt that is worth a court."""
    said = written(state, command, LegalNoticeSent, context, _further)
    if isinstance(said, Refusal):
        return said
    return [*said.interest, caused_by(command, LegalNoticeSent, **said.fields), said.deadline]


def _further(state: CaseState, command: SendNotice, letter: LetterOf) -> Rows | Refusal:
    row = row_of_worth(state, letter.day)
    return row if isinstance(row, Refusal) else (row,)
