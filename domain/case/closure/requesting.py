"""A case is closed with much still owed: one person asks for it, and another approves it. Small sums need one only."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.closure.closing import CaseClosed, CloseCase, Outcome, closing, refuse_ending
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.approval import ApprovalKind
from domain.kernel.decision import Context, Decision
from domain.kernel.four_eyes import (
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
from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import GIVEN_UP_ALONE_UP_TO, GIVEN_UP_BY_TWO_ABOVE
from domain.law.table import LawRow, row_in_force


@CASE.event
@dataclass(frozen=True, slots=True)
class ClosureRequested(Requested):
    """Somebody wants to close the case with ``outcome``, and so much would be given up: all that was owed then."""

    KIND = ApprovalKind.CLOSURE

    outcome: Outcome
    reason: Code | None
    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How it would end, and what would be given up."""
        amount = money_text(self.amount_minor, self.currency)
        others = "another person" if self.approvals_needed == 1 else f"{self.approvals_needed} other people"
        return f"Request {self.number}: close the case as {self.outcome} and give up {amount}; {others} must approve it"


@CASE.command
@dataclass(frozen=True, slots=True)
class ApproveClosure(Approve):
    """Approve that a case is closed as it was asked for."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ClosureApproved(Approved):
    """Another person agrees that the case is closed."""

    KIND = ApprovalKind.CLOSURE


@CASE.command
@dataclass(frozen=True, slots=True)
class DeclineClosure(Decline):
    """Decline that a case is closed, or withdraw one's own request."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ClosureDeclined(Declined):
    """The case is not closed like this, and goes on."""

    KIND = ApprovalKind.CLOSURE


@CASE.decides(CloseCase)
def decide_close_case(state: CaseState, command: CloseCase, context: Context) -> Decision:
    """At once where one person may give up so much; else it is asked for."""
    if refusal := refuse_ending(state, command, context):
        return refusal
    if not state.outstanding_minor:
        return [closing(state, command.outcome, command.reason)]
    limits = _limits(state, context)
    if isinstance(limits, Refusal):
        return limits
    needed = sum(_is_above(limit.value, state) for limit in limits)
    if not needed:
        return [closing(state, command.outcome, command.reason)]
    rules = tuple(limit.rule_id for limit in limits)
    request = new_request(state.requests, ClosureRequested, rules, state.claim.jurisdiction, context, needed)
    if isinstance(request, Refusal):
        return request
    owed = {"currency": state.currency, "amount_minor": state.outstanding_minor}
    return [caused_by(command, ClosureRequested, **owed, **request)]


@CASE.decides(ApproveClosure)
def decide_approve_closure(state: CaseState, command: ApproveClosure, context: Context) -> Decision:
    """By somebody else than who asked."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    request = approvable(state.requests, command, ClosureRequested, context)
    if isinstance(request, Refusal):
        return request
    approved = caused_by(command, ClosureApproved, approved_by=context.actor.id, is_enough=request.is_enough)
    if not approved.is_enough:
        return [approved]
    closed = _closed_as(request.asked, state, context)
    return closed if isinstance(closed, Refusal) else [approved, closed]


def _closed_as(asked: ClosureRequested, state: CaseState, context: Context) -> CaseClosed | Refusal:
    """The case ends as it stands by now, if it still can, and if not more is given up than was seen."""
    if refusal := refuse_ending(state, CloseCase(asked.outcome, asked.reason), context):
        return refusal
    if state.outstanding_minor > asked.amount_minor:
        owed, seen = (money_text(minor, state.currency) for minor in (state.outstanding_minor, asked.amount_minor))
        return Refusal(
            "more_is_owed",
            f"{owed} is owed by now, and the request speaks of {seen}. Decline it with `caseledger approvals "
            "decline`, and ask again.",
            asked.rules[0],
        )
    return closing(state, asked.outcome, asked.reason)


@CASE.decides(DeclineClosure)
def decide_decline_closure(state: CaseState, command: DeclineClosure, context: Context) -> Decision:
    """While it waits."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := refuse_declining(state.requests, command, ClosureRequested, context):
        return refusal
    return [caused_by(command, ClosureDeclined, declined_by=context.actor.id)]


def _limits(state: CaseState, context: Context) -> tuple[LawRow[Money], LawRow[Money]] | Refusal:
    """Above how much one other person, and above how much two of them, must approve."""
    where = (state.claim.jurisdiction, context.day(state.claim.jurisdiction))
    alone = row_in_force(GIVEN_UP_ALONE_UP_TO, *where)
    if isinstance(alone, Refusal):
        return alone
    by_two = row_in_force(GIVEN_UP_BY_TWO_ABOVE, *where)
    return by_two if isinstance(by_two, Refusal) else (alone, by_two)


def _is_above(limit: Money, state: CaseState) -> bool:
    """What is owed in another currency than the limit's is above it."""
    return limit.currency != state.currency or state.outstanding_minor > limit.minor
