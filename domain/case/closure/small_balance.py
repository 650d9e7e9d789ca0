"""What is left of a debt is too small to ask for: it is given up, and the case is closed as paid."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.closure.closing import Outcome, closing
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import SMALL_BALANCE
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class SmallBalanceFields:
    """Why there is a rest, as a short code such as ``interest_of_last_days``."""

    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class WriteOffSmallBalance(SmallBalanceFields, Command):
    """Give up the small rest, and close the case."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SmallBalanceWrittenOff(SmallBalanceFields, Event):
    """So much was left, and by ``rule`` nobody is asked for so little. The closing that follows gives it up."""

    currency: str
    amount_minor: int
    rule: str

    def sentence(self) -> str:
        """How much."""
        return f"{money_text(self.amount_minor, self.currency)} left, too little to ask for: given up"


@CASE.decides(WriteOffSmallBalance)
def decide_write_off_small_balance(state: CaseState, command: WriteOffSmallBalance, context: Context) -> Decision:
    """On an open case on which something was paid, up to the amount that the policy names."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    row = row_in_force(SMALL_BALANCE, state.claim.jurisdiction, context.day(state.claim.jurisdiction))
    if isinstance(row, Refusal):
        return row
    if not state.credits.covered_minor:
        return Refusal("nothing_paid", "Nothing has been paid on the case: a whole debt is no small rest.", row.rule_id)
    if row.value.currency != state.currency or state.outstanding_minor > row.value.minor:
        owed = money_text(state.outstanding_minor, state.currency)
        most = f"{money_text(row.value.minor, row.value.currency)} is the most that may be given up like this"
        return Refusal("balance_not_small", f"{owed} is still owed, and {most}.", row.rule_id)
    left_minor = state.outstanding_minor
    small = caused_by(
        command, SmallBalanceWrittenOff, currency=state.currency, amount_minor=left_minor, rule=row.rule_id
    )
    return [small, closing(state, Outcome.PAID_IN_FULL, "small_balance")]
