"""When and how often a customer may be called, and by when they are answered: by law in force, else by policy."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from domain.kernel.refusal import Refusal
from domain.law.codes import DayKind, Debtor
from domain.law.contact_rules import ANSWER_DEADLINE, CALL_FREQUENCY_MAX, CONTACT_WINDOW, QUIET_PERIOD
from domain.law.policies import CALL_CAP, CONTACT_HOURS, INQUIRY_ANSWER, QUIET_AFTER_CONVERSATION
from domain.law.scope import EVERYBODY, AskedFor, asked
from domain.law.table import LawRow, RuleTable, row_in_force
from domain.law.values import CallsIn7Days, DayCount, OpenHours

Value = TypeVar("Value")


@lru_cache(maxsize=4096)
def hours_of_contact(jurisdiction: str, day: date, kind: DayKind, debtor: Debtor) -> LawRow[OpenHours] | Refusal:
    """The hours of a day of this kind at which people who owe like this are called."""
    return _law_or_policy(CONTACT_WINDOW, CONTACT_HOURS, jurisdiction, day, asked(kind, debtor))


@lru_cache(maxsize=4096)
def cap_of_calls(jurisdiction: str, day: date) -> LawRow[CallsIn7Days] | Refusal:
    """How many calls a person gets at most within seven days, about one claim."""
    return _law_or_policy(CALL_FREQUENCY_MAX, CALL_CAP, jurisdiction, day)


@lru_cache(maxsize=4096)
def quiet_days_after_conversation(jurisdiction: str, day: date) -> LawRow[DayCount] | Refusal:
    """For how many days after a conversation nobody calls; its own day is the first of them."""
    return _law_or_policy(QUIET_PERIOD, QUIET_AFTER_CONVERSATION, jurisdiction, day)


def time_to_answer_an_inquiry(jurisdiction: str, day: date) -> LawRow[DayCount] | Refusal:
    """Within how many days an inquiry of that day is answered."""
    return _law_or_policy(ANSWER_DEADLINE, INQUIRY_ANSWER, jurisdiction, day)


def _law_or_policy(
    law: RuleTable[Value], policy: RuleTable[Value], jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY
) -> LawRow[Value] | Refusal:
    row: LawRow[Any] | Refusal = row_in_force(law, jurisdiction, day, applies_to)
    return row if isinstance(row, LawRow) else row_in_force(policy, jurisdiction, day, applies_to)
