"""Remittances as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.kernel.money import money_text
from infra.cli.render.table import moment, number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.creditor.remittance.reckoning import RemittedSum
    from infra.cli.times import Zone
    from projections.balances.payout_answers import RemittanceRow, ToRemit


def reckoned_table(title: str, currency: str, sums: Sequence[RemittedSum]) -> RenderableType:
    """What was collected by the terms of each day, and what they make of it."""
    amounts = map(number, ("lines", "collected", "fees kept", "commission", "VAT", "paid out"))
    rows = [
        (
            str(one.terms_from),
            "the creditor" if one.is_direct else "us",
            one.lines,
            money_text(one.total_minor, currency),
            money_text(one.fees_kept_minor, currency),
            f"{money_text(one.commission_minor, currency)} {one.commission_is}",
            money_text(one.vat_minor, currency),
            money_text(one.payable_minor, currency),
        )
        for one in sums
    ]
    payable = money_text(sum(one.payable_minor for one in sums), currency)
    return table(title, [whole("terms from"), text("paid to"), *amounts], rows, caption=f"Paid out in all: {payable}")


def remittance_table(rows: Sequence[RemittanceRow], zone: Zone, when: str = "") -> RenderableType:
    """The newest first; ``when`` says of which time, empty for now."""
    columns = [
        whole("creditor"), number("number"), text("stands", style="yellow"), moment("since"), number("lines"),
        number("collected"), number("paid out"), whole("to"), text("whose"),
    ]  # fmt: skip
    listed = [
        (row.creditor_id, row.number, row.status, zone.minute(row.since), row.lines,
         money_text(row.collected_minor, row.currency), money_text(row.payable_minor, row.currency), row.iban,
         "the agency's" if row.to_agency else "the creditor's")
        for row in rows
    ]  # fmt: skip
    return table(f"Remittances{when and f', {when}'}", columns, listed, caption=zone.caption if rows else "")


def to_remit_table(rows: Sequence[ToRemit], when: str = "") -> RenderableType:
    """What is in no remittance yet; ``when`` as above."""
    columns = [
        whole("creditor"), text("name"), number("lines"), number("owed to it"), number("paid to it directly"),
        whole("oldest"),
    ]  # fmt: skip
    listed = [
        (row.creditor_id, row.creditor, row.lines, money_text(row.collected_minor, row.currency),
         money_text(row.direct_minor, row.currency), str(row.oldest))
        for row in rows
    ]  # fmt: skip
    return table(f"Collected, and in no remittance yet{when and f', {when}'}", columns, listed)
