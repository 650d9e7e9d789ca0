"""A payment reference of ours, for a claim that comes without one: the same for a case however often it is asked."""

from __future__ import annotations

from uuid import UUID

from domain.case.claim.check_digits import finnish_check_digit, with_length_and_check_digit, with_luhn_digit

DIGITS = 18
"""Before the check digits. Of ten million cases, two have the same by a chance of 1 in 20,000; their payments then
wait in suspense, as for any two cases of one reference."""


def issued_reference(case: UUID, jurisdiction: str) -> str:
    """With the check digits that banks there look at: an OCR number with length digit in Sweden, a KID of modulus 10 in
    Norway, a viite in Finland, an RF reference (ISO 11649) elsewhere."""
    first = 10 ** (DIGITS - 1)
    digits = str(first + case.int % (9 * first))  # none begins with a zero: zeros in front do not count
    if jurisdiction == "SE":
        return with_length_and_check_digit(digits)
    if jurisdiction == "NO":
        return with_luhn_digit(digits)
    if jurisdiction == "FI":
        return digits + finnish_check_digit(digits)
    return f"RF{_rf_check_digits(digits)}{digits}"


def _rf_check_digits(digits: str) -> str:
    """ISO 7064 MOD 97-10 over the digits, "RF" as 2715 and two zeros."""
    return f"{98 - int(f'{digits}271500') % 97:02d}"
