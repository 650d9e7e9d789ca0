"""The reference by which a payment finds its claim, checked by the rule of the country that it is used in.

- Sweden (OCR number): 2 to 25 digits, the last one a Luhn check digit; where agreed, the last but one is the number's
  length modulo ten. Bankgirot, "Bankgiro Inbetalningar, användarmanual".
- Norway (KID): 2 to 25 digits, the last one by Luhn (modulus 10), or by modulus 11 with weights 2 to 7 from the right,
  where ten is written "-".
- Denmark (FI/GIK card): digits, the last one by Luhn.
- Finland (viite): 4 to 20 digits, the last one by weights 7, 3, 1 from the right.
- anywhere: ISO 11649, "RF" with two check digits and up to 21 more characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum import iso11649, luhn

from domain.case.claim.check_digits import finnish_check_digit, mod11_check_character
from infra.intake.refused.bad_value import BadValue


def check_reference(text: str, jurisdiction: str) -> str:
    """The reference without blanks. Raises BadValue: ``bad_payment_reference`` or ``bad_check_digit``.

    Where no national rule is known, letters and digits are taken as they are.
    """
    reference = "".join(text.split())
    if reference.upper().startswith("RF"):
        return _checked(reference.upper(), iso11649.is_valid, re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}"), "ISO 11649")
    if jurisdiction not in _NATIONAL:
        return _checked(reference, lambda _: True, re.compile(r"[0-9A-Za-z/.-]{1,35}"), "")
    shape, is_valid, rule = _NATIONAL[jurisdiction]
    return _checked(reference, is_valid, shape, rule)


def rules_kept(reference: str) -> tuple[str, ...]:
    """Which rules' check digits the reference has, whatever country it is from: none of them, or several by chance."""
    text = "".join(reference.split()).upper()
    return tuple(name for name, rule in _RULES.items() if rule(text))


def has_length_digit(reference: str) -> bool:
    """Whether the last but one digit of a Swedish OCR number is its length modulo ten."""
    return len(reference) > 2 and int(reference[-2]) == len(reference) % 10


def _is_kid(reference: str) -> bool:
    return luhn.is_valid(reference) or mod11_check_character(reference[:-1]) == reference[-1]


def _is_viite(reference: str) -> bool:
    return finnish_check_digit(reference[:-1]) == reference[-1]


_NATIONAL: dict[str, tuple[re.Pattern[str], Callable[[str], bool], str]] = {
    "SE": (re.compile(r"[0-9]{2,25}"), luhn.is_valid, "the Luhn rule of Swedish OCR numbers"),
    "NO": (re.compile(r"[0-9]{1,24}[0-9-]"), _is_kid, "modulus 10 and modulus 11 of Norwegian KID numbers"),
    "DK": (re.compile(r"[0-9]{2,19}"), luhn.is_valid, "the Luhn rule of Danish payment cards"),
    "FI": (re.compile(r"[0-9]{4,20}"), _is_viite, "the 7-3-1 rule of Finnish references"),
}


_RULES: dict[str, Callable[[str], bool]] = {
    "OCR with length digit": lambda text: _is_number(text) and luhn.is_valid(text) and has_length_digit(text),
    "modulus 10 (OCR, KID)": lambda text: _is_number(text) and luhn.is_valid(text),
    "modulus 11 (KID)": lambda text: _is_number(text[:-1]) and mod11_check_character(text[:-1]) == text[-1],
    "viite": lambda text: _is_number(text) and 4 <= len(text) <= 20 and _is_viite(text),
    "ISO 11649 (RF)": lambda text: text.startswith("RF") and iso11649.is_valid(text),
}


def _is_number(text: str) -> bool:
    return 1 <= len(text) <= 25 and text.isascii() and text.isdigit()


def _checked(reference: str, is_valid: Callable[[str], bool], shape: re.Pattern[str], rule: str) -> str:
    if not shape.fullmatch(reference):
        raise BadValue("bad_payment_reference", "It has not the form of a payment reference.")
    if not is_valid(reference):
        raise BadValue("bad_check_digit", f"It fails {rule}: at least one digit is wrong or missing.")
    return reference
