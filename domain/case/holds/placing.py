"""A hold is placed on a case: beside those that are there already, if there are any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.case.deadlines.overdue import overdue
from domain.case.deadlines.pausing import standing_still
from domain.case.holds.breathing_space import refuse_too_long
from domain.case.holds.kinds import KIND_OF, HoldScope, HoldType
from domain.case.holds.matters import refuse_placing
from domain.case.holds.review import end_of_review, refuse_review
from domain.case.holds.state import HOLDS, Hold, Holds
from domain.case.plans.instalments import next_instalment
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class HoldFields:
    """Of which type, why (a short code such as ``asked_for_time``), and by when somebody looks at it again."""

    hold_type: HoldType
    reason: Code
    review_by: date


@CASE.command
@dataclass(frozen=True, slots=True)
class PlaceHold(HoldFields, Command):
    """Put the case on hold, from when it happened."""


@CASE.event
@dataclass(frozen=True, slots=True)
class HoldPlaced(HoldFields, Event):
    """From ``since`` on, a hold is in force, and with it whatever it says stops.

    ``hold`` numbers the holds of a case from 1, ``next_review`` the days of review, which end at ``review_until``.
    ``placed_by`` is the id of who placed it.
    """

    hold: int
    since: datetime
    stops_contact: bool
    stops_fees: bool
    stops_interest: bool
    stops_legal: bool
    placed_by: str
    next_review: int
    review_until: datetime

    @property
    def scope(self) -> HoldScope:
        """What it stops, as the table said when it was placed."""
        return HoldScope(self.stops_contact, self.stops_fees, self.stops_interest, self.stops_legal)

    def sentence(self) -> str:
        """Which one, why, and what stops until when."""
        stopped = ", ".join(self.scope.stopped()) or "nothing"
        return f"Hold {self.hold} ({self.hold_type}) placed: {self.reason}; stops {stopped}, review by {self.review_by}"


@CASE.decides(PlaceHold)
def decide_place_hold(state: CaseState, command: PlaceHold, context: Context) -> Decision:
    """On an open case, one of a type at a time, reviewed on a day to come. Disputes and complaints place their own."""
    if refusal := refuse_unless_open_then(state, context) or refuse_review(state, command.review_by, context):
        return refusal
    if refusal := refuse_placing(command.hold_type):
        return refusal
    if state.holds.of_type(command.hold_type) is not None:
        return Refusal(
            "hold_already_in_force",
            f"The case is on hold as {command.hold_type} already. `caseledger case hold extend` sets another "
            "day of review.",
        )
    since = context.occurred_at
    return refuse_too_long(state, command.hold_type, command.reason, since, command.review_by) or placed(
        state, command, context
    )


def placed(state: CaseState, hold: HoldFields, context: Context) -> list[Event]:
    """The hold, and the deadlines that stand still because of it: not those that were over before it began."""
    scope = KIND_OF[hold.hold_type].scope
    event = HoldPlaced(
        hold_type=hold.hold_type,
        reason=hold.reason,
        review_by=hold.review_by,
        hold=state.holds.next_number,
        since=context.occurred_at,
        stops_contact=scope.contact,
        stops_fees=scope.fees,
        stops_interest=scope.interest,
        stops_legal=scope.legal,
        placed_by=context.actor.id,
        next_review=state.holds.reviews + 1,
        review_until=end_of_review(state, hold.review_by),
    )
    late = overdue(state, context.occurred_at, context)
    held = CASE.evolve_all(state, [*late, event])
    following = next_instalment(held, context) if late else []
    return [*late, event, *standing_still(held, context), *following]


@HOLDS.on(HoldPlaced)
def hold_placed(holds: Holds, event: HoldPlaced) -> Holds:
    """One more is in force."""
    hold = Hold(
        event.hold_type, event.reason, event.scope, event.since, event.placed_by, event.next_review, event.review_by
    )
    return holds.with_one(event.hold, hold)
