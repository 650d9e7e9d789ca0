"""Under which names a generated case goes: whatever in its events follows from the seed and the case's number alone.

A story that is told again under another number (``Portfolio.stories``) is told with other names, and with nothing else
that is other.
"""

from __future__ import annotations

from uuid import UUID

from domain.case.claim.check_digits import finnish_check_digit, with_length_and_check_digit, with_luhn_digit
from domain.case.claim.issuing import issued_reference
from domain.kernel.identity import person_id
from domain.kernel.quick_uuid import uuid_of_name
from infra.generator.registering import GENERATED


def creditor_reference(seed: int, number: int) -> str:
    """What the creditor calls the claim."""
    return f"G{seed}-{number}"


def customer_number(seed: int, debtor_number: int) -> str:
    """What the creditor calls the debtor who came first with the case ``debtor_number``."""
    return f"K{seed}-{debtor_number}"


def estate_id(creditor_id: str, customer: str) -> UUID:
    """The person that the estate of a debtor with this customer number is."""
    return person_id(creditor_id, f"{customer}-estate")


def payment_line(seed: int, number: int, payment: int) -> str:
    """The line of a bank file with the ``payment``-th payment for the case, from 1: its fingerprint."""
    return f"generated/{seed}/{number}/{payment}"


def command_id(seed: int, number: int, step: int) -> UUID:
    """Of the ``step``-th command of a story, from 1; those of policies have ids of their own."""
    return uuid_of_name(GENERATED, f"{seed}/{number}/{step}")


def payment_reference(seed: int, number: int, case: UUID, jurisdiction: str) -> str:
    """What payments for the case say: the creditor's own reference, or the one that the ledger gives."""
    return own_reference(seed, number, jurisdiction) or issued_reference(case, jurisdiction)


def own_reference(seed: int, number: int, jurisdiction: str) -> str:
    """With the check digits that are looked at there; none in two countries, where the ledger gives one."""
    digits = f"7{seed:06d}{number:08d}"
    match jurisdiction:
        case "SE":
            return with_length_and_check_digit(digits)
        case "NO":
            return with_luhn_digit(digits)
        case "FI":
            return digits + finnish_check_digit(digits)
        case _:
            return ""
