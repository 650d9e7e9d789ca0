"""A second person has worked out the seal of a closed period again, and it is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.books.closing import Digest
from domain.books.period_name import PeriodName
from domain.books.state import BOOKS, CLOSED, BooksState, ClosedPeriods
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.identity import BOOKS_ID
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_SECOND_PERSON = named_rule(
    "policy.period_second_person", "a closed period of the books is confirmed by a person, and not by who closed it"
)


@dataclass(frozen=True, slots=True)
class SealFields:
    """Which period, and the seal that was worked out again from the log."""

    period: PeriodName
    digest: Digest


@BOOKS.command
@dataclass(frozen=True, slots=True)
class ConfirmPeriod(SealFields, Command):
    """Confirm the seal of a closed period."""

    def belongs_to(self) -> UUID:
        """A log has one set of books."""
        return BOOKS_ID

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"period": str(day.year - 1), "digest": "0" * 64}


@BOOKS.event
@dataclass(frozen=True, slots=True)
class PeriodConfirmed(SealFields, Event):
    """Two persons stand for it. ``confirmed_by`` is the second."""

    confirmed_by: str

    def approval(self) -> Approval:
        """Two persons stand for it."""
        return Approval(ApprovalKind.PERIOD, self.period, ApprovalStep.APPROVED)

    def sentence(self) -> str:
        """Which."""
        return f"Books of {self.period} confirmed, seal {self.digest[:12]}"


@BOOKS.decides(ConfirmPeriod)
def decide_confirm_period(state: BooksState, command: ConfirmPeriod, context: Context) -> Decision:
    """Once, by somebody else than who closed it, under the same seal."""
    one = state.closed.named(command.period)
    if one is None:
        return Refusal("period_not_closed", f"No period {command.period} of the books is closed.")
    if one.confirmed_by:
        return Refusal("period_confirmed_already", f"A second person has confirmed {command.period} already.")
    if context.actor.kind != "user" or context.actor.id == one.closed_by:
        return Refusal(
            "second_person_needed", "A closed period is confirmed by somebody else than who closed it.", _SECOND_PERSON
        )
    if command.digest != one.digest:
        return Refusal(
            "seal_differs", f"This is not the seal of {command.period}: `caseledger ledger verify` says what differs."
        )
    return [caused_by(command, PeriodConfirmed, confirmed_by=context.actor.id)]


@CLOSED.on(PeriodConfirmed)
def period_confirmed(closed: ClosedPeriods, event: PeriodConfirmed) -> ClosedPeriods:
    """It has two names now."""
    return ClosedPeriods(
        tuple(
            changed(one, confirmed_by=event.confirmed_by) if one.period == event.period else one
            for one in closed.periods
        )
    )
