"""With what a command can be refused is read from the decisions: no list says it, so none can be wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import domain
from domain.case.closure.closing import CloseCase
from domain.case.disputes.raising import RaiseDispute
from domain.catalogue import COMMANDS
from domain.refusal_codes import refusals_of

OF_FIELDS = {"amount_too_large"}
"""Told of a field by what its type holds: the same for every command."""
OF_THE_WRITER = {"aggregate_id_differs"}
OF_QUESTIONS = {"no_period_closed"}
"""What a question about the books is answered."""


def test_a_dispute_is_refused_with_the_codes_of_its_decision_and_no_others() -> None:
    assert set(refusals_of(RaiseDispute)) == {
        "actor_invalid", "amount_invalid", "case_closed", "case_unknown", "dispute_already_open",
        "happened_before_the_claim", "happened_in_the_future", "rule_missing", "time_out_of_range",
    }  # fmt: skip


def test_each_code_comes_with_its_sentence_and_what_is_worked_out_is_left_open() -> None:
    assert refusals_of(CloseCase)["case_closed"].startswith("The case is closed")
    assert refusals_of(CloseCase)["balance_remains"].startswith("… is still owed")


def test_every_refusal_that_stands_in_the_domain_is_some_command_s() -> None:
    known = {code for command in COMMANDS.values() for code in refusals_of(command)}
    written = {code for file in Path(domain.__path__[0]).rglob("*.py") for code in codes_written_in(file)}
    assert written - known == OF_FIELDS | OF_THE_WRITER | OF_QUESTIONS


def codes_written_in(file: Path) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }  # fmt: skip
