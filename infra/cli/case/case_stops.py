"""What stops a case, on its screen: the holds in force, and the disputes that wait for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.kernel.money import Money
from infra.cli.render.table import number, table, whole
from infra.cli.times import Zone

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.case.state import CaseState


def case_stops(state: CaseState, zone: Zone) -> list[RenderableType]:
    """A table of each, where there is any."""
    parts: list[RenderableType] = []
    if state.holds.in_force():
        parts.append(_holds(state, zone))
    if state.disputes.open():
        parts.append(_disputes(state, zone))
    return parts


def _holds(state: CaseState, zone: Zone) -> RenderableType:
    rows = [
        (
            hold_number,
            hold.hold_type,
            ", ".join(hold.scope.stopped()) or "nothing",
            hold.reason,
            zone.show(hold.since),
            str(hold.review_by),
            hold.placed_by,
        )
        for hold_number, hold in sorted(state.holds.in_force().items())
    ]
    columns = [number("no"), *map(whole, ("hold", "stops", "why", "since", "review by", "placed by"))]
    return table("On hold", columns, rows)


def _disputes(state: CaseState, zone: Zone) -> RenderableType:
    rows = [
        (
            dispute_number,
            dispute.grounds,
            "the whole claim" if dispute.disputed_minor is None else str(Money(dispute.disputed_minor, state.currency)),
            "told" if dispute.is_acknowledged else f"by {zone.last_day(dispute.acknowledge_until)}",
            f"by {zone.last_day(dispute.answer_until)}",
        )
        for dispute_number, dispute in sorted(state.disputes.open().items())
    ]
    columns = [number("no"), whole("grounds"), number("of"), whole("customer told"), whole("answer in writing")]
    return table("Disputes without an answer", columns, rows)
