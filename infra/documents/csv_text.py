"""Rows as CSV for spreadsheets, and the values that JSON and CSV have no word for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.kernel.text import escaped


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows with a heading; empty when there are none. A cell with several values holds a JSON list; one that a
    spreadsheet would take for a formula is quoted with an apostrophe, as spreadsheets do it themselves."""
    text = io.StringIO()
    names = list({name: None for row in rows for name in row})
    writer = csv.DictWriter(text, names, lineterminator="\n")
    if rows:
        writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue().removesuffix("\n")


def flat_row(row: Any) -> Mapping[str, Any]:
    """A row of CSV, whatever is listed."""
    return dict(flat(row)) if isinstance(row, Mapping) else {"value": row}


def flat(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Fields of fields get names such as ``actor.id``."""
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set):
        return escaped(json.dumps(list(value), ensure_ascii=False, default=plain))
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else str(plain(value))
    return escaped(f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text)


def plain(value: object) -> object:
    """What JSON has no word for. Times are UTC; money is always written by whoever knows the currency."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, UUID | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
