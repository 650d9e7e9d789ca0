"""When a payment reference cannot be right. When two are the same, ``reference_key`` says: where two claims' references
differ only in what does not count there, both are meant, and the payment waits for a person.

Not right: its check digit fails every national rule of the payment's currency, or ISO 11649 for one that begins with
RF. A reference that a claim carries is never tested: it is what the debtor was told to use.
"""

from __future__ import annotations

from infra.intake.banks.payment_reference import check_reference
from infra.intake.refused.bad_value import BadValue

# Whose check digit rules the references of a payment in this currency may follow. With no row, none is tested.
JURISDICTIONS = {"SEK": ("SE",), "NOK": ("NO",), "DKK": ("DK",), "EUR": ("FI", "SE")}


def check_digit_fails(reference: str, currency: str) -> bool:
    """Whether at least one digit of a ``reference_key`` must be wrong. False where no rule can tell."""
    problems = [_problem(reference, jurisdiction) for jurisdiction in JURISDICTIONS.get(currency, ())]
    return "bad_check_digit" in problems and "" not in problems


def _problem(reference: str, jurisdiction: str) -> str:
    try:
        check_reference(reference, jurisdiction)
    except BadValue as problem:
        return problem.code
    return ""
