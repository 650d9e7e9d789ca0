"""The columns of a claims file, and the line that tells which of them a file has, in which order."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from difflib import get_close_matches

from infra.intake.refused.rejected import ClaimsFileRejected

DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab"}
"""What sets columns apart, and what people call it."""

# Each must be there, and on every line it must have a value.
REQUIRED = (
    "creditor",
    "creditor_reference",
    "portfolio",
    "debtor_id",
    "debtor_name",
    "principal",
    "currency",
    "due_date",
    "jurisdiction",
)
# Each may be left out, or left empty on a line.
OPTIONAL = (
    *("national_id", "debtor_email", "interest", "fees", "payment_reference", "description"),
    *("interest_from", "debtor_kind", "product"),
)
COLUMNS = (*REQUIRED, *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Header:
    """``columns`` has "" where a column has no name. ``original`` is the first line as it came, with its byte order
    mark and line ending, and with the line ``sep=;`` that a spreadsheet may put before it: ``lines`` in all."""

    columns: tuple[str, ...]
    delimiter: str
    original: bytes
    lines: int


def read_header(text: str, original: bytes, file_name: str) -> Header:
    """``text`` is ``original``, decoded. Raises ClaimsFileRejected for columns that are unknown, missing or double.

    Upper case and blanks around a name do not matter. No refusal repeats what stands in the line: where the names of
    the columns are missing, it is a claim.
    """
    *told, text = re.split(r"\r*\n|\r", text.rstrip("\r\n"))
    delimiter = told[0][-1] if told else max(DELIMITERS, key=text.count)
    if delimiter not in DELIMITERS or delimiter not in text:
        raise ClaimsFileRejected(
            file_name, 1, None, "unknown_delimiter",
            f"The first line has no {', '.join(DELIMITERS.values())} in it. Set the columns apart by one of them.",
        )  # fmt: skip
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        names = text.split(delimiter)
    columns = tuple(name.strip().lower() for name in names)
    _refuse_without_names(columns, file_name)
    for place, column in enumerate(columns, start=1):
        _refuse_unknown(place, column, columns, file_name)
    _refuse_missing(columns, file_name)
    return Header(columns, delimiter, original, lines=len(told) + 1)


def _refuse_without_names(columns: tuple[str, ...], file_name: str) -> None:
    if not any(_nearest(column) for column in columns):
        raise ClaimsFileRejected(
            file_name, 1, None, "no_column_names",
            "The first line names no column that is known. Put a line with the names above the claims: "
            f"{', '.join(COLUMNS)}.",
        )  # fmt: skip


def _refuse_unknown(place: int, column: str, columns: tuple[str, ...], file_name: str) -> None:
    if column and column not in COLUMNS:
        near = _nearest(column)
        advice = f"did you mean {near!r}?" if near else f"known are {', '.join(COLUMNS)}."
        raise ClaimsFileRejected(
            file_name, 1, f"column {place}", "unknown_column",
            f"The name of column {place} is not known; {advice} Correct the first line and send the file again.",
        )  # fmt: skip
    if column and columns.count(column) > 1:
        raise ClaimsFileRejected(
            file_name, 1, column, "column_twice",
            f"The column {column!r} is there {columns.count(column)} times. Keep one of them.",
        )  # fmt: skip


def _nearest(column: str) -> str | None:
    """The known name that is meant, as it seems."""
    near = get_close_matches(column, COLUMNS, n=1)
    return near[0] if near else None


def _refuse_missing(columns: tuple[str, ...], file_name: str) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise ClaimsFileRejected(
            file_name, 1, missing[0], "missing_column",
            f"The column{'s' if len(missing) > 1 else ''} {', '.join(missing)} must be there. Add "
            f"{'them' if len(missing) > 1 else 'it'} to the first line and to every line after it.",
        )  # fmt: skip
