"""Codes are promises: each is explained to people, and each can happen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from infra.demo.sample_portfolio.bad_claims import DUPLICATE, MISTAKES
from infra.intake.refused.codes import BankFileCode, ClaimLineCode, ClaimsFileCode, KeptCode

ROOT = Path(__file__).parents[3]
CODES = {
    "a claims file": ClaimsFileCode,
    "a bank file": BankFileCode,
    "a claim line": ClaimLineCode,
    "kept for a person": KeptCode,
}


def documented(section: str) -> set[str]:
    text = (ROOT / "docs" / "files.md").read_text("utf-8")
    return set(re.findall(r"^\| `([a-z_0-9]+)` \|", text.split(f"<!-- codes: {section} -->")[1].split("\n\n")[0], re.M))


@pytest.mark.parametrize("section", CODES)
def test_the_documentation_explains_exactly_the_codes_that_there_are(section: str) -> None:
    assert documented(section) == set(get_args(CODES[section]))


def test_every_code_of_a_claim_line_is_shown_by_a_sample_mistake() -> None:
    assert {mistake.code for mistake in MISTAKES} | {DUPLICATE} == set(get_args(ClaimLineCode))


@pytest.mark.parametrize("section", ["a claims file", "a bank file", "kept for a person"])
def test_every_other_code_is_expected_by_a_test(section: str) -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in get_args(CODES[section]) if f'"{code}"' not in tests] == []
