"""At which hours we call: those of the customer's own clock, and not on Sundays and public holidays there."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.case.charges.interest_to import debtor_kind
from domain.case.state import CaseState
from domain.kernel.calendar import is_public_holiday, local_time
from domain.kernel.refusal import Refusal
from domain.law.codes import DayKind
from domain.law.contact_limits import hours_of_contact

_SAID = {
    DayKind.WEEKDAY: "from Monday to Friday",
    DayKind.SATURDAY: "on Saturdays",
    DayKind.SUNDAY_OR_HOLIDAY: "on Sundays and public holidays",
}


def day_kind(day: date, jurisdiction: str) -> DayKind:
    """Which kind of day it is there: a public holiday on a Monday is as a Sunday."""
    if day.weekday() == 6 or is_public_holiday(day, jurisdiction):
        return DayKind.SUNDAY_OR_HOLIDAY
    return DayKind.SATURDAY if day.weekday() == 5 else DayKind.WEEKDAY


def customers_time(state: CaseState, person: UUID, at: datetime) -> datetime:
    """That instant (UTC) by the customer's own clock: of the zone in which they live, where somebody has said so, else
    of the country whose law holds."""
    zone = state.contacts.of(person).time_zone
    return local_time(at, state.claim.jurisdiction) if zone is None else at.astimezone(ZoneInfo(zone))


def refuse_hour(state: CaseState, person: UUID, at: datetime) -> Refusal | None:
    """Why this person is not called at that instant (UTC), or None. The last hour ends when its clock strikes."""
    jurisdiction, local = state.claim.jurisdiction, customers_time(state, person, at)
    kind = day_kind(local.date(), jurisdiction)
    row = hours_of_contact(jurisdiction, local.date(), kind, debtor_kind(state))
    if isinstance(row, Refusal):
        return row
    hours = row.value.hours
    if hours is not None and hours[0] <= local.time() < hours[1]:
        return None
    when = "nobody is called" if hours is None else f"people are called from {hours[0]:%H:%M} to {hours[1]:%H:%M}"
    allowed = f"{_SAID[kind]} {when}"
    return Refusal(
        "outside_contact_hours",
        f"It is {local:%H:%M} on {local:%A %Y-%m-%d} where the customer is; {allowed}. A letter or an "
        "e-mail has no hour, and what the customer begins is always taken.",
        row.rule_id,
    )
