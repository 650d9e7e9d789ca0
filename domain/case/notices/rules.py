"""What law and policy want of each letter: how soon, how long after the one before it, and how much time it gives.

The law of the country stands where it has a row for such a letter to such a debtor; elsewhere the agency's policy,
which says that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from domain.case.charges.interest_to import debtor_kind
from domain.case.notices.state import NoticeKind
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.contact_rules import (
    DEMAND_DEADLINE_MIN,
    ELECTRONIC_CONSENT_MAX,
    LETTER_GAP_MIN,
    NOTICE_DEADLINE_MIN,
    REMINDER_GAP_MIN,
)
from domain.law.policies import NOTICE_DEADLINE, NOTICE_EARLIEST, NOTICE_GAP
from domain.law.scope import asked
from domain.law.table import LawRow, RuleTable, row_in_force
from domain.law.values import DayCount, Months

Value = TypeVar("Value")
Tables = tuple[RuleTable[DayCount], ...]
Rows = tuple[LawRow[Any], ...]


@dataclass(frozen=True, slots=True)
class LetterOf:
    """A kind of letter to a debtor of this kind, on a local day in a country."""

    kind: NoticeKind
    debtor: Debtor
    jurisdiction: str
    day: date

    @classmethod
    def today(cls, state: CaseState, kind: NoticeKind, today: date) -> LetterOf:
        """One of this case, sent today."""
        return cls(kind, debtor_kind(state), state.claim.jurisdiction, today)

    def row(self, table: RuleTable[Value]) -> LawRow[Value] | Refusal:
        """The table's row for it, or which is missing."""
        return row_in_force(table, self.jurisdiction, self.day, asked(self.debtor))


def earliest(letter: LetterOf) -> LawRow[DayCount] | Refusal:
    """How many days after the due date it may be sent, at the soonest; from when it may cost something is asked of its
    fee."""
    return letter.row(NOTICE_EARLIEST)


def gap(letter: LetterOf) -> LawRow[DayCount] | Refusal:
    """How many days after the letter before it it may be sent, at the soonest."""
    law = (REMINDER_GAP_MIN,) if letter.kind is NoticeKind.REMINDER else ()
    return _first(letter, (*law, LETTER_GAP_MIN, NOTICE_GAP))


def time_to_pay(letter: LetterOf) -> LawRow[DayCount] | Refusal:
    """How many days it gives from its sending, at the least."""
    law: Tables = ()
    if letter.kind is NoticeKind.COLLECTION_NOTICE:
        law = (NOTICE_DEADLINE_MIN, DEMAND_DEADLINE_MIN)
    elif letter.kind is NoticeKind.PAYMENT_DEMAND:
        law = (DEMAND_DEADLINE_MIN,)
    return _first(letter, (*law, NOTICE_DEADLINE))


def row_that_wants_paper(letter: LetterOf) -> LawRow[Months] | None:
    """The row by which it goes by letter whatever anybody wishes: another way needs a consent of its own."""
    row = letter.row(ELECTRONIC_CONSENT_MAX) if letter.kind is NoticeKind.PAYMENT_DEMAND else None
    return row if isinstance(row, LawRow) else None


def _first(letter: LetterOf, tables: Tables) -> LawRow[DayCount] | Refusal:
    """The row of the first table that has one; the refusal is that of the last."""
    rows = [letter.row(table) for table in tables]
    return next((row for row in rows if not isinstance(row, Refusal)), rows[-1])
