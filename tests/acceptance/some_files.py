"""Small files as creditors and banks send them, good and bad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from zlib import crc32

from infra.demo.sample_portfolio import SamplePayment, write_claims, write_payments
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.claims.claim_line import ClaimLine

HEADER = "creditor;creditor_reference;portfolio;debtor_id;debtor_name;principal;currency;due_date;jurisdiction"
RECEIVED = date(2026, 3, 2)
PAYDAY = date(2026, 3, 9)


def a_line(
    reference: str, principal: str = "1000.00", currency: str = "SEK", name: str = "Kim Ek", customer: str = ""
) -> str:
    """One claim of the creditor Nordkraft; each of somebody else, unless their number as a customer is given."""
    return f"Nordkraft;{reference};energy;{customer or f'K-{reference}'};{name};{principal};{currency};2026-01-31;SE"


def write_lines(path: Path, lines: Sequence[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A claims file of these lines."""
    path.write_bytes("".join(f"{line}\r\n" for line in (header, *lines)).encode(encoding))
    return path


def write_portfolio(path: Path, count: int, seed: int = 7) -> list[ClaimLine]:
    """Claims of the sample portfolio."""
    return write_claims(path, seed, count, received=RECEIVED)


def write_bank_file(path: Path, claims: Sequence[ClaimLine], seed: int = 7) -> list[SamplePayment]:
    """A day's payments on them."""
    return write_payments(path, claims, seed, PAYDAY)


def write_money(path: Path, payments: Sequence[tuple[str, int]], day: date, payer: str = "") -> Path:
    """A BgMax file of these payments (a reference, which may be empty, and minor units), booked on ``day``."""
    entries = tuple(
        Entry(False, "0000000000", reference, amount, ReferenceCode.CORRECT_OCR if reference else ReferenceCode.BLANK,
              bank_serial=f"{crc32(path.stem.encode()) % 10**8:08}{number:04}", payer=Payer(name=payer))
        for number, (reference, amount) in enumerate(payments)
    )  # fmt: skip
    deposit = Deposit("0009912346", "0000000000", "SEK", entries, "00000000000059123406", day, "00001")
    told = datetime.combine(day, time(18), UTC)
    path.write_bytes(write_content(BgMaxContent(told, False, (deposit,))))
    return path
