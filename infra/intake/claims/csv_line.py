"""Cut one line of a claims file into its fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from infra.intake.claims.claim_columns import DELIMITERS, Header
from infra.intake.refused.bad_value import BadValue

DECLARE = "if a spreadsheet on Windows saved the file, declare windows-1252, else iso-8859-1"
"""What helps where letters are not UTF-8."""


LINE_BYTES_MAX = 65_536
"""Every column at its longest, in letters of four bytes, is less."""


def split_line(original: bytes, header: Header, codec: str) -> dict[str, str]:
    """The texts by column, blanks around them stripped.

    A line is a record: a quoted field that is still open at the end of its line is an error, so that one lost quote
    cannot swallow the lines after it. Raises BadValue with one of the codes ``value_too_long``, ``wrong_encoding``,
    ``damaged_text``, ``bad_quotes``, ``line_cut_short``, ``line_too_long``.
    """
    if len(original) > LINE_BYTES_MAX:
        raise BadValue(
            "value_too_long", f"The line has {len(original):,} bytes; no claim has more than {LINE_BYTES_MAX:,}."
        )
    text = _decoded(original, codec)
    if "\r" in text:
        raise BadValue(
            "damaged_text", "A carriage return stands within the line: an editor or a converter put it there."
        )
    try:
        fields = next(csv.reader([text], delimiter=header.delimiter, strict=True), [])
    except csv.Error:
        raise BadValue(
            "bad_quotes", "The quotes of the line do not pair up; a quote within a text is written twice."
        ) from None
    fields = _without_empty_end(fields, header)
    _check_count(len(fields), len(header.columns), header.delimiter)
    return dict(_named(fields, header))


def _named(fields: list[str], header: Header) -> Iterator[tuple[str, str]]:
    """By column. One without a name says nothing, so nothing may stand in it."""
    for column, field in zip(header.columns, fields, strict=True):
        if column:
            yield column, field.strip()
        elif field.strip():
            raise BadValue("line_too_long", "Something stands in a column that has no name in the first line.")


def _decoded(original: bytes, codec: str) -> str:
    if codec == "utf-8":
        try:
            return original.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadValue(
                "wrong_encoding",
                f"Byte {error.start + 1} (0x{original[error.start]:02x}) is not UTF-8; {DECLARE}.",
            ) from None
    if _reads_as_utf8(original):
        raise BadValue(
            "wrong_encoding", f"The file was declared {codec}, yet this line's letters are UTF-8. Declare utf-8."
        )
    try:
        return original.decode(codec)
    except UnicodeDecodeError as error:
        raise BadValue(
            "wrong_encoding", f"Byte {error.start + 1} (0x{original[error.start]:02x}) is not {codec}."
        ) from None


def _reads_as_utf8(original: bytes) -> bool:
    """Every byte is a letter in ISO-8859-1, so "Ã¥" for "å" would go through; real text hardly ever has such pairs."""
    if original.isascii():
        return False
    try:
        original.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_empty_end(fields: list[str], header: Header) -> list[str]:
    """As many fields as columns, where the surplus is empty, or where the columns that are short have no name:
    spreadsheets put delimiters behind a line, or leave them off."""
    columns = len(header.columns)
    if not any(field.strip() for field in fields[columns:]):
        fields = fields[:columns]
    missing = header.columns[len(fields) :]
    return fields if any(missing) else [*fields, *missing]


def _check_count(found: int, expected: int, delimiter: str) -> None:
    name = DELIMITERS[delimiter]
    if found < expected:
        raise BadValue(
            "line_cut_short",
            f"The line has {found} fields instead of {expected}: it was cut short or a {name} is lost.",
        )
    if found > expected:
        raise BadValue(
            "line_too_long",
            f"The line has {found} fields instead of {expected}: put a text that holds a {name} in quotes.",
        )
