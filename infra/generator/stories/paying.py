"""Money that comes: all that is owed, too much of it, without a reference, or to be taken back by the bank."""

from __future__ import annotations

from domain.case.charges.interest_to import interest_to
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.portion import Portion
from domain.payment.reversal.requesting import ApproveReversal
from domain.payment.reversal.reversing import ReversePayment
from infra.generator.desk import Desk, Script
from infra.generator.mix import Trouble

FOUND_WITHIN = 4
"""Days until somebody has found the case of a payment that says nothing."""


def pay(desk: Desk, state: CaseState, amount_minor: int, *, is_last: bool = False) -> Script:
    """So much is paid today. With the last payment comes what is special about the payments of this case."""
    troubles = desk.plot.troubles if is_last else frozenset()
    if Trouble.OVERPAYMENT in troubles:
        amount_minor += desk.between(1, 50) * 1_000
    without = Trouble.PAYMENT_WITHOUT_REFERENCE in troubles
    state = yield desk.bank(amount_minor, with_reference=not without)
    if without:
        desk.wait(desk.between(1, FOUND_WITHIN))
        assert desk.last_payment is not None, "it has just come"
        found = MatchPayment((Portion(desk.plot.case, amount_minor),), MatchMethod.BY_HAND)
        state = yield desk.on_payment(desk.last_payment, found)
    return state


def pay_all(desk: Desk, state: CaseState) -> Script:
    """All that is owed is paid today, if anything is."""
    if not state.life.is_open or not state.outstanding_minor:
        return state
    if Trouble.REVERSAL in desk.plot.troubles:
        state = yield from _bounced(desk, owed_today(desk, state))
    return (yield from pay(desk, state, owed_today(desk, state), is_last=True))


def owed_today(desk: Desk, state: CaseState) -> int:
    """With the late interest that has come up and is not added yet: what a customer is told who asks today."""
    interest = interest_to(state, desk.today)
    return state.outstanding_minor + (0 if isinstance(interest, Refusal) else interest.amount_minor)


def _bounced(desk: Desk, amount_minor: int) -> Script:
    """The money comes, the bank takes it back, and the debtor pays once more a week later. What is too much for one
    person to book back is approved by a supervisor: until then the case is still paid."""
    yield desk.bank(amount_minor)
    assert desk.last_payment is not None, "it has just come"
    desk.wait(desk.between(2, 8))
    state = yield desk.on_payment(desk.last_payment, ReversePayment("returned_by_bank"))
    if not state.life.is_open:
        desk.wait(1)
        state = yield desk.supervisor(0, ApproveReversal(1), desk.last_payment)
    desk.wait(7)
    return state
