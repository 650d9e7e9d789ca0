"""The way back of a case that ended: what closed it turned out not to hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.case.allocation.money import covered_postings
from domain.case.allocation.state import Parts
from domain.case.closure.closing import Outcome
from domain.case.closure.state import CLOSURE, Closure
from domain.case.deadlines.settling import going_on, settled
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, mirrored
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


class ReopeningReason(StrEnum):
    """What turned out not to hold. There is no other reason to open a case again."""

    PAYMENT_REVERSED = "payment_reversed"
    CHARGEBACK = "chargeback"
    CLOSING_ERROR = "closing_error"
    NEW_TITLE = "new_title"


FINAL = frozenset({Outcome.TIME_BARRED, Outcome.DEBT_SETTLEMENT_DISCHARGED})
"""Outcomes after which nobody may ask for the money again, whatever turns out later."""
_OF_MONEY = frozenset({ReopeningReason.PAYMENT_REVERSED, ReopeningReason.CHARGEBACK})
_RULE = "stage.CaseReopened"


@CASE.command
@dataclass(frozen=True, slots=True)
class ReopenCase(Command):
    """Open the case again. One that payment had closed opens by itself when that payment is reversed."""

    reason: ReopeningReason


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """What closed the case turned out not to hold. It goes on at ``stage``.

    What was no longer collected since the case ended is owed again: the four parts.
    """

    reason: ReopeningReason
    stage: Stage
    currency: str
    principal_owed_again_minor: int
    interest_owed_again_minor: int
    fees_owed_again_minor: int
    court_costs_owed_again_minor: int

    OPENS_CASE = True

    def sentence(self) -> str:
        """That it goes on, and with how much that had been given up."""
        again = self._parts.covered_minor
        ending = f", {money_text(again, self.currency)} owed again" if again else ""
        return f"Case opened again: {self.reason}{ending}"

    def postings(self) -> Sequence[Posting]:
        """The mirror of what wrote it off."""
        return mirrored(covered_postings(self._parts, self.currency, Account.WRITTEN_OFF))

    @property
    def _parts(self) -> Parts:
        return Parts(
            self.court_costs_owed_again_minor,
            self.fees_owed_again_minor,
            self.interest_owed_again_minor,
            self.principal_owed_again_minor,
        )


@CASE.decides(ReopenCase)
def decide_reopen_case(state: CaseState, command: ReopenCase, context: Context) -> Decision:
    """A closed case, for a reason that the log bears out, and with something to go on for."""
    if refusal := refuse_unless_here_then(state, context) or refuse_move(state.life, CaseReopened):
        return refusal
    if state.life.outcome in FINAL:
        return Refusal(
            "outcome_is_final",
            f"The case ended as {state.life.outcome}: the right to ask for this money is lost for good, so it is not "
            "opened again.",
            _RULE,
        )
    if command.reason in _OF_MONEY and not state.closure.has_reversals:
        return Refusal(
            "nothing_was_reversed",
            "No payment on this case was reversed after it had ended. Reverse the payment first with `caseledger "
            "payment reverse`.",
            _RULE,
        )
    if not state.closure.written_off.covered_minor:
        return Refusal("nothing_is_owed", "Nothing would be owed on the case, so there is nothing to go on for.", _RULE)
    opened = opened_again(state, command.reason)
    return [*opened, *settled(CASE.evolve_all(state, opened), context)]


def opened_again(state: CaseState, reason: ReopeningReason) -> list[Event]:
    """The case goes on where it stood, with the deadlines that ended with it."""
    again = state.closure.written_off
    reopened = CaseReopened(
        reason=reason,
        stage=state.life.before_the_end,
        currency=state.currency,
        principal_owed_again_minor=again.principal_minor,
        interest_owed_again_minor=again.interest_minor,
        fees_owed_again_minor=again.fees_minor,
        court_costs_owed_again_minor=again.court_costs_minor,
    )
    return [reopened, *going_on(state)]


@CLOSURE.on(CaseReopened)
def case_reopened(closure: Closure, event: CaseReopened) -> Closure:
    """Nothing of that closing stands any more but its number."""
    return Closure(closure.number)
