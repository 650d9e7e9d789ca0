"""A fee is waived: it was charged wrongly, or out of kindness it is not asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case.allocation.allocating import after_payment
from domain.case.charges.fees_state import FEES, FeeKind, Fees, FeeStatus
from domain.case.closure.closing import Outcome
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class WaiverFields:
    """Which fee, by its number, and why: a short code such as ``charged_in_error``."""

    fee: int
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class WaiveFee(WaiverFields, Command):
    """Waive it."""


@CASE.event
@dataclass(frozen=True, slots=True)
class FeeWaived(WaiverFields, Event):
    """The mirror of its ``FeeCharged``: it was never owed."""

    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How much, and why."""
        return f"Fee {self.fee} waived: {money_text(self.amount_minor, self.currency)} ({self.reason})"

    def postings(self) -> Sequence[Posting]:
        """As if it had not been charged."""
        return transfer(Account.ADDED_SINCE, RECEIVABLES["fees"], self.amount_minor, self.currency)


@CASE.decides(WaiveFee)
def decide_waive_fee(state: CaseState, command: WaiveFee, context: Context) -> Decision:
    """On an open case, a fee that is still owed. What has been paid of it is not given back like this."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    fee = state.fees.by_number.get(command.fee)
    if fee is None or fee.status is FeeStatus.WAIVED:
        return Refusal("fee_unknown", f"The case has no fee number {command.fee} that could be waived.")
    if fee.amount_minor > state.balance.owed("fees"):
        return Refusal("fee_paid", f"Fee {command.fee} has been paid, in part at least, and cannot be waived any more.")
    waived = caused_by(command, FeeWaived, currency=state.currency, amount_minor=fee.amount_minor)
    return [waived, *after_payment(CASE.evolve(state, waived), context, Outcome.PAID_IN_FULL)]


def plan_fees_lapsed(state: CaseState) -> list[Event]:
    """NO inkassoforskriften § 2-4: the fee of a plan is owed no more when the case goes to court, as far as it is still
    owed whole."""
    left_minor, events = state.balance.owed("fees"), list[Event]()
    for number, fee in state.fees.of_status(FeeStatus.CHARGED).items():
        if state.claim.jurisdiction == "NO" and fee.kind is FeeKind.PLAN and fee.amount_minor <= left_minor:
            events.append(FeeWaived(number, "case_goes_to_court", state.currency, fee.amount_minor))
            left_minor -= fee.amount_minor
    return events


@FEES.on(FeeWaived)
def fee_waived(fees: Fees, event: FeeWaived) -> Fees:
    """It is owed no more."""
    return fees.changed(event.fee, status=FeeStatus.WAIVED)
