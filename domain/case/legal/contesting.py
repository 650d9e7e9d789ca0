"""The debtor contests the claim before the court: it is disputed until the court has decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import HoldFields, placed
from domain.case.holds.review import refuse_review
from domain.case.legal.escalating import refuse_day
from domain.case.legal.state import LEGAL, Legal
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ContestFields:
    """On which day, and why: a short code such as ``goods_never_came``."""

    contested_on: date
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class ContestLegalAction(ContestFields, Command):
    """Record that the debtor contested it. Somebody looks at the hold that comes with it again by ``review_by``."""

    review_by: date


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionContested(ContestFields, Event):
    """The debtor contests the claim before the court: that is dispute number ``dispute``, and ``hold`` is its hold."""

    action: int
    dispute: int
    hold: int

    MOVES_TO = Stage.LEGAL_FILED

    def sentence(self) -> str:
        """Why."""
        return f"Legal action {self.action} contested (dispute {self.dispute}): {self.reason}"


@CASE.decides(ContestLegalAction)
def decide_contest_legal_action(state: CaseState, command: ContestLegalAction, context: Context) -> Decision:
    """Once, while the court has not decided. It stops what a dispute stops."""
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, LegalActionContested)
        or refuse_day(state, command.contested_on, context, not_before=state.legal.started_on)
        or refuse_review(state, command.review_by, context)
    ):
        return refusal
    if state.legal.contested_as:
        return Refusal("legal_action_already_contested", "The debtor has contested this action already.")
    contested = caused_by(
        command,
        LegalActionContested,
        action=state.legal.actions,
        dispute=state.disputes.next_number,
        hold=state.holds.next_number,
    )
    fields = HoldFields(HoldType.DISPUTE, "contested_in_court", command.review_by)
    return [contested, *placed(CASE.evolve(state, contested), fields, context)]


@LEGAL.on(LegalActionContested)
def legal_action_contested(legal: Legal, event: LegalActionContested) -> Legal:
    """The court answers the dispute of that number."""
    return changed(legal, contested_as=event.dispute)
