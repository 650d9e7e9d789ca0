"""The files of the demo, written as a creditor and a bank would send them: the same bytes on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from domain.kernel.identity import case_id, payment_id
from infra.demo.calendar import CLAIMS_COME_IN, PAYDAY
from infra.demo.sample_portfolio import PaymentKind, SamplePayment, write_claims, write_payments
from infra.demo.sample_portfolio.claims import FILLED
from infra.demo.sample_portfolio.creditors import ID_OF
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.payment_line import PaymentLine
from infra.intake.claims.claim_line import ClaimLine

SEED = 20260302
CLAIMS = 2_000

BAD_LINE = {
    "creditor": "Norrsken Energi AB",
    "creditor_reference": "11-2026-900001",
    "portfolio": "energy-2026",
    "debtor_id": "K9900001",
    "debtor_name": "Kim Exempel",
    "principal": "1 250,5O",
    "currency": "SEK",
    "due_date": "2026-01-31",
    "jurisdiction": "SE",
    "interest": "12.40",
    "fees": "60.00",
    "description": "Elförbrukning",
}
"""A claim whose amount ends in the letter O: somebody typed it."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files, and what their writer knows of them. ``lines`` are the bank file's, one for each payment."""

    claims_file: Path
    payments_file: Path
    claims: list[ClaimLine]
    payments: list[SamplePayment]
    lines: tuple[PaymentLine, ...]

    def first(self, kind: PaymentKind) -> SamplePayment:
        """The first payment of a kind."""
        return next(payment for payment in self.payments if payment.kind is kind)

    def paid_without_reference_but_named_in_words(self) -> tuple[UUID, ClaimLine]:
        """The first payment that has no reference, and the claim's own number in its text: its id, and the claim."""
        return next(
            (payment_id(line.fingerprint), payment.claims[0])
            for payment, line in zip(self.payments, self.lines, strict=True)
            if payment.kind is PaymentKind.NO_REFERENCE
            and any(payment.claims[0].creditor_reference in text for text in line.text)
        )


def write_inputs(folder: Path) -> Inputs:
    """Write both files. The portfolio has one line too many: the one that cannot be taken in."""
    folder.mkdir(parents=True, exist_ok=True)
    claims_file, payments_file = folder / "portfolio.csv", folder / f"bgmax-{PAYDAY}.txt"
    claims = write_claims(claims_file, SEED, CLAIMS, received=CLAIMS_COME_IN.date())
    with claims_file.open("ab") as file:
        file.write((";".join(BAD_LINE.get(column, "") for column in FILLED) + "\r\n").encode())
    payments = write_payments(payments_file, claims, SEED, PAYDAY)
    return Inputs(claims_file, payments_file, claims, payments, tuple(read_bank_file(payments_file).lines))


def case_of(claim: ClaimLine) -> UUID:
    """The id of a claim's case."""
    return case_id(ID_OF[claim.creditor], claim.creditor_reference)
