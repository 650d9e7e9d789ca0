"""The deadlines of a case: the slice ``deadlines`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event
from domain.kernel.numbered import Numbered


class DeadlineKind(StrEnum):
    """What a deadline is for."""

    PAYMENT_DEMAND = "payment_demand"
    INSTALMENT = "instalment"
    PROMISE = "promise"
    SETTLEMENT = "settlement"
    REPLY = "reply"


DEMANDS = frozenset({DeadlineKind.PAYMENT_DEMAND, DeadlineKind.INSTALMENT, DeadlineKind.PROMISE})
"""Kinds that ask for money. They stand still while nothing may be demanded; one for a reply or an offer runs on."""


class DeadlineStatus(StrEnum):
    """How a deadline stands. One that ended no longer counts, and has no verdict."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    ENDED = "ended"
    ENDED_WITH_CASE = "ended_with_case"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline: missed after ``grace_until`` (UTC), which is the end of ``grace_date`` in the case's jurisdiction.

    ``paid_target_minor`` is what must have been paid on the case in all for it to be met; None where no payment
    meets it. ``paused_at`` is since when it stands still, while it does.
    """

    kind: DeadlineKind
    due_date: date
    due_at: datetime
    grace_date: date
    grace_until: datetime
    rule: str
    paid_target_minor: int | None
    status: DeadlineStatus = DeadlineStatus.RUNNING
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadlines(Numbered[Deadline]):
    """Every deadline that was ever set, by its number from 1."""

    def running(self) -> dict[int, Deadline]:
        """Those that run, by number."""
        return self.of_status(DeadlineStatus.RUNNING)

    def paused(self) -> dict[int, Deadline]:
        """Those that stand still, by number."""
        return self.of_status(DeadlineStatus.PAUSED)

    def unsettled(self) -> dict[int, Deadline]:
        """Those that run or stand still, by number."""
        return self.running() | self.paused()


DEADLINES: Slice[Deadlines] = Slice(Deadlines())


def ends_deadlines(event_type: type[Event]) -> bool:
    """Whether events of this type end every deadline of their case without a verdict, as they state themselves."""
    return getattr(event_type, "ENDS_DEADLINES", False)
