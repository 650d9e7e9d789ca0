"""Money of somebody who has died, or whose estate others settle, is laid on their debt by no machine: a person decides.

Who inherits, and which creditor is paid before another, is for the estate; what was paid since may have to go back.
"""

from __future__ import annotations

from domain.case.holds.kinds import HoldType
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_ASKED_FIRST = {
    HoldType.DECEASED: "customer_deceased",
    HoldType.BANKRUPTCY: "customer_bankrupt",
    HoldType.DEBT_SETTLEMENT: "customer_in_debt_settlement",
}
"""The holds under which a person is asked first, each with the code under which the money waits in suspense."""
_RULE = named_rule(
    "policy.money_of_an_estate",
    "money that a machine matched waits for a person while the customer is on hold as deceased or insolvent",
    applies_to=f"cases on hold as {', '.join(_ASKED_FIRST)}",
)


def refuse_undecided_money(state: CaseState) -> Refusal | None:
    """Why money that nobody has looked at is not allocated to the case; None where it may be."""
    found = next((one for one in _ASKED_FIRST if state.holds.of_type(one) is not None), None)
    if found is None:
        return None
    return Refusal(
        _ASKED_FIRST[found],
        f"The case is on hold as {found}: money for it waits until a person has decided where it goes.",
        _RULE,
    )
