"""The agency demands payment (NO betalingsoppfordring, SE inkassokrav, FI maksuvaatimus)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.contacts.contact import Channel
from domain.case.notices.letter import NoticeSent, SendNotice
from domain.case.notices.rules import LetterOf, Rows, row_that_wants_paper
from domain.case.notices.state import NoticeKind
from domain.case.notices.timing import refuse_unless_reminded
from domain.case.notices.writing import written
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import caused_by
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import DEMAND_EARLIEST
from domain.law.policies import NOTICES_BEFORE_DEMAND
from domain.law.table import LawRow
from domain.law.values import Letters


@CASE.command
@dataclass(frozen=True, slots=True)
class SendPaymentDemand(SendNotice):
    """Send a payment demand."""


@CASE.event
@dataclass(frozen=True, slots=True)
class PaymentDemandSent(NoticeSent):
    """A payment demand went out."""

    KIND = NoticeKind.PAYMENT_DEMAND
    MOVES_TO = Stage.DEMAND


@CASE.decides(SendPaymentDemand)
def decide_send_payment_demand(state: CaseState, command: SendPaymentDemand, context: Context) -> Decision:
    """After what the law of the country wants to come before it: a notice, a reminder, or nothing."""
    said = written(state, command, PaymentDemandSent, context, _further)
    if isinstance(said, Refusal):
        return said
    return [*said.interest, caused_by(command, PaymentDemandSent, **said.fields), said.deadline]


def _further(state: CaseState, command: SendNotice, letter: LetterOf) -> Rows | Refusal:
    notice = _noticed(state, letter)
    if isinstance(notice, Refusal):
        return notice
    reminder = letter.row(DEMAND_EARLIEST)
    if isinstance(reminder, Refusal):
        return (notice,)
    if refusal := refuse_unless_reminded(reminder, state, letter.day) or _refuse_way(command, letter):
        return refusal
    return (notice, reminder)


def _noticed(state: CaseState, letter: LetterOf) -> LawRow[Letters] | Refusal:
    """The row that says how many notices come first, when so many have arrived."""
    row = letter.row(NOTICES_BEFORE_DEMAND)
    if isinstance(row, Refusal) or len(state.notices.arrived(NoticeKind.COLLECTION_NOTICE)) >= row.value.count:
        return row
    return Refusal(
        "notice_missing",
        "A collection notice comes before a payment demand, and its time to pay has passed by then. Send one with "
        "`caseledger case notice send CASE --kind collection_notice --object-to TEXT`.",
        row.rule_id,
    )


def _refuse_way(command: SendNotice, letter: LetterOf) -> Refusal | None:
    paper = row_that_wants_paper(letter)
    if paper is None or command.channel is Channel.LETTER:
        return None
    return Refusal(
        "demand_not_by_letter",
        "A payment demand goes by letter here: another way needs a consent of the debtor of its own.",
        paper.rule_id,
    )
