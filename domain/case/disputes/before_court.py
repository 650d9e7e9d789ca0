"""What is contested before a court is a dispute like any other, and the court answers it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.disputes.state import DISPUTES, Dispute, DisputeOutcome, Disputes, DisputeStatus
from domain.case.holds.lifting import lifted
from domain.case.legal.contesting import LegalActionContested
from domain.case.legal.state import HEARS_BOTH
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class DisputeDecidedInCourt(Event):
    """The court has answered dispute number ``dispute``: who is right about the claim."""

    dispute: int
    outcome: DisputeOutcome

    def sentence(self) -> str:
        """Which one, and who is right."""
        return f"Dispute {self.dispute} decided by the court: {self.outcome}"


def before_court(state: CaseState) -> list[int]:
    """The disputes that the court of the latest legal action decides: what was contested there, and all that was
    disputed where the court hears both sides."""
    hears_both = state.legal.forum in HEARS_BOTH
    return [number for number in state.disputes.open() if hears_both or number == state.legal.contested_as]


def decided_in_court(
    state: CaseState, numbers: list[int], outcome: DisputeOutcome, reason: str, context: Context
) -> list[Event]:
    """The answer to each of them; its hold ends with it."""
    events: list[Event] = []
    for number in numbers:
        now = CASE.evolve_all(state, events)
        decided = DisputeDecidedInCourt(number, outcome)
        hold = now.disputes.by_number[number].hold
        events += [decided, *lifted(CASE.evolve(now, decided), hold, reason, context)]
    return events


@DISPUTES.on(LegalActionContested)
def legal_action_contested(disputes: Disputes, event: LegalActionContested) -> Disputes:
    """One more, which the court answers in its own time. The customer was there."""
    return disputes.with_one(event.dispute, Dispute(event.reason, None, event.hold, None, None, is_acknowledged=True))


@DISPUTES.on(DisputeDecidedInCourt)
def dispute_decided_in_court(disputes: Disputes, event: DisputeDecidedInCourt) -> Disputes:
    """It waits no more."""
    return disputes.changed(event.dispute, status=DisputeStatus.RESOLVED, outcome=event.outcome)
