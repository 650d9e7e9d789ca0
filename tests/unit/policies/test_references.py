"""When two references are the same, and when one cannot be right."""

from __future__ import annotations

import pytest

from consumers.policies.matcher.references import canonical, check_digit_fails


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345674", "12345674"),
        ("  1234 5674 ", "12345674"),
        ("00000000000000012345674", "12345674"),
        ("12345674\t", "12345674"),
        ("1234-", "1234-"),
        ("001234-", "1234-"),
        ("rf18 5390 0754 7034", "RF18539007547034"),
        ("abc-0012", "ABC-0012"),
        ("00ab", "00AB"),
        ("0000000000", ""),
        ("   ", ""),
        ("", ""),
    ],
)
def test_blanks_case_and_leading_zeros_do_not_count(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize("text", ["12 34", "0012345674", "rf18 5390", "", "A 1"])
def test_a_canonical_reference_stays_as_it_is(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("reference", "currency", "fails"),
    [
        ("12345674", "SEK", False),  # Luhn
        ("12345675", "SEK", True),
        ("123456782", "NOK", False),  # KID, modulus 10
        ("123456785", "NOK", False),  # KID, modulus 11
        ("123456783", "NOK", True),
        ("1234561", "EUR", False),  # a Finnish viite
        ("12345674", "EUR", False),  # a Swedish OCR number may be paid in euro
        ("1234560", "EUR", True),
        ("RF341234561", "EUR", False),
        ("RF351234561", "EUR", True),
        ("RF351234561", "SEK", True),
        ("FAKTURA-17", "SEK", False),  # no rule sees a check digit in it
        ("12345675", "USD", False),  # no rule is known
    ],
)
def test_a_check_digit_is_judged_by_the_rules_of_the_payments_currency(
    reference: str, currency: str, fails: bool
) -> None:
    assert check_digit_fails(reference, currency) is fails
