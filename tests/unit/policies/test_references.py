"""When a reference cannot be right."""

from __future__ import annotations

import pytest

from consumers.policies.matcher.references import check_digit_fails


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
