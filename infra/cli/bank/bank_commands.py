"""The commands about what the bank sent."""

from __future__ import annotations

import typer

from infra.cli.bank import bank_acts, bank_files
from infra.cli.render.help_text import add, group


def bank() -> typer.Typer:
    """The group, with all that is in it."""
    bank = group("What the bank sent, line by line, and where bank and ledger differ.")
    add(bank, bank_files.files, "files", "Look")
    add(bank, bank_files.file, "file", "Look")
    add(bank, bank_files.deposits, "deposits", "Look")
    add(bank, bank_acts.assign, "assign", "Act")
    add(bank, bank_acts.explain, "explain", "Act")
    add(bank, bank_acts.record, "record", "Act")
    return bank
