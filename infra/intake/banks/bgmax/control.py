"""The control totals of a BgMax file. One that does not agree refuses the whole file."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel.money import Money
from infra.intake.banks.bgmax.content import Deposit
from infra.intake.banks.bgmax.fields import Fields


def check_deposit(record_15: Fields, deposit: Deposit, earlier: Sequence[Deposit]) -> None:
    """Currency, amount and count of record 15 against the deposit's lines, and that it is not there twice."""
    currency = record_15.text("currency")
    if currency != deposit.currency:
        raise record_15.rejected(
            "currency", "currency_disagrees", "The deposit closes in another currency than it opened in."
        )
    _check_total(record_15, "deposit amount", deposit.net_amount_minor, deposit.currency)
    _check_total(record_15, "deposit count", len(deposit.entries))
    if any(_identity(deposit) == _identity(other) for other in earlier):
        raise record_15.rejected(
            "deposit serial", "deposit_twice",
            f"Deposit {deposit.serial} of {deposit.booked_date} is in the file twice.",
        )  # fmt: skip


def check_counts(record_70: Fields, deposits: Sequence[Deposit]) -> None:
    """The four counts of record 70 against what was read."""
    entries = [entry for deposit in deposits for entry in deposit.entries]
    deductions = sum(entry.is_deduction for entry in entries)
    _check_total(record_70, "payment count", len(entries) - deductions)
    _check_total(record_70, "deduction count", deductions)
    _check_total(record_70, "extra reference count", sum(len(entry.extra) for entry in entries))
    _check_total(record_70, "deposit count", len(deposits))


def _identity(deposit: Deposit) -> tuple[str, ...]:
    return (
        deposit.receiver_bankgiro, deposit.account, deposit.currency, deposit.booked_date.isoformat(), deposit.serial,
    )  # fmt: skip


def _check_total(record: Fields, name: str, computed: int, currency: str | None = None) -> None:
    """Amounts are shown as money where there is a currency, counts as numbers."""
    stated = record.number(name)
    if stated == computed:
        return
    shown = [str(Money(n, currency) if currency else n) for n in (stated, computed, computed - stated)]
    raise record.rejected(
        name, "control_total",
        f"The file states {shown[0]}, its lines make {shown[1]}: a difference of {shown[2]}.",
        stated=stated, computed=computed,
    )  # fmt: skip
