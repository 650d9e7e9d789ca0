"""The receipt of an erasure, as it is given to the person who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.cli.render.table import moment, table, text, whole
from infra.cli.times import Zone

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.audit.erasure.receipt import ErasureReceipt


def receipt_document(receipt: ErasureReceipt) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "persons": list(receipt.persons),
        "erased_at": receipt.erased_at,
        "last_copy_gone_by": receipt.last_copy_gone_by,
        "holders": [{"what": one.what, "gone_by": one.gone_by, "why": one.why} for one in receipt.holders],
        "not_covered": list(receipt.not_covered),
    }


def receipt_screen(receipt: ErasureReceipt, zone: Zone) -> list[RenderableType]:
    """What may hold a readable copy, until when and why, and what is beyond this program."""
    rows = [(one.what, zone.minute(one.gone_by), one.why) for one in receipt.holders]
    columns = [whole("may hold a readable copy"), moment("until"), text("why", at_least=40)]
    erased_at, gone_by = zone.minute(receipt.erased_at), zone.minute(receipt.last_copy_gone_by)
    return [
        f"Erased at {erased_at}; the last readable copy is gone by {gone_by}.",
        table("Receipt", columns, rows, caption=zone.caption),
        *(f"Not covered: {one}." for one in receipt.not_covered),
    ]
