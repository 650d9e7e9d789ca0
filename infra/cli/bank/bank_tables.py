"""Bank files, their lines, deposits and differences as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.kernel.money import money_text
from infra.cli.render.table import extra, if_roomy, moment, number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.bank_account.figures import BankDay
    from infra.cli.times import Zone
    from projections.balances.bank_queries import BankFileRow, BankLineRow, DepositRow, DifferenceRow, OneSided


def file_table(rows: Sequence[BankFileRow], zone: Zone) -> RenderableType:
    """The newest first."""
    columns = [
        whole("id"), text("file"), moment("received"), text("days"), text("accounts"), text("sum"), number("lines"),
        number("matched"), number("suspense"), number("otherwise"), number("missing", style="yellow"),
        number("kept", style="yellow"), number("sent before"),
    ]  # fmt: skip
    listed = [
        (str(row.bank_file_id), row.source, zone.minute(row.received_at), _days(row), ", ".join(row.accounts),
         ", ".join(map(money_text, row.amounts, row.currencies)), row.lines, row.matched, row.suspense, row.otherwise,
         row.missing or "", row.kept or "", row.duplicates or "")
        for row in rows
    ]  # fmt: skip
    return table("Bank files", columns, listed, caption=zone.caption if rows else "")


def line_table(rows: Sequence[BankLineRow]) -> RenderableType:
    """In the order of the file."""
    columns = [
        number("line"), whole("day"), number("amount"), text("what became of it"), text("why", style="yellow"),
        text("owner"), whole("payment"), if_roomy(text("cases")), if_roomy(text("first told by")), extra("account"),
    ]  # fmt: skip
    listed = [
        (row.line_number, str(row.booked_date or ""),
         money_text(row.amount_minor, row.currency) if row.currency else "", became(row), row.reason or row.code,
         row.owner or "", str(row.payment_id or ""), ", ".join(row.case_ids), row.first_told_by or "",
         row.receiver_account)
        for row in rows
    ]  # fmt: skip
    return table("What became of each line", columns, listed)


def became(row: BankLineRow) -> str:
    """Where the line's money stands, in words."""
    if row.payment_id is None:
        return "kept for a person"
    if row.status is None:
        return "not in the ledger"
    remitted = f"remitted in {', '.join(row.remitted_in)}" if row.remitted_in else ""
    refunds = f"refund {', '.join(row.refunds)}" if row.refunds else ""
    return ", ".join(filter(None, (row.status, remitted, refunds)))


def kept_note(row: BankFileRow) -> list[str]:
    """What a person must know of a file whose import did not come to its end."""
    if not row.missing:
        return []
    return [f"{row.missing:,} of its lines are not in the ledger: import the file again."]


def deposit_table(rows: Sequence[DepositRow]) -> RenderableType:
    """The newest days first."""
    columns = [
        whole("day"), whole("account"), text("what"), text("number"), number("amount"), number("in"), number("out"),
        number("before"), number("after"), extra("id"),
    ]  # fmt: skip
    listed = [
        (str(row.booked_date), row.receiver_account, row.kind, row.serial, money_text(row.amount_minor, row.currency),
         row.payments, row.deductions, _balance(row.opening_minor, row.currency),
         _balance(row.closing_minor, row.currency), str(row.deposit_id))
        for row in rows
    ]  # fmt: skip
    return table("Deposits and statements", columns, listed)


def day_table(day: BankDay) -> RenderableType:
    """Bank and ledger side by side."""
    before = _balance(day.previous_closing_minor, day.currency)
    listed = [
        ("the statement before closed at", before, ""),
        ("opening", _balance(day.opening_minor, day.currency), ""),
        ("moved", money_text(day.bank_minor, day.currency), money_text(day.ledger_minor, day.currency)),
        ("closing", _balance(day.closing_minor, day.currency), ""),
        ("difference", money_text(day.difference_minor, day.currency), ""),
        ("gap between statements", money_text(day.gap_minor, day.currency), ""),
    ]
    covered = f"{day.first_date} to {day.day}" if day.first_date != day.day else str(day.day)
    title = f"{day.receiver_account} in {day.currency}, {covered}"
    told = f"The bank told of it in {day.reports} reports." if day.reports else "No statement has come for this day."
    return table(title, [text(""), number("bank"), number("ledger")], listed, caption=told)


def one_sided_table(title: str, rows: Sequence[OneSided]) -> list[RenderableType]:
    """Nothing where there are none."""
    if not rows:
        return []
    columns = [
        whole("day"),
        number("amount"),
        text("why", style="yellow"),
        text("from"),
        number("line"),
        whole("payment"),
    ]
    listed = [
        (str(row.booked_date), money_text(row.amount_minor, row.currency), row.code, row.source, row.line_number or "",
         str(row.payment_id or ""))
        for row in rows
    ]  # fmt: skip
    return [table(title, columns, listed)]


def difference_table(rows: Sequence[DifferenceRow], zone: Zone, when: str = "") -> RenderableType:
    """The oldest days first."""
    columns = [
        whole("day"), whole("account"), number("number"), number("bank"), number("ledger"),
        text("stands", style="yellow"), text("owner"), moment("due"), if_roomy(text("why")), if_roomy(moment("found")),
    ]  # fmt: skip
    listed = [
        (str(row.day), row.receiver_account, row.number,
         money_text(row.bank_minor, row.currency) if row.reports else "no statement",
         money_text(row.ledger_minor, row.currency), row.status, row.owner or "", zone.minute(row.due_at),
         row.reason or "", zone.minute(row.found_at))
        for row in rows
    ]  # fmt: skip
    return table("Differences between bank and ledger", columns, listed, caption=zone.caption if rows else "")


def _days(row: BankFileRow) -> str:
    if row.first_date is None or row.first_date == row.last_date:
        return str(row.first_date or "")
    return f"{row.first_date} to {row.last_date}"


def _balance(minor: int | None, currency: str) -> str:
    return "" if minor is None else money_text(minor, currency)
