"""Whole files into the ledger, or only tried when there is nothing to send them through."""

from __future__ import annotations

from pathlib import Path

from domain.kernel.directory import NO_CREDITORS
from infra.intake.banks.bank_file import BankFile
from infra.intake.claims.claims_csv import claims_header, read_claims
from infra.intake.claims.file_lines import head, lines_after
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.run import Advance, import_lines, try_lines
from infra.intake.importing.sending import Sending
from infra.intake.importing.tally import Tally


def import_claims(
    path: Path,
    encoding: str,
    plan: ClaimImport,
    sending: Sending | None,
    advance: Advance,
    keep_in: Path | None = None,
) -> Tally:
    """A creditor's claims. What is refused is kept beside ``path``, or in ``keep_in``. Raises ClaimsFileRejected before
    anything is sent, ImportStopped."""
    commands = plan.commands(read_claims(path, encoding, plan.creditor_of))
    if sending is None:
        return try_lines(commands, plan.creditors, advance)
    return import_lines(commands, sending, path, claims_header(path, encoding).original, encoding, advance, keep_in)


def import_payments(
    path: Path,
    file: BankFile,
    plan: PaymentImport,
    sending: Sending | None,
    advance: Advance,
    keep_in: Path | None = None,
) -> Tally:
    """A bank's payments, from a file that was read whole. What is for a person is kept beside ``path``, or in
    ``keep_in``. Raises ImportStopped."""
    commands = plan.commands(file)
    if sending is None:
        return try_lines(commands, NO_CREDITORS, advance)
    # The originals are in the bank's own encoding, and a file of refused lines has only one.
    return import_lines(commands, sending, path, None, "iso-8859-1", advance, keep_in)


def lines_in(path: Path) -> int:
    """How many lines a file has after its first, for a progress bar."""
    first = head(path)
    return 0 if first is None else sum(1 for _ in lines_after(first, path))
