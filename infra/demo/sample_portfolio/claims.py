"""A portfolio of claims as creditors would send it, the same for the same seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from domain.case.claim.check_digits import with_length_and_check_digit
from infra.demo.sample_portfolio.creditors import Creditor, bill_minor, creditor_of
from infra.demo.sample_portfolio.dice import Dice
from infra.demo.sample_portfolio.names import email, person
from infra.intake.amount_text import format_amount
from infra.intake.claims.claim_columns import COLUMNS
from infra.intake.claims.claim_line import ClaimLine

CURRENCY = "SEK"
FILLED = tuple(column for column in COLUMNS if column not in ("interest_from", "debtor_kind", "product"))
"""The columns of the file: these creditors claim no late interest from the hand-over on, and say neither who owes nor
what the claims are from."""
REMINDER_FEE_MINOR = 6_000  # the SEK 60 that Swedish creditors commonly charge for a written reminder
_INTEREST_BASIS_POINTS = 1_000  # what these creditors charged a year before they handed the claims over


def write_claims(path: str | Path, seed: int, count: int = 2000, *, received: date) -> list[ClaimLine]:
    """Write ``count`` claims that were handed over on ``received``, and say what was written.

    UTF-8, columns apart by ``;``. Every claim is overdue, has a reference of its own that passes every check that
    Bankgirot offers, and is owed in SEK.
    """
    if not 0 < count <= 900_000:
        raise ValueError(f"{count} claims cannot have references of their own; 1 to 900,000 can")
    dice = Dice(seed)
    numbers = dice.shuffled(range(100_000, 100_000 + count))
    claims: list[ClaimLine] = []
    for line, number in enumerate(numbers, start=2):
        claims.append(_claim(dice, number, line, received, claims))
    Path(path).write_bytes(claims_text(claims).encode("utf-8"))
    return claims


def claims_text(claims: list[ClaimLine]) -> str:
    """The file's text, first line and all."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(FILLED)
    writer.writerows(_cells(claim) for claim in claims)
    return out.getvalue()


def _cells(claim: ClaimLine) -> list[str]:
    cells = {
        "creditor": claim.creditor,
        "creditor_reference": claim.creditor_reference,
        "portfolio": claim.portfolio,
        "debtor_id": claim.debtor_id,
        "debtor_name": claim.debtor_name,
        "principal": format_amount(claim.principal_minor, claim.currency),
        "currency": claim.currency,
        "due_date": claim.due_date.isoformat(),
        "jurisdiction": claim.jurisdiction,
        "national_id": claim.national_id or "",
        "debtor_email": claim.debtor_email or "",
        "interest": format_amount(claim.interest_minor, claim.currency),
        "fees": format_amount(claim.fees_minor, claim.currency),
        "payment_reference": claim.payment_reference or "",
        "description": claim.description or "",
    }
    return [cells[column] for column in FILLED]


def _claim(dice: Dice, number: int, line: int, received: date, earlier: Sequence[ClaimLine]) -> ClaimLine:
    creditor = creditor_of(dice)
    debtor_id, name, address = _debtor(dice, creditor, number, earlier)
    principal = bill_minor(creditor, dice)
    days_late = dice.between(20, 210)
    due = received - timedelta(days=days_late)
    return ClaimLine(
        line_number=line,
        creditor=creditor.name,
        creditor_reference=f"{creditor.prefix}-{due.year}-{number}",
        portfolio=creditor.portfolio,
        debtor_id=debtor_id,
        debtor_name=name,
        debtor_email=address,
        principal_minor=principal,
        interest_minor=principal * days_late * _INTEREST_BASIS_POINTS // (365 * 10_000),
        fees_minor=REMINDER_FEE_MINOR if dice.in_percent(65) else 0,
        currency=CURRENCY,
        due_date=due,
        payment_reference=with_length_and_check_digit(f"{creditor.prefix}{number}"),
        jurisdiction="SE",
        description=f"{creditor.what} {due.year}-{due.month:02d}",
    )


def _debtor(dice: Dice, creditor: Creditor, number: int, earlier: Sequence[ClaimLine]) -> tuple[str, str, str | None]:
    """Customer number, name and e-mail address; a few are people of whom there is a claim already."""
    if earlier and dice.in_percent(10):
        known = dice.one_of(earlier)
        if known.creditor == creditor.name:
            return known.debtor_id, known.debtor_name, known.debtor_email
    name = person(dice)
    return f"K{7 * number + 1_000_003}", name, email(name, number) if dice.in_percent(70) else None
