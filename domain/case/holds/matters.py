"""Holds that come with what they are for, and end with its answer: nobody places one by itself, or lifts it before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.case.holds.kinds import HoldType
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal

_CODE = "hold_of_a_matter"


@dataclass(frozen=True, slots=True)
class Matter:
    """What waits for an answer, by number; and what to use in place of placing and lifting its hold.

    ``not_placed`` is None for a hold that a person may place before there is a matter: talking begins without one.
    """

    waiting: Callable[[CaseState], Mapping[int, object]]
    not_placed: Refusal | None
    not_lifted: Refusal


MATTERS = {
    HoldType.DISPUTE: Matter(
        lambda state: state.disputes.open(),
        Refusal(_CODE, "This hold comes with a dispute: use `caseledger case dispute raise`."),
        Refusal(
            _CODE,
            "It ends with the answer in writing (`caseledger case dispute resolve`), or with the court's decision when "
            "it was contested there (`caseledger case legal title`).",
        ),
    ),
    HoldType.COMPLAINT: Matter(
        lambda state: state.complaints.open(),
        Refusal(_CODE, "This hold comes with a complaint: use `caseledger case complaint receive`."),
        Refusal(_CODE, "It ends with the final response: use `caseledger case complaint answer`."),
    ),
    HoldType.VULNERABILITY: Matter(
        lambda state: state.care.vulnerabilities.flagged(),
        None,
        Refusal(_CODE, "It ends with what it is for: use `caseledger case vulnerable end`."),
    ),
    HoldType.PLAN_NEGOTIATION: Matter(
        lambda state: {} if state.plan.proposal is None else {state.plan.proposals: state.plan.proposal},
        None,
        Refusal(
            _CODE, "A plan is proposed: use `caseledger case proposal accept` or `caseledger case proposal reject`."
        ),
    ),
}


def refuse_placing(hold_type: HoldType) -> Refusal | None:
    """Why a hold of this type is not placed by itself, or None."""
    return MATTERS[hold_type].not_placed if hold_type in MATTERS else None


def refuse_lifting(state: CaseState, hold_type: HoldType) -> Refusal | None:
    """Why a hold of this type is not lifted yet, or None."""
    if hold_type not in MATTERS or not MATTERS[hold_type].waiting(state):
        return None
    return MATTERS[hold_type].not_lifted
