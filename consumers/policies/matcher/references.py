"""When two payment references are the same, and when one cannot be right.

The same: blanks and letter case never count, as references are printed in groups and typed by hand. In a reference of
digits (with the "-" that a Norwegian KID may end in) leading zeros do not count either: bank formats pad to the
left with them, and no check digit rule sees them. A reference of zeros only is none. Where two claims' references
differ only in what does not count, both are meant, and the payment waits for a person.

Not right: its check digit fails every national rule of the payment's currency, or ISO 11649 for one that begins with
RF. A reference that a claim carries is never tested: it is what the debtor was told to use.
"""

from __future__ import annotations

import re

from infra.intake.banks.payment_reference import check_reference
from infra.intake.refused.bad_value import BadValue

# Whose check digit rules the references of a payment in this currency may follow. With no row, none is tested.
JURISDICTIONS = {"SEK": ("SE",), "NOK": ("NO",), "DKK": ("DK",), "EUR": ("FI", "SE")}
_DIGITS = re.compile(r"[0-9]+-?")


def canonical(text: str) -> str:
    """The form in which references are compared; empty when it refers to nothing."""
    reference = "".join(text.split()).upper()
    return reference.lstrip("0") if _DIGITS.fullmatch(reference) else reference


def check_digit_fails(reference: str, currency: str) -> bool:
    """Whether at least one digit of a canonical reference must be wrong. False where no rule can tell."""
    problems = [_problem(reference, jurisdiction) for jurisdiction in JURISDICTIONS.get(currency, ())]
    return "bad_check_digit" in problems and "" not in problems


def _problem(reference: str, jurisdiction: str) -> str:
    try:
        check_reference(reference, jurisdiction)
    except BadValue as problem:
        return problem.code
    return ""
