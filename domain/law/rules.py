"""Laws and policies as dated rows with their source. A missing row is a refusal, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from domain.kernel.aggregate import Refusal


class DatedRow(Protocol):
    """A rule in force in ``jurisdiction`` from ``valid_from`` on, until the next row of it."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def rule_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class GraceRow:
    """Business days after a payment deadline before it counts as missed."""

    jurisdiction: str
    valid_from: date
    business_days: int
    rule_id: str
    source: str


@dataclass(frozen=True, slots=True)
class AllocationOrderRow:
    """The order in which money covers the parts of a debt: of ``fees``, ``interest`` and ``principal``."""

    jurisdiction: str
    valid_from: date
    order: tuple[str, str, str]
    rule_id: str
    source: str


_ALWAYS = date(1970, 1, 1)
_GRACE_SOURCE = (
    "Agency policy: a payment ordered on the last day is on time though booked one to three bank days later."
)
PAYMENT_GRACE = [
    GraceRow(jurisdiction, _ALWAYS, 3, f"{jurisdiction}.payment_grace.policy", _GRACE_SOURCE)
    for jurisdiction in ("SE", "NO", "FI", "DK")
]

_COSTS_FIRST = ("fees", "interest", "principal")
ALLOCATION_ORDER = [
    AllocationOrderRow("SE", _ALWAYS, _COSTS_FIRST, "SE.allocation.policy",
                       "Agency policy: costs and interest before capital, by custom; no order in statute was read."),
    AllocationOrderRow("NO", _ALWAYS, _COSTS_FIRST, "NO.allocation.policy",
                       "Agency policy: customary order; ordinary claims have no statutory order (Prop. 3 L ch. 18)."),
    AllocationOrderRow("FI", _ALWAYS, ("interest", "principal", "fees"), "FI.allocation.policy",
                       "Agency policy after municipal contracts: interest, principal, then the agency's costs."),
    AllocationOrderRow("DK", _ALWAYS, _COSTS_FIRST, "DK.allocation.policy", "Agency policy: customary order."),
    AllocationOrderRow("DE", _ALWAYS, _COSTS_FIRST, "DE.bgb.367", "BGB § 367: costs, interest, principal."),
]  # fmt: skip

Row = TypeVar("Row", bound=DatedRow)


def in_force(rows: Sequence[Row], jurisdiction: str, on: date, what: str) -> Row | Refusal:
    """The row of ``rows`` in force in ``jurisdiction`` on day ``on``, or the refusal that says it is missing."""
    candidates = [row for row in rows if row.jurisdiction == jurisdiction and row.valid_from <= on]
    if not candidates:
        return Refusal("rule_missing", f"No {what} is on file for {jurisdiction} on {on}; add the dated row first.")
    return max(candidates, key=lambda row: row.valid_from)
