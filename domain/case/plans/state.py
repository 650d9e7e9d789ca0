"""The instalment plan of a case: the slice ``plan`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.case.affordability.verdict import Verdict
from domain.case.contacts.channel import Channel
from domain.kernel.aggregate import Slice
from domain.kernel.limits import Code
from domain.kernel.quick_record import changed


class PlanStatus(StrEnum):
    """How a case stands with plans. All of ``IN_FORCE`` suppress other demands."""

    NONE = "none"
    PROPOSED = "proposed"
    AGREED = "agreed"
    PAUSED = "paused"
    IN_ARREARS = "in_arrears"
    BREACHED = "breached"
    TERMINATED = "terminated"
    COMPLETED = "completed"
    ENDED_WITH_CASE = "ended_with_case"


IN_FORCE = frozenset({PlanStatus.AGREED, PlanStatus.PAUSED, PlanStatus.IN_ARREARS, PlanStatus.BREACHED})


class Proposer(StrEnum):
    """The two sides of a plan: who proposed it, who accepted or refused it."""

    CUSTOMER = "customer"
    AGENCY = "agency"

    @property
    def other(self) -> Proposer:
        """The side that has to answer."""
        return Proposer.AGENCY if self is Proposer.CUSTOMER else Proposer.CUSTOMER


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a plan: ``amount_minor`` by the end of ``due_date``."""

    due_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that waits for the other side; ``deadline`` is the number of the deadline for its answer."""

    proposed_by: Proposer
    instalments: tuple[Instalment, ...]
    deadline: int


@dataclass(frozen=True, slots=True)
class PartChangeFields:
    """A new schedule of the part of ``combined_plan`` on a case: number ``change``.

    ``channel``, ``proposed_by`` and ``reason`` say how both agreed; ``reference`` is what ``person_id`` pays it with,
    ``month_minor`` the most in one month on all cases.
    """

    combined_plan: UUID
    change: int
    channel: Channel
    proposed_by: Proposer
    reason: Code
    instalments: tuple[Instalment, ...]
    person_id: UUID
    reference: str
    currency: str
    month_minor: int


@dataclass(frozen=True, slots=True)
class PartChange(PartChangeFields):
    """One that the case can take.

    ``paid_before_minor`` had been paid on the case when it was asked, ``total_minor`` was owed; ``verdict`` says what
    the whole is for the household, by ``rules``, and ``costs_minor`` are the interest and fees that are paid by the
    part.
    """

    total_minor: int
    paid_before_minor: int
    costs_minor: int
    verdict: Verdict
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The latest plan. ``number`` counts plans from 1; 0 when there was none. ``ended`` is how it ended, if it did.

    ``paid_before_minor`` is what had been paid when its schedule was agreed; ``instalments_set`` how many of its
    instalments have got their deadline, the last of them number ``deadline``. ``later_by`` is by how much those ahead
    are later than agreed, because the plan stood still. ``missed`` are the deadlines in arrears, ``breach_deadline``
    the one of the notice (0: none was given), ``paused_since`` since when the plan rests.

    ``combined`` is the id of the plan over several cases of which this is a part; None: it is a plan of its own.
    ``channel`` is where it was agreed. ``change`` is what the case has said it can take, and waits for the others.

    ``comes_back`` remembers that nothing but the case's end ended it. ``proposal`` waits for an answer: there is one
    at a time, and ``proposals`` counts them.
    """

    number: int = 0
    channel: str = ""
    ended: PlanStatus | None = None
    comes_back: bool = False
    version: int = 1
    instalments: tuple[Instalment, ...] = ()
    instalments_set: int = 0
    deadline: int = 0
    later_by: timedelta = timedelta(0)
    paid_before_minor: int = 0
    missed: frozenset[int] = frozenset()
    breach_deadline: int = 0
    paused_since: datetime | None = None
    proposal: Proposal | None = None
    proposals: int = 0
    combined: UUID | None = None
    change: PartChange | None = None

    @property
    def in_force(self) -> bool:
        """Whether the customer pays by it now."""
        return self.number > 0 and self.ended is None

    @property
    def status(self) -> PlanStatus:
        """How the case stands with plans."""
        if self.proposal is not None:
            return PlanStatus.PROPOSED
        if self.ended is not None:
            return self.ended
        if self.number == 0:
            return PlanStatus.NONE
        if self.paused_since is not None:
            return PlanStatus.PAUSED
        if self.missed:
            return PlanStatus.BREACHED if self.breach_deadline else PlanStatus.IN_ARREARS
        return PlanStatus.AGREED

    @property
    def total_target_minor(self) -> int:
        """What will have been paid on the case in all when every instalment is."""
        return self.paid_before_minor + sum(instalment.amount_minor for instalment in self.instalments)

    def next_instalment(self) -> Instalment | None:
        """The one whose deadline has not been set, while the plan is in force."""
        ahead = self.instalments[self.instalments_set :]
        if not ahead or not self.in_force:
            return None
        return changed(ahead[0], due_date=ahead[0].due_date + self.later_by)

    @property
    def next_target_minor(self) -> int:
        """What must have been paid on the case in all to keep the next instalment: early money counts."""
        reached = self.instalments[: self.instalments_set + 1]
        return self.paid_before_minor + sum(instalment.amount_minor for instalment in reached)

    def paid_up(self) -> Plan:
        """With nothing in arrears."""
        return changed(self, missed=frozenset(), breach_deadline=0)


PLAN: Slice[Plan] = Slice(Plan())
