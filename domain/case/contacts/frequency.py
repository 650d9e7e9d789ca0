"""How often we call: so many times in seven days, and not again soon after we have spoken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from domain.case.contacts.hours import customers_time
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.contact_limits import cap_of_calls, quiet_days_after_conversation

_WEEK = 7


def refuse_another_call(state: CaseState, person: UUID, at: datetime) -> Refusal | None:
    """Why this person is not called at that instant (UTC), because of the other calls; None when they may be."""
    return _refuse_soon_after_conversation(state, person, at) or _refuse_too_many(state, person, at)


def _refuse_soon_after_conversation(state: CaseState, person: UUID, at: datetime) -> Refusal | None:
    """The day of the conversation is the first of those days: after one on a Monday, the next Monday is free."""
    jurisdiction = state.claim.jurisdiction
    today = customers_time(state, person, at).date()
    row = quiet_days_after_conversation(jurisdiction, today)
    if isinstance(row, Refusal):
        return row
    spoken = [one.at for one in state.contacts.calls.get(person, ()) if one.is_conversation and one.at <= at]
    if not spoken:
        return None
    last = customers_time(state, person, max(spoken)).date()
    free_from = last + timedelta(days=row.value.count)
    if today >= free_from:
        return None
    return Refusal(
        "spoken_recently",
        f"We spoke by phone on {last}, and then do not call for {row.value.count} days: the next call is from "
        f"{free_from} on. A letter or an e-mail can be sent. Who asks to be called back is called: record it with "
        "`caseledger case inquiry receive`.",
        row.rule_id,
    )


def _refuse_too_many(state: CaseState, person: UUID, at: datetime) -> Refusal | None:
    """No seven days that follow each other have more calls than the cap, however late a call is told."""
    jurisdiction = state.claim.jurisdiction
    today = customers_time(state, person, at).date()
    row = cap_of_calls(jurisdiction, today)
    if isinstance(row, Refusal):
        return row
    calls = state.contacts.calls.get(person, ())
    days = [customers_time(state, person, one.at).date() for one in calls if one.is_ours]
    if _most_in_a_week_with(days, today) < row.value.count:
        return None
    return Refusal(
        "called_too_often",
        f"A customer is called at most {row.value.count} times within seven days, and has been.",
        row.rule_id,
    )


def _most_in_a_week_with(days: list[date], today: date) -> int:
    """Of the seven times seven days that hold ``today``, the one with most of ``days``."""
    ages = [age for day in days if -_WEEK < (age := (today - day).days) < _WEEK]
    return max(sum(begun - _WEEK < age <= begun for age in ages) for begun in range(_WEEK)) if ages else 0
