"""A dispute gets its answer in writing: who is right, and what stands of the claim."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.case.contacts.contact import Channel
from domain.case.disputes.opened import open_dispute
from domain.case.disputes.state import DISPUTES, DisputeOutcome, Disputes, DisputeStatus
from domain.case.holds.lifting import lifted
from domain.case.state import CASE, CaseState, refuse_unless_open
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal

WRITTEN = frozenset({Channel.LETTER, Channel.EMAIL, Channel.MY_PAGE})
"""Channels on which the customer gets the reasoning to keep."""


@dataclass(frozen=True, slots=True)
class ResolutionFields:
    """Which dispute, who is right, why (a short code such as ``meter_was_read``), and where the answer was written.

    ``stands_minor`` is what is left of the claim when the customer is right in part, else None.
    """

    dispute: int
    outcome: DisputeOutcome
    stands_minor: int | None
    reason: Code
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class ResolveDispute(ResolutionFields, Command):
    """Record the answer that was given."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DisputeResolved(ResolutionFields, Event):
    """The customer has an answer in writing, with its reasons."""

    currency: str

    def sentence(self) -> str:
        """Who is right, and what stands."""
        stands = "" if self.stands_minor is None else f", {money_text(self.stands_minor, self.currency)} stands"
        return f"Dispute {self.dispute} answered by {self.channel}: {self.outcome}{stands} ({self.reason})"


@CASE.decides(ResolveDispute)
def decide_resolve_dispute(state: CaseState, command: ResolveDispute, context: Context) -> Decision:
    """Once, in writing. Its hold ends with the answer; whether the case ends too, a person says."""
    if refusal := refuse_unless_open(state):
        return refusal
    dispute = open_dispute(state, command.dispute)
    if isinstance(dispute, Refusal):
        return dispute
    if refusal := _refuse_answer(state, command):
        return refusal
    resolved = caused_by(command, DisputeResolved, currency=state.currency)
    return [resolved, *lifted(CASE.evolve(state, resolved), dispute.hold, "dispute_resolved", context)]


def _refuse_answer(state: CaseState, command: ResolveDispute) -> Refusal | None:
    if command.channel not in WRITTEN:
        written = ", ".join(sorted(WRITTEN))
        return Refusal("answer_not_in_writing", f"A dispute is answered with reasons that can be kept: by {written}.")
    in_part = command.outcome is DisputeOutcome.PARTLY_UPHELD
    if in_part != (command.stands_minor is not None):
        return Refusal("amount_invalid", "What stands of the claim is said when the customer is right in part.")
    if in_part and not 0 < (command.stands_minor or 0) < state.outstanding_minor:
        owed = money_text(state.outstanding_minor, state.currency)
        return Refusal("amount_invalid", f"What stands in part is an amount above zero and below the {owed} owed.")
    return None


@DISPUTES.on(DisputeResolved)
def dispute_resolved(disputes: Disputes, event: DisputeResolved) -> Disputes:
    """It waits no more."""
    dispute = disputes.by_number.get(event.dispute)
    if dispute is None:
        return disputes
    return disputes.with_one(
        event.dispute,
        replace(dispute, status=DisputeStatus.RESOLVED, outcome=event.outcome, stands_minor=event.stands_minor),
    )
