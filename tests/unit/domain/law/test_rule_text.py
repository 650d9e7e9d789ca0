"""Any rule in words: whatever an event or a refusal names can be explained, with its law and source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import domain
import domain.catalogue  # every theme has named its rules then
from domain.case.holds.kinds import HOLD_KINDS
from domain.case.stages.transitions import TRANSITIONS
from domain.kernel.refusal import Refusal
from domain.law.all_tables import ALL_TABLES
from domain.law.contact_rules import CONTACT_WINDOW
from domain.law.cost_caps import REMINDER_FEE
from domain.law.rule_text import all_rules, rule_text, rules_below, table_asked
from domain.law.table import row_in_force

FOLDER = Path(domain.__file__).parent


def test_a_row_is_told_with_its_value_its_days_its_law_and_its_source() -> None:
    text = rule_text("SE.reminder_fee.2013-03-16")
    assert text is not None
    assert text.sentence() == "Reminder fee: 60 SEK (lag 1981:739 4 § (SFS 2013:56))"
    assert (text.period, text.tag) == ("from 2013-03-16, no end known", "V")
    assert "riksdagen.se" in text.source and text.is_law


def test_the_agencys_own_policy_is_told_as_one() -> None:
    text = rule_text("SE.payment_grace.1970-01-01")
    assert text is not None
    assert (text.value_in_words, text.law, text.is_law) == ("3 bank days", "agency policy", False)


def test_every_row_of_every_table_is_explained_under_the_id_that_events_name() -> None:
    for table in ALL_TABLES:
        for row in table.rows:
            text = rule_text(row.rule_id)
            assert text is not None
            assert (text.law, text.source, text.value, text.valid_to) == (
                row.law,
                row.source,
                row.printed,
                row.valid_to,
            )


def test_the_beginning_of_an_id_means_all_that_begin_so_and_no_half_word() -> None:
    assert [text.rule_id for text in rules_below("SE.reminder_fee")] == [
        "SE.reminder_fee.2003-07-01", "SE.reminder_fee.2013-03-16",
    ]  # fmt: skip
    assert rules_below("SE.reminder") == []
    assert {text.rule_id.split(".")[0] for text in rules_below("reminder_fee")} == {"SE", "FI", "DK"}


def test_what_is_enacted_and_not_in_force_is_told_so() -> None:
    pending = [text for text in rules_below("NO.contact_window") if text.valid_from is None]
    assert len(pending) == len([row for row in CONTACT_WINDOW.pending if row.jurisdiction == "NO"]) == 3
    assert {text.period for text in pending} == {"enacted, not in force"}
    assert "not at all" in {text.value_in_words for text in pending}


def test_a_rule_without_a_row_still_says_which_table_lacks_it() -> None:
    refusal = row_in_force(REMINDER_FEE, "DE", date(2026, 3, 1))
    assert isinstance(refusal, Refusal) and refusal.rule
    assert rules_below(refusal.rule) == []
    assert table_asked(refusal.rule) is REMINDER_FEE
    assert table_asked("nonsense") is None


@pytest.mark.parametrize("kind", HOLD_KINDS, ids=lambda kind: str(kind.hold_type))
def test_every_hold_is_explained_by_what_its_row_says(kind: object) -> None:
    text = rule_text(f"hold.{kind.hold_type}")  # type: ignore[attr-defined]
    assert text is not None
    assert text.law == kind.source  # type: ignore[attr-defined]
    assert all(stopped in text.what for stopped in kind.scope.stopped())  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: str(row.event))
def test_every_move_of_a_case_is_explained_by_its_row(row: object) -> None:
    text = rule_text(f"stage.{row.event}")  # type: ignore[attr-defined]
    assert text is not None
    assert all(stage in text.what for stage in row.before)  # type: ignore[attr-defined]
    assert text.value in row.guard  # type: ignore[attr-defined]


def rules_in_refusals() -> Iterator[tuple[str, str]]:
    """Where a refusal names a rule by a text of its own, and the text; up to the first part that is filled in."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                given = [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "rule")]
                for rule in given:
                    if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                        yield f"{path.relative_to(FOLDER)}:{node.lineno}", rule.value
                    if isinstance(rule, ast.JoinedStr) and isinstance(rule.values[0], ast.Constant):
                        yield f"{path.relative_to(FOLDER)}:{node.lineno}", str(rule.values[0].value)


def test_every_rule_that_a_refusal_names_can_be_explained() -> None:
    known = [text.rule_id for text in all_rules()]
    found = list(rules_in_refusals())
    assert found, "at least the stages name theirs"
    unknown = [(where, rule) for where, rule in found if not any(one.startswith(rule) for one in known)]
    assert unknown == [], "name each with domain.law.rule_text.named_rule beside its decision"
