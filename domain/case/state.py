"""The table of cases, and what a decision needs to know of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import AggregateKind, Refusal


class Stage(StrEnum):
    """Where a case stands."""

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Allocation:
    """How one payment was laid on the case, in minor units."""

    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int

    @property
    def amount_minor(self) -> int:
        """The whole of the payment's portion."""
        return self.fees_minor + self.interest_minor + self.principal_minor + self.overpaid_minor


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that is running, missed after ``grace_until``.

    ``paid_target_minor`` is what must have been paid on the case in all for it to be met; None where no payment
    meets it.
    """

    kind: str
    due_at: datetime
    grace_until: datetime
    rule: str
    paid_target_minor: int | None


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a plan: ``amount_minor`` by the end of ``due_date``."""

    due_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CaseState:
    """What decisions on a case depend on. Amounts are what is still owed, in minor units."""

    stage: Stage = Stage.UNKNOWN
    jurisdiction: str = ""
    currency: str = ""
    principal_minor: int = 0
    interest_minor: int = 0
    fees_minor: int = 0
    paid_minor: int = 0
    allocations: dict[UUID, Allocation] = field(default_factory=dict)
    deadlines: dict[int, Deadline] = field(default_factory=dict)
    deadlines_set: int = 0
    plans_agreed: int = 0
    plan_in_force: bool = False
    plan_paid_target_minor: int = 0
    instalments_ahead: tuple[Instalment, ...] = ()

    @property
    def outstanding_minor(self) -> int:
        """What is still owed in all."""
        return self.principal_minor + self.interest_minor + self.fees_minor


CASE: AggregateKind[CaseState] = AggregateKind("case", CaseState())


def refuse_unless_open(state: CaseState) -> Refusal | None:
    """Why nothing more can be done on this case, or None when it is open."""
    if state.stage is Stage.UNKNOWN:
        return Refusal("case_unknown", "There is no such case: its claim has not been received.")
    if state.stage is Stage.CLOSED:
        return Refusal("case_closed", "The case is closed; only money can still move on it.")
    return None
