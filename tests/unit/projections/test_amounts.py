"""A case's amounts are named once: SQL and answers go by that."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files

import pytest

from projections.balances.amounts import AMOUNTS
from projections.balances.answers import CaseBalance, PortfolioBalance
from projections.kit.named_sql import text_of

SQL = ("tables.sql", "staging.sql", "fold.sql", "queries.sql", "checks.sql")


@pytest.mark.parametrize("answer", [CaseBalance, PortfolioBalance])
def test_answers_have_all_amounts_side_by_side_in_their_order(answer: type) -> None:
    names = [field.name for field in fields(answer)]  # type: ignore[arg-type]
    begin = names.index(AMOUNTS[0])
    assert tuple(names[begin : begin + len(AMOUNTS)]) == AMOUNTS


@pytest.mark.parametrize("file", SQL)
def test_no_sql_lists_amounts_of_its_own(file: str) -> None:
    text = files("projections.balances").joinpath(file).read_text("utf-8")
    assert "{each amount: " in text
    beside_the_debt = AMOUNTS[AMOUNTS.index("collected_minor") :]
    listed = [line.strip() for line in text.splitlines() if any(amount in line for amount in beside_the_debt)]
    of_the_check = ["+ collected_minor + paid_to_creditor_minor + written_off_minor)"]
    assert listed == (of_the_check if file == "tables.sql" else [])


def test_each_stands_for_every_column_with_commas_between() -> None:
    assert "sum(staged.claimed_minor), sum(staged.added_minor), " in text_of(
        "projections.balances", "fold.sql", amount=AMOUNTS
    )


def test_a_column_that_is_not_named_is_an_error() -> None:
    with pytest.raises(KeyError, match="amount"):
        text_of("projections.balances", "fold.sql", another=AMOUNTS)
