"""The control totals of a BgMax file. One that does not agree refuses the whole file."""

from __future__ import annotations

from dataclasses import dataclass

from infra.intake.banks.bgmax.content import Entry
from infra.intake.banks.fixed_width.fields import Fields


@dataclass(slots=True)
class Sums:
    """What was read so far: of a deposit, or of the whole file."""

    payments: int = 0
    deductions: int = 0
    extra_references: int = 0
    net_minor: int = 0
    deposits: int = 0

    def add(self, entry: Entry) -> None:
        """One more entry."""
        self.payments += not entry.is_deduction
        self.deductions += entry.is_deduction
        self.extra_references += len(entry.extra)
        self.net_minor += -entry.amount_minor if entry.is_deduction else entry.amount_minor

    def add_deposit(self, deposit: Sums) -> None:
        """One more deposit. Its money is in its own total: deposits may be in several currencies."""
        self.payments += deposit.payments
        self.deductions += deposit.deductions
        self.extra_references += deposit.extra_references
        self.deposits += 1


def check_deposit(record_15: Fields, opened_in: str, sums: Sums) -> None:
    """Currency, amount and count of record 15 against the deposit's lines."""
    if record_15.text("currency") != opened_in:
        raise record_15.rejected(
            "currency", "currency_disagrees", "The deposit closes in another currency than it opened in."
        )
    record_15.check_total("deposit amount", sums.net_minor, opened_in)
    record_15.check_total("deposit count", sums.payments + sums.deductions)


def check_counts(record_70: Fields, sums: Sums) -> None:
    """The four counts of record 70 against what was read."""
    record_70.check_total("payment count", sums.payments)
    record_70.check_total("deduction count", sums.deductions)
    record_70.check_total("extra reference count", sums.extra_references)
    record_70.check_total("deposit count", sums.deposits)
