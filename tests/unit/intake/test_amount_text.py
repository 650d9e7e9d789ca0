"""Amounts as people write them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import infra.intake
from domain.kernel.limits import AMOUNT_MINOR_MAX
from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.intake.amount_text import format_amount, parse_amount
from infra.intake.refused.bad_value import BadValue

currencies = st.sampled_from(sorted(MINOR_UNIT_DIGITS))
amounts = st.integers(0, AMOUNT_MINOR_MAX)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.50", "SEK", 123_450),
        ("1 234,50", "SEK", 123_450),
        ("1\u00a0234\u00a0567,89", "NOK", 123_456_789),
        ("1\u202f234", "DKK", 123_400),
        ("12,5", "EUR", 1_250),
        ("0.07", "SEK", 7),
        ("007", "SEK", 700),
        ("1 234", "ISK", 1_234),
    ],
)
def test_a_written_amount_is_read_digit_for_digit(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("-1.00", "SEK", "negative_amount"),
        ("\u22125", "SEK", "negative_amount"),
        ("1.234", "SEK", "too_many_decimals"),
        ("1.230", "SEK", "too_many_decimals"),
        ("10.0", "ISK", "too_many_decimals"),
        ("99999999999999999999", "SEK", "amount_too_large"),
        *[
            (text, "SEK", "not_an_amount")
            for text in (
                "", " ", "kr 5", "5 kr", "1,234.50", "1.234,50", "1,2,3", "12 34", "1 2345", "1234 567", " 5", "5 ",
                "5.", ".5", "+5", "1e3", "0x10", "NaN", "inf", "١٢", "１２", "1_000", "1 234 ,50", "1.5-", "5,٥",
            )
        ],
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused(text: str, currency: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_amount(text, currency)
    assert refused.value.code == code


@given(amounts, currencies, st.sampled_from(".,"))
def test_a_formatted_amount_reads_as_itself(minor: int, currency: str, mark: str) -> None:
    assert parse_amount(format_amount(minor, currency, mark), currency) == minor


@given(amounts, currencies, st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_thousands_set_apart_change_nothing(minor: int, currency: str, space: str) -> None:
    whole, mark, decimals = format_amount(minor, currency).partition(".")
    assert parse_amount(f"{int(whole):,}".replace(",", space) + mark + decimals, currency) == minor


@given(st.text(max_size=12) | st.text("0123456789., -", max_size=12), currencies)
def test_any_text_is_an_amount_in_range_or_a_refusal(text: str, currency: str) -> None:
    try:
        assert 0 <= parse_amount(text, currency) <= AMOUNT_MINOR_MAX
    except BadValue as refused:
        assert refused.reason


def test_no_module_of_the_files_part_uses_a_float() -> None:
    for path in Path(infra.intake.__path__[0]).rglob("*.py"):
        if path.parent.name in ("importing", "watching"):
            continue  # they send what was read, and wait for answers and files in seconds
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            # In refused.py a slash joins paths.
            is_division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and path.name != "refused.py"
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_named = isinstance(node, ast.Name) and node.id == "float"
            assert not (is_division or is_float or is_named), f"{path.name}, line {getattr(node, 'lineno', 0)}"
