"""The customer is warned that the claim will be collected (NO inkassovarsel, DK påkravsskrivelse)."""

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
class SendCollectionNotice(SendNotice):
    """Send a collection notice."""


@CASE.event
@dataclass(frozen=True, slots=True)
class CollectionNoticeSent(NoticeSent):
    """A collection notice went out."""

    KIND = NoticeKind.COLLECTION_NOTICE
    MOVES_TO = Stage.NOTICE


@CASE.decides(SendCollectionNotice)
def decide_send_collection_notice(state: CaseState, command: SendCollectionNotice, context: Context) -> Decision:
    """It gives the time that the law of the country wants, in which nothing is added for collecting."""
    said = written(state, command, CollectionNoticeSent, context)
    if isinstance(said, Refusal):
        return said
    return [*said.interest, caused_by(command, CollectionNoticeSent, **said.fields), said.deadline]
