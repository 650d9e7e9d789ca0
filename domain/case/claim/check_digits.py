"""Check digits of payment references, by the rule of the country that they are used in.

- Sweden (OCR number): the last digit by Luhn, the last but one the number's length modulo ten where that is agreed.
  Bankgirot, "Bankgiro Inbetalningar, användarmanual".
- Norway (KID): the last character by Luhn (modulus 10), or by modulus 11 with weights 2 to 7 from the right.
- Finland (viite): the last digit by weights 7, 3, 1 from the right.
"""

from __future__ import annotations

from stdnum import luhn

_MOD11_WEIGHTS = (2, 3, 4, 5, 6, 7)
_FINNISH_WEIGHTS = (7, 3, 1)


def with_luhn_digit(digits: str) -> str:
    """A KID of modulus 10."""
    return digits + str(luhn.calc_check_digit(digits))


def with_length_and_check_digit(digits: str) -> str:
    """A Swedish OCR number that passes the strictest agreement: its length digit, then its Luhn digit."""
    return with_luhn_digit(f"{digits}{(len(digits) + 2) % 10}")


def mod11_check_character(digits: str) -> str:
    """The Norwegian KID's other check character; ten is written "-"."""
    total = sum(int(d) * _MOD11_WEIGHTS[i % 6] for i, d in enumerate(reversed(digits)))
    check = -total % 11
    return "-" if check == 10 else str(check)


def finnish_check_digit(digits: str) -> str:
    """The last digit of a viite."""
    return str(-sum(int(d) * _FINNISH_WEIGHTS[i % 3] for i, d in enumerate(reversed(digits))) % 10)
