"""By hand, a large payment is said to have left again by two people. What the bank says itself needs nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.approval import ApprovalKind
from domain.kernel.calendar import AGENCY_CALENDAR, CALENDAR_OF_CURRENCY
from domain.kernel.decision import Context, Decision
from domain.kernel.four_eyes import (
    FOUR_EYES,
    Approve,
    Approved,
    Decline,
    Declined,
    Requested,
    approvable,
    new_request,
    refuse_declining,
)
from domain.kernel.limits import Code
from domain.kernel.message import caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import REVERSED_ALONE_UP_TO
from domain.payment.limits import least_limit
from domain.payment.reversal.reversing import ReversePayment, refuse_reversal, reversed_on
from domain.payment.state import PAYMENT, PaymentState, refuse_unless_known


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ReversalRequested(Requested):
    """Somebody says that the money of the payment has left the client account again."""

    KIND = ApprovalKind.REVERSAL

    reason: Code
    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How much, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Request {self.number}: reverse the payment of {amount} ({self.reason}); another person must approve it"


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ApproveReversal(Approve):
    """Approve that a payment is reversed as it was asked for."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ReversalApproved(Approved):
    """Another person agrees that the money has left."""

    KIND = ApprovalKind.REVERSAL


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class DeclineReversal(Decline):
    """Decline that a payment is reversed, or withdraw one's own request."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ReversalDeclined(Declined):
    """The money stays where it is."""

    KIND = ApprovalKind.REVERSAL


@PAYMENT.decides(ReversePayment)
def decide_reverse_payment(state: PaymentState, command: ReversePayment, context: Context) -> Decision:
    """At once what the bank says, and what is small; what else a person says is asked for, and so is any amount in a
    currency that has no limit."""
    if refusal := refuse_reversal(state, context):
        return refusal
    if context.actor.kind != "user":
        return reversed_on(state, command.reason, _today(state, context))
    limit = least_limit(REVERSED_ALONE_UP_TO, state.receipt.currency, context.occurred_at)
    if limit and state.receipt.amount_minor <= limit.value.minor:
        return reversed_on(state, command.reason, _today(state, context))
    rules = (limit.rule_id if limit else FOUR_EYES,)
    request = new_request(state.requests, ReversalRequested, rules, _calendar(state), context)
    if isinstance(request, Refusal):
        return request
    received = {"currency": state.receipt.currency, "amount_minor": state.receipt.amount_minor}
    return [caused_by(command, ReversalRequested, **received, **request)]


@PAYMENT.decides(ApproveReversal)
def decide_approve_reversal(state: PaymentState, command: ApproveReversal, context: Context) -> Decision:
    """By somebody else than who asked, while the payment can still be reversed."""
    if refusal := refuse_unless_known(state):
        return refusal
    request = approvable(state.requests, command, ReversalRequested, context)
    if isinstance(request, Refusal):
        return request
    if refusal := refuse_reversal(state, context):
        return refusal
    approved = caused_by(command, ReversalApproved, approved_by=context.actor.id, is_enough=request.is_enough)
    return [approved, *reversed_on(state, request.asked.reason, _today(state, context))]


@PAYMENT.decides(DeclineReversal)
def decide_decline_reversal(state: PaymentState, command: DeclineReversal, context: Context) -> Decision:
    """While it waits."""
    if refusal := refuse_unless_known(state):
        return refusal
    if refusal := refuse_declining(state.requests, command, ReversalRequested, context):
        return refusal
    return [caused_by(command, ReversalDeclined, declined_by=context.actor.id)]


def _calendar(state: PaymentState) -> str:
    return CALENDAR_OF_CURRENCY.get(state.receipt.currency, AGENCY_CALENDAR)


def _today(state: PaymentState, context: Context) -> date:
    return context.day(_calendar(state))
