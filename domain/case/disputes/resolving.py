"""A dispute gets its answer in writing: who is right, and what stands of the claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case.allocation.money import covered_postings
from domain.case.allocation.state import Parts
from domain.case.allocation.waterfall import waterfall
from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.disputes.opened import open_dispute
from domain.case.disputes.state import DISPUTES, Dispute, DisputeOutcome, Disputes, DisputeStatus
from domain.case.holds.lifting import lifted
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ResolutionFields:
    """Which dispute, who is right, why (a short code such as ``meter_was_read``), and where the answer was written.

    ``stands_minor`` is what is left of all that is owed when the customer is right in part, else None.
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
    """The customer has an answer in writing, with its reasons.

    What falls of the claim, when the customer is right and something stands (``stands_minor``), is no longer owed: the
    four parts, by ``rule``. When all of it falls they are zero, and the case is closed by a person.
    """

    IS_ONE_WAY = True

    currency: str
    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    rule: str | None

    def sentence(self) -> str:
        """Who is right, and what stands."""
        stands = "" if self.stands_minor is None else f", {money_text(self.stands_minor, self.currency)} stands"
        return f"Dispute {self.dispute} answered by {self.channel}: {self.outcome}{stands} ({self.reason})"

    def postings(self) -> Sequence[Posting]:
        """What falls is owed no more."""
        parts = Parts(self.court_costs_minor, self.fees_minor, self.interest_minor, self.principal_minor)
        return covered_postings(parts, self.currency, Account.WRITTEN_OFF)


@CASE.decides(ResolveDispute)
def decide_resolve_dispute(state: CaseState, command: ResolveDispute, context: Context) -> Decision:
    """Once, in writing. Its hold ends with the answer; whether the case ends too, a person says."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    dispute = open_dispute(state, command.dispute, context)
    if isinstance(dispute, Refusal):
        return dispute
    if refusal := _refuse_answer(state, dispute, command):
        return refusal
    resolved = _resolved(state, dispute, command, context)
    if isinstance(resolved, Refusal):
        return resolved
    return [resolved, *lifted(CASE.evolve(state, resolved), dispute.hold, "dispute_resolved", context)]


def _resolved(
    state: CaseState, dispute: Dispute, command: ResolveDispute, context: Context
) -> DisputeResolved | Refusal:
    """The event: what falls of the claim is taken from its parts in the order in which money would cover them."""
    stands_minor = command.stands_minor
    if command.outcome is DisputeOutcome.UPHELD:
        stands_minor = dispute.undisputed_minor(state.outstanding_minor) or None
    falls_minor = 0 if stands_minor is None else state.outstanding_minor - stands_minor
    poured = waterfall(state, falls_minor, context.day(state.claim.jurisdiction))
    if isinstance(poured, Refusal):
        return poured
    parts, rule = poured
    return caused_by(
        command,
        DisputeResolved,
        stands_minor=stands_minor,
        currency=state.currency,
        court_costs_minor=parts.court_costs_minor,
        fees_minor=parts.fees_minor,
        interest_minor=parts.interest_minor,
        principal_minor=parts.principal_minor,
        rule=rule if falls_minor else None,
    )


def _refuse_answer(state: CaseState, dispute: Dispute, command: ResolveDispute) -> Refusal | None:
    if command.channel not in WRITTEN:
        written = ", ".join(sorted(WRITTEN))
        return Refusal("answer_not_in_writing", f"A dispute is answered with reasons that can be kept: by {written}.")
    in_part = command.outcome is DisputeOutcome.PARTLY_UPHELD
    if in_part != (command.stands_minor is not None):
        return Refusal("amount_invalid", "What stands of the claim is said when the customer is right in part.")
    least = max(dispute.undisputed_minor(state.outstanding_minor), 1)
    if in_part and not least <= (command.stands_minor or 0) < state.outstanding_minor:
        least_text, owed = (money_text(amount, state.currency) for amount in (least, state.outstanding_minor))
        return Refusal(
            "amount_invalid",
            f"What stands is of all that is owed, disputed or not: from {least_text} up to less than {owed}.",
        )
    return None


@DISPUTES.on(DisputeResolved)
def dispute_resolved(disputes: Disputes, event: DisputeResolved) -> Disputes:
    """It waits no more."""
    return disputes.changed(
        event.dispute, status=DisputeStatus.RESOLVED, outcome=event.outcome, stands_minor=event.stands_minor
    )
