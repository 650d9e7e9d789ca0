"""Any rule in words: the rows of every table, and the rules that stand beside the tables.

A refusal names a rule by its id; ``rule_text`` gives law and source to it. A theme whose decision holds something that
is no dated row (a hold, a stage, a policy of conduct) names it here with ``named_rule``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from domain.law.all_tables import ALL_TABLES
from domain.law.file import TAGS
from domain.law.table import LawRow, PendingRow, RuleTable

AGENCY_POLICY = "agency policy"
_UNIT_WORDS = {
    "percent_pa": "% a year",
    "pp": "percentage points a year",
    "percent": "%",
    "business_days": "bank days",
    "calls_per_7_consecutive_days": "calls within seven days",
    "days/year": "days in a year",
    "local_time": "local time",
    "order": "in this order",
    "share": "of one",
    "day_of_year": "each year",
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule. ``valid_from`` is None for one that is not in force yet, or that has no day (then ``is_dated`` is not).

    ``what`` names it, ``value`` is what it says, ``tag`` how sure it is: a key of ``TAGS``, or empty for a law that is
    named beside the tables. Empty texts say nothing.
    """

    rule_id: str
    what: str
    value: str
    applies_to: str
    law: str
    source: str
    tag: str
    note: str = ""
    is_dated: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def how_sure(self) -> str:
        """What its tag means."""
        return TAGS.get(self.tag, "as its source says; it is no row of the files of law")

    @property
    def is_law(self) -> bool:
        """Whether somebody else than the agency says so."""
        return self.tag != "P"

    @property
    def value_in_words(self) -> str:
        """Such as ``12.25 % a year`` for ``12.25 percent_pa``."""
        amount, _, unit = self.value.partition(" ")
        if unit == "local_time" and amount == "none":
            return "not at all"
        return f"{amount} {_UNIT_WORDS[unit]}" if self.is_dated and unit in _UNIT_WORDS else self.value

    @property
    def period(self) -> str:
        """From when until when, in words."""
        if not self.is_dated:
            return "always"
        if self.valid_from is None:
            return "enacted, not in force"
        return f"from {self.valid_from}" + (f" to {self.valid_to}" if self.valid_to else ", no end known")

    def sentence(self) -> str:
        """What it says, by which law: to stand beside a refusal."""
        said = f": {self.value_in_words}" if self.value else ""
        return f"{self.what[:1].upper()}{self.what[1:]}{said} ({self.law})"


_BESIDE_THE_TABLES: dict[str, RuleText] = {}


def named_rule(
    rule_id: str, what: str, law: str = AGENCY_POLICY, source: str = "", *, value: str = "", applies_to: str = ""
) -> str:
    """Names a rule that is no dated row, and gives its id back, for refusals.

    ``what`` says it in words. What begins as the agency's own policy does is tagged as one.
    """
    tag = "P" if law.lower().startswith(AGENCY_POLICY) else ""
    _BESIDE_THE_TABLES[rule_id] = RuleText(rule_id, what, value, applies_to, law, source, tag)
    return rule_id


def rule_text(rule_id: str) -> RuleText | None:
    """The rule of this id; None where no row and no rule beside the tables has it.

    Constant time. Rules beside the tables are known once their theme has been imported (``domain.catalogue`` does).
    """
    return _rows().get(rule_id) or _BESIDE_THE_TABLES.get(rule_id)


def rules_below(asked: str) -> list[RuleText]:
    """The rule of this id, or all whose ids begin with it as a whole part: ``SE.reminder_fee``, ``hold``, ``SE``.

    The name of a rule alone (``reminder_fee``) is that rule wherever it holds. In the order of the files.
    """
    if exact := rule_text(asked):
        return [exact]
    if asked in {table.rule for table in ALL_TABLES}:
        return [text for text in all_rules() if text.is_dated and text.rule_id.split(".")[1] == asked]
    return [text for text in all_rules() if text.rule_id.startswith(f"{asked.removesuffix('.')}.")]


def all_rules() -> Iterator[RuleText]:
    """Every row of every table, those that are not in force yet, and the rules beside the tables, by their ids."""
    yield from _rows().values()
    yield from (_BESIDE_THE_TABLES[rule_id] for rule_id in sorted(_BESIDE_THE_TABLES))


def table_asked(asked: str) -> RuleTable[Any] | None:
    """The table that ``SE.reminder_fee`` or ``reminder_fee`` speaks of, whether it has a row there or not."""
    named = asked.split(".")
    rule = named[1] if len(named) > 1 else named[0]
    return next((table for table in ALL_TABLES if table.rule == rule), None)


def pending_id(row: PendingRow) -> str:
    """The name of a row that has no day yet, and so no id that an event could name."""
    return ".".join([row.jurisdiction, row.rule, "pending", *filter(None, [row.scope.slug])])


@cache
def _rows() -> dict[str, RuleText]:
    dated = [_of_row(table, row) for table in ALL_TABLES for row in table.rows]
    pending = [_of_pending(table, row) for table in ALL_TABLES for row in table.pending]
    return {text.rule_id: text for text in (*dated, *pending)}


def _of_row(table: RuleTable[Any], row: LawRow[Any]) -> RuleText:
    return RuleText(
        row.rule_id, table.what, row.printed, row.applies_to, row.law, row.source, row.tag, row.note,
        is_dated=True, valid_from=row.valid_from, valid_to=row.valid_to,
    )  # fmt: skip


def _of_pending(table: RuleTable[Any], row: PendingRow) -> RuleText:
    return RuleText(
        pending_id(row), table.what, row.printed, row.applies_to, row.law, row.source, row.tag, row.note, is_dated=True
    )
