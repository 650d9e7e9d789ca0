"""When a letter may go, counted from the due date and from the letter before it, and how much time it gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.case.notices.letter import SendNotice
from domain.case.notices.rules import LetterOf, Rows, earliest, gap, time_to_pay
from domain.case.notices.state import NoticeKind, NoticeStatus
from domain.case.state import CaseState
from domain.kernel.calendar import add_business_days
from domain.kernel.refusal import Refusal
from domain.law.table import LawRow


def waited_long_enough(state: CaseState, letter: LetterOf) -> Rows | Refusal:
    """The rows that say how long to wait since the due date and the letter before, or why it is too early."""
    latest, today = state.notices.latest, letter.day
    since_due = _waited(earliest(letter), state.claim.due_date, today, "the claim fell due")
    if isinstance(since_due, Refusal) or latest is None or latest.status is NoticeStatus.RETURNED:
        return since_due if isinstance(since_due, Refusal) else (since_due,)
    since_letter = _waited(gap(letter), latest.sent_on, today, "the letter before it")
    return since_letter if isinstance(since_letter, Refusal) else (since_due, since_letter)


def _waited(row: LawRow[Any] | Refusal, since: date, today: date, what: str) -> LawRow[Any] | Refusal:
    """The row, when as many days as it says have gone by since then."""
    if isinstance(row, Refusal) or (today - since).days >= row.value.count:
        return row
    return Refusal(
        "letter_too_early",
        f"This letter is sent at least {row.value.count} days after {what}: from "
        f"{since + timedelta(days=row.value.count)} on.",
        row.rule_id,
    )


def refuse_unless_reminded(row: LawRow[Any], state: CaseState, today: date) -> Refusal | None:
    """Why a demand may not follow yet where the debtor must have been reminded first, by us or by the creditor."""
    reminders = state.notices.arrived(NoticeKind.REMINDER, NoticeKind.COLLECTION_NOTICE)
    days = [one.sent_on for one in reminders] + [day for day in (state.claim.reminded_on,) if day]
    if not days:
        return Refusal(
            "reminder_missing",
            "A reminder, after the due date, comes before a payment demand here. Send one with `caseledger case notice "
            "send CASE --kind reminder --object-to TEXT`.",
            row.rule_id,
        )
    waited = _waited(row, min(days), today, "the reminder")
    return waited if isinstance(waited, Refusal) else None


def last_day_to_pay(command: SendNotice, letter: LetterOf) -> tuple[date, LawRow[Any]] | Refusal:
    """The last day to pay, on which banks work when we choose it, and the row that says how much time is the least."""
    row = time_to_pay(letter)
    if isinstance(row, Refusal):
        return row
    first = letter.day + timedelta(days=row.value.count)
    if command.pay_by is None:
        return add_business_days(first, 0, letter.jurisdiction), row
    if command.pay_by < first:
        return Refusal(
            "time_to_pay_too_short",
            f"This letter gives at least {row.value.count} days to pay or to object: until {first} or later.",
            row.rule_id,
        )
    return command.pay_by, row
