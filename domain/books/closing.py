"""A period of the books is closed, and its trial balance sealed: nothing is booked in it any more.

On which day an event is booked follows from the log alone, and is the same at each replay: the day on which it was
recorded, by the clocks of the business zone, as long as that day is open. A closing says how far it read the log in
each partition; what stands behind that is booked in a later period, whatever day it was recorded on and whatever day
the bank counts its money from (``infra/books/booking.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.books.period_name import PeriodName, days_of
from domain.books.state import BOOKS, CLOSED, BooksState, ClosedPeriod, ClosedPeriods, PartitionEnd, SealedBalance
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.calendar import known_zones
from domain.kernel.decision import Context, Decision
from domain.kernel.identity import BOOKS_ID
from domain.kernel.limits import Shape
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_BY_A_PERSON = named_rule("policy.period_by_a_person", "a person closes a period of the books, and no program")
_IS_OVER = named_rule("policy.period_is_over", "a period of the books is closed when its last day is over")
_AT_REST = named_rule(
    "policy.period_at_rest",
    "a period of the books is closed when its trial balance is zero and nothing of it is left in a clearing account",
)
Digest = Annotated[str, Shape("([0-9a-f]{64})?", "seal_invalid", "a seal is 64 digits of base 16.")]

OUT_OF_DATE = Refusal(
    "closing_out_of_date",
    "What would be sealed does not begin where the last closed period ended. Somebody closed one meanwhile: close "
    "again. If that helps nothing, `caseledger ledger verify` says what differs.",
)


@dataclass(frozen=True, slots=True)
class ClosingFields:
    """Which period, with the zone whose days it has; how far each partition was read; and what that adds up to.

    ``vouchers`` counts the events that are booked in it, and ``digest`` is the SHA-256 of their lines, in which the
    seal of the period before, ``previous_digest``, is named: empty for the first.
    """

    period: PeriodName
    time_zone: str
    previous_digest: Digest
    ends: tuple[PartitionEnd, ...]
    balances: tuple[SealedBalance, ...]
    vouchers: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class LeftInClearing:
    """What stood on a clearing account at the end of a period and was still there when the log was read."""

    account: str
    currency: str
    amount_minor: int


@BOOKS.command
@dataclass(frozen=True, slots=True)
class ClosePeriod(ClosingFields, Command):
    """Close a period. ``vouchers_before`` counts those that are booked before it: none may be before the first."""

    vouchers_before: int
    left_in_clearing: tuple[LeftInClearing, ...]

    def belongs_to(self) -> UUID:
        """A log has one set of books."""
        return BOOKS_ID

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """Nothing was booked outside, and nothing was left: else it would not have been closed."""
        return {"vouchers_before": 0, "left_in_clearing": ()}

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """Last year, in which nothing happened."""
        return {"period": str(day.year - 1), "time_zone": "Europe/Stockholm", "digest": "0" * 64, "previous_digest": ""}


@BOOKS.event
@dataclass(frozen=True, slots=True)
class PeriodClosed(ClosingFields, Event):
    """What was booked in the period stands for good. ``closed_by`` is who did it."""

    closed_by: str

    def approval(self) -> Approval:
        """It waits for a second person."""
        return Approval(ApprovalKind.PERIOD, self.period, ApprovalStep.ASKED)

    def sentence(self) -> str:
        """Which, and under which seal."""
        return f"Books of {self.period} closed with {self.vouchers} vouchers, seal {self.digest[:12]}"


@BOOKS.decides(ClosePeriod)
def decide_close_period(state: BooksState, command: ClosePeriod, context: Context) -> Decision:
    """In order, once each, when it is over, balanced and at rest."""
    refusal = (
        _refuse_time(command, context)
        or _refuse_order(state.closed, command)
        or _refuse_beginning(state.closed, command)
        or _refuse_balance(command)
    )
    return refusal or [caused_by(command, PeriodClosed, closed_by=context.actor.id)]


def _refuse_time(command: ClosePeriod, context: Context) -> Refusal | None:
    if command.time_zone not in known_zones():
        return Refusal("time_zone_unknown", "The time zone of the period is not known.")
    if context.actor.kind != "user":
        return Refusal("person_needed", "A person closes a period of the books.", _BY_A_PERSON)
    if context.now.astimezone(ZoneInfo(command.time_zone)).date() <= days_of(command.period)[1]:
        return Refusal(
            "period_not_over",
            f"The last day of {command.period} is not over: more may be booked in it. Close it when it is.",
            _IS_OVER,
        )
    return None


def _refuse_order(closed: ClosedPeriods, command: ClosePeriod) -> Refusal | None:
    first, _ = days_of(command.period)
    if closed.open_from is None:
        return _gap(f"{command.vouchers_before} vouchers are booked", first) if command.vouchers_before else None
    if first < closed.open_from:
        return Refusal("period_closed_already", f"The books are closed to the day before {closed.open_from} already.")
    return _gap(f"The books are open from {closed.open_from}", first) if first > closed.open_from else None


def _gap(what: str, first: date) -> Refusal:
    return Refusal(
        "period_gap",
        f"{what}, before {first} and in no closed period: close that time first with `caseledger ledger close PERIOD`.",
    )


def _refuse_beginning(closed: ClosedPeriods, command: ClosePeriod) -> Refusal | None:
    before = closed.newest
    if command.previous_digest != closed.digest:
        return OUT_OF_DATE
    if before is None:
        return None
    ends = {one.partition: one.position for one in command.ends}
    if any(ends.get(one.partition, 0) < one.position for one in before.ends):
        return OUT_OF_DATE
    openings = {(one.currency, one.account): one.opening_minor for one in command.balances if one.opening_minor}
    closings = {(one.currency, one.account): one.closing_minor for one in before.balances if one.closing_minor}
    return OUT_OF_DATE if openings != closings else None


def _refuse_balance(command: ClosePeriod) -> Refusal | None:
    differences: Counter[str] = Counter()
    for one in command.balances:
        differences[one.currency] += one.closing_minor
    for currency, minor in differences.items():
        if minor:
            return Refusal(
                "trial_balance_differs",
                f"Debits and credits of the period differ by {money_text(minor, currency)}: `caseledger verify` says "
                "where.",
                _AT_REST,
            )
    for left in command.left_in_clearing:
        return Refusal(
            "clearing_not_at_rest",
            f"{money_text(abs(left.amount_minor), left.currency)} stood on {left.account} at the end of the period and "
            "something is there still. Money is there only while work is under way: try again in a minute. If it "
            "stays, `caseledger verify` names the payments.",
            _AT_REST,
        )
    return None


@CLOSED.on(PeriodClosed)
def period_closed(closed: ClosedPeriods, event: PeriodClosed) -> ClosedPeriods:
    """One more."""
    one = ClosedPeriod(
        event.period, event.time_zone, event.ends, event.balances, event.vouchers, event.digest, event.closed_by
    )
    return ClosedPeriods((*closed.periods, one))
