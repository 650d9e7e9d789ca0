"""What stops a case, on its screen: the holds in force, and what waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.kernel.money import Money
from infra.cli.render.table import number, table, whole
from infra.cli.times import Zone

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.case.complaints.state import Complaint
    from domain.case.disputes.state import Dispute
    from domain.case.state import CaseState


def case_stops(state: CaseState, zone: Zone) -> list[RenderableType]:
    """A table of each, where there is any."""
    parts: list[RenderableType] = []
    if state.holds.in_force():
        parts.append(_holds(state, zone))
    if state.disputes.open():
        parts.append(_disputes(state, zone))
    if state.complaints.open():
        parts.append(_complaints(state, zone))
    if state.inquiries.open():
        parts.append(_inquiries(state, zone))
    if state.care.vulnerabilities.flagged():
        parts.append(_vulnerabilities(state, zone))
    return parts


def _inquiries(state: CaseState, zone: Zone) -> RenderableType:
    rows = [
        (inquiry_number, one.subject, zone.show(one.received_at), f"by {zone.last_day(one.answer_until)}")
        for inquiry_number, one in sorted(state.inquiries.open().items())
    ]
    columns = [number("no"), *map(whole, ("inquiry", "received", "answer"))]
    return table("Inquiries without an answer", columns, rows)


def _vulnerabilities(state: CaseState, zone: Zone) -> RenderableType:
    rows = [
        (flag_number, zone.show(one.since), str(one.review_by))
        for flag_number, one in sorted(state.care.vulnerabilities.flagged().items())
    ]
    columns = [number("no"), *map(whole, ("since", "review by"))]
    return table("Vulnerable", columns, rows)


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
            _told_by(dispute, zone),
            "the court answers" if dispute.answer_until is None else f"by {zone.last_day(dispute.answer_until)}",
        )
        for dispute_number, dispute in sorted(state.disputes.open().items())
    ]
    columns = [number("no"), whole("grounds"), number("of"), whole("customer told"), whole("answer in writing")]
    return table("Disputes without an answer", columns, rows)


def _complaints(state: CaseState, zone: Zone) -> RenderableType:
    rows = [
        (
            complaint_number,
            complaint.subject,
            zone.show(complaint.received_at),
            _told_by(complaint, zone),
            f"by {zone.last_day(complaint.answer_until)}",
        )
        for complaint_number, complaint in sorted(state.complaints.open().items())
    ]
    columns = [number("no"), *map(whole, ("complaint", "received", "customer told", "final response"))]
    return table("Complaints without a final response", columns, rows)


def _told_by(matter: Dispute | Complaint, zone: Zone) -> str:
    until = matter.acknowledge_until
    return "told" if matter.is_acknowledged or until is None else f"by {zone.last_day(until)}"
