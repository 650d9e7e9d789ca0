"""How many letters before the payment demand may cost something, and how long apart: by the rows of the country."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeVar

from domain.case.charges.fees_state import FeeKind
from domain.case.charges.interest_to import debtor_kind
from domain.case.notices.state import Notice, NoticeKind
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import (
    FEE_LETTERS_FORGOTTEN,
    FEE_LETTERS_MAX,
    FEE_NOTICES_MAX,
    REMINDER_GAP_MIN,
    SECOND_FEE_DEADLINE_MIN,
)
from domain.law.scope import asked
from domain.law.table import LawRow, RuleTable, row_in_force
from domain.law.values import DayCount

Value = TypeVar("Value")


def refuse_another_letter(state: CaseState, letter: Notice) -> Refusal | None:
    """Why this reminder or collection notice costs nothing, as others of the claim cost something; None when it may."""
    together = _counted(state, letter)
    return _refuse_too_many(state, letter, together) or _refuse_too_soon(state, letter, together)


def _row(table: RuleTable[Value], state: CaseState, letter: Notice) -> LawRow[Value] | None:
    row = row_in_force(table, state.claim.jurisdiction, letter.sent_on, asked(debtor_kind(state)))
    return row if isinstance(row, LawRow) else None


def _counted(state: CaseState, letter: Notice) -> list[Notice]:
    """This letter and those that cost something, in the order of their days: those that are long past count no more."""
    charged = (*state.fees.charged(FeeKind.REMINDER), *state.fees.charged(FeeKind.COLLECTION_NOTICE))
    letters = [state.notices.by_number[one.cause] for one in charged]
    forgotten = _row(FEE_LETTERS_FORGOTTEN, state, letter)
    counted: list[Notice] = []
    for one in sorted((*letters, letter), key=lambda one: one.sent_on):
        if forgotten and counted and one.sent_on > forgotten.value.after(counted[-1].sent_on):
            counted = []
        counted.append(one)
    return counted if letter in counted else [letter]


def _refuse_too_many(state: CaseState, letter: Notice, together: list[Notice]) -> Refusal | None:
    notices = [one for one in together if one.kind is NoticeKind.COLLECTION_NOTICE]
    for table, letters, what in (
        (FEE_LETTERS_MAX, together, "letters before the payment demand"),
        (FEE_NOTICES_MAX, notices, "of the collection notices"),
    ):
        most = _row(table, state, letter)
        if most and len(letters) > most.value.count:
            return Refusal("too_many_fees", f"Of one claim {most.value.count} {what} may be charged for.", most.rule_id)
    return None


def _refuse_too_soon(state: CaseState, letter: Notice, together: list[Notice]) -> Refusal | None:
    """Each follows the one before it by as much as the country's rows say."""
    given, apart = _row(SECOND_FEE_DEADLINE_MIN, state, letter), _row(REMINDER_GAP_MIN, state, letter)
    if given and any(not _was_missed(*pair, given.value) for pair in pairwise(together)):
        return Refusal(
            "first_letter_not_missed",
            f"Another letter costs something after one that gave at least {given.value.count} days to pay, when these "
            "have passed.",
            given.rule_id,
        )
    days = [one.sent_on for one in together if one.kind is NoticeKind.REMINDER]
    if apart and any((second - first).days < apart.value.count for first, second in pairwise(days)):
        return Refusal(
            "letter_too_early_for_fee",
            f"Reminders that cost something are at least {apart.value.count} days apart.",
            apart.rule_id,
        )
    return None


def _was_missed(first: Notice, second: Notice, given: DayCount) -> bool:
    return first.pay_by < second.sent_on and (first.pay_by - first.sent_on).days >= given.count
