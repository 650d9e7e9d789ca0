"""`caseledger law`: it answers without any server, in every format."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from typing import Any

import pytest
import typer.main

from infra.cli.main import app
from infra.cli.questions.trail import laws_behind
from infra.cli.submit import law_behind

PROGRAM: Any = typer.main.get_command(app)


def answered(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    PROGRAM([*args], standalone_mode=False)
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    return json.loads(answered(capsys, *args, "--json"))


def test_a_rule_is_explained_with_law_source_and_who_asks_it(capsys: pytest.CaptureFixture[str]) -> None:
    rules = document(capsys, "law", "explain", "SE.allocation_order")["rules"]
    assert [(one["rule"], one["value"], one["tag"]) for one in rules] == [
        ("SE.allocation_order.1970-01-01", "court_costs>fees>interest>principal order", "P")
    ]
    assert "AllocatePayment" in rules[0]["asked_by"]
    assert "agency policy" in answered(capsys, "law", "explain", "SE.allocation_order")


def test_a_rule_that_is_missing_says_so_and_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "law", "explain", "DE.reminder_fee")
    assert told["rules"] == []
    assert "DK, FI, SE" in told["missing"]


def test_what_is_no_rule_at_all_is_not_found() -> None:
    with pytest.raises(Exception, match="No rule is called 'nonsense'"):
        PROGRAM(["law", "explain", "nonsense"], standalone_mode=False)


def test_the_rows_in_force_on_a_day_are_listed_page_by_page(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("law", "list", "--jurisdiction", "se", "--rule", "reminder_fee", "--at")
    assert [row["value"] for row in document(capsys, *args, "2013-03-15")["rows"]] == ["50 SEK"]
    assert [row["value"] for row in document(capsys, *args, "2013-03-16")["rows"]] == ["60 SEK"]
    first = document(capsys, "law", "list", "--limit", "3")
    second = document(capsys, "law", "list", "--limit", "3", "--after", first["next"])
    assert len({row["rule"] for row in first["rows"] + second["rows"]}) == 6
    assert first["total"] > 800


def test_what_a_claim_would_need_and_no_row_says(capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "law", "missing", "--at", "2026-11-25", "--jurisdiction", "GB")
    assert {"jurisdiction": "GB", "needed": "later", "what": "limitation period", "state": "missing",
            "rules": ["limitation_period"]} in told["missing"]  # fmt: skip
    assert not [one for one in told["missing"] if one["needed"] == "when the claim comes"]
    before = document(capsys, "law", "missing", "--at", "1969-12-31", "--jurisdiction", "GB")["missing"]
    assert {"jurisdiction": "GB", "needed": "when the claim comes", "what": "payment grace", "state": "missing",
            "rules": ["payment_grace"]} in before  # fmt: skip


def test_two_days_are_compared_whichever_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("--rule", "late_interest", "--jurisdiction", "NO", "--format", "csv")
    rows = list(
        csv.DictReader(answered(capsys, "law", "diff", "--at", "2026-07-01", "--at", "2026-01-01", *args).split("\n"))
    )
    assert [(row["on"], row["change"], row["before"], row["after"]) for row in rows] == [
        ("2026-07-01", "changes", "12.00 percent_pa", "12.25 percent_pa")
    ]
    with pytest.raises(Exception, match="give it twice"):
        PROGRAM(["law", "diff", "--at", "2026-07-01"], standalone_mode=False)


def test_a_refusal_says_the_law_behind_its_rule_where_it_is_known() -> None:
    assert law_behind("hold.dispute") == (
        "A hold of the type dispute stops contact, fees, legal (SE inkassolag (1974:182) 8 §, NO inkassoloven § 17. "
        "Agency policy: interest runs on, as the claim may stand.). More: `caseledger law explain hold.dispute`"
    )
    assert law_behind("DE.reminder_fee") is None
    assert law_behind(None) is None


def test_the_trail_says_by_which_law_an_event_or_a_block_is() -> None:
    assert laws_behind("SE.reminder_fee.2013-03-16, SE.payment_grace.1970-01-01") == [
        "lag 1981:739 4 § (SFS 2013:56)", "agency policy",
    ]  # fmt: skip
    assert laws_behind("hold.vulnerability")[0].startswith("Agency policy")
    assert laws_behind("no.such.rule") == laws_behind(None) == []


def test_the_day_of_an_act_that_waits_is_taken_from_the_environment_and_said() -> None:
    asked = ["law", "list", "--jurisdiction", "NO", "--rule", "answer_deadline", "--format", "json"]
    program = f"import sys; sys.argv = ['caseledger', *{asked}]; from infra.cli.main import run; run()"
    listed = [
        json.loads(subprocess.run([sys.executable, "-c", program], env={**os.environ, **more}, check=True,
                                  capture_output=True, text=True).stdout)
        for more in ({}, {"CASELEDGER_NORWAY_NEW_ACT_FROM": "2027-01-01"})
    ]  # fmt: skip
    assert [one["norway_new_act_from"] for one in listed] == [None, "2027-01-01"]
    rules = [(one["rows"][0]["rule"], one["rows"][0]["in_force"]) for one in listed]
    assert rules == [("NO.answer_deadline.pending", False), ("NO.answer_deadline.2027-01-01", True)]
