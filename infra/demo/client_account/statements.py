"""The bank's statements of the client account, in camt.053: of the day on which money came, and of the one on which it
was paid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from infra.demo.calendar import PAID_IN_ON, PAID_OUT_ON
from infra.demo.client_account.parties import ACCOUNT, PAYER_ACCOUNT
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry
from infra.intake.claims.claim_line import ClaimLine

OPENING_MINOR = 250_000_000
"""What was on the account when it was first told of."""
TOO_MUCH_MINOR = 50_000


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A transfer that the bank has made: how much, and its end-to-end id."""

    amount_minor: int
    message_id: str


def money_in(claims: tuple[ClaimLine, ClaimLine, ClaimLine]) -> WrittenDay:
    """Three credits: one as it should be, one whose reference has two digits in each other's place, one too large."""
    right, mistyped, too_much = claims
    entries = (
        _credit(right, right.payment_reference or "", right.total_minor, 1),
        _credit(mistyped, swapped(mistyped.payment_reference or ""), mistyped.total_minor, 2),
        _credit(too_much, too_much.payment_reference or "", too_much.total_minor + TOO_MUCH_MINOR, 3, PAYER_ACCOUNT),
    )
    return WrittenDay(ACCOUNT, "SEK", PAID_IN_ON, _evening(PAID_IN_ON), entries, 57, OPENING_MINOR)


def money_out(paid: list[PaidOut], opening_minor: int) -> WrittenDay:
    """A debit for each, on the day after."""
    entries = [
        WrittenEntry(
            one.amount_minor,
            kind=EntryKind.DEBIT,
            text=f"Utbetalning {one.message_id}",
            bank_reference=f"{PAID_OUT_ON:%Y%m%d}{number:04d}",
        )
        for number, one in enumerate(paid, start=1)
    ]
    return WrittenDay(ACCOUNT, "SEK", PAID_OUT_ON, _evening(PAID_OUT_ON), entries, 58, opening_minor)


def write_statement(file: Path, day: WrittenDay) -> None:
    """As the bank names it."""
    file.write_bytes(CamtWriter("camt.053", 8, message_id=f"STMT{day.serial}").write_day(day))


def swapped(reference: str) -> str:
    """With the first two neighbours that differ in each other's place."""
    place = next(at for at in range(len(reference) - 1) if reference[at] != reference[at + 1])
    return reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]


def _credit(claim: ClaimLine, reference: str, amount_minor: int, number: int, account: str = "") -> WrittenEntry:
    return WrittenEntry(
        amount_minor,
        (reference,),
        payer_account=account,
        payer_name=claim.debtor_name,
        bank_reference=f"{PAID_IN_ON:%Y%m%d}{number:04d}",
    )


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(19, 15), UTC)
