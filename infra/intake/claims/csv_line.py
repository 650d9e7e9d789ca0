"""Cut one line of a claims file into its fields."""

from __future__ import annotations

import csv

from infra.intake.claims.claim_columns import Header
from infra.intake.refused.bad_value import BadValue


def split_line(original: bytes, header: Header, codec: str) -> dict[str, str]:
    """The texts by column, blanks around them stripped.

    A line is a record: a quoted field that is still open at the end of its line is an error, so that one lost quote
    cannot swallow the lines after it. Raises BadValue with one of the codes ``wrong_encoding``, ``bad_quotes``,
    ``line_cut_short``, ``line_too_long``.
    """
    text = _decoded(original, codec)
    try:
        fields = next(csv.reader([text], delimiter=header.delimiter, strict=True), [])
    except csv.Error as error:
        raise BadValue(
            "bad_quotes", f"The quotes of the line do not pair up ({error}); a quote within a text is written twice."
        ) from None
    _check_count(len(fields), len(header.columns), header.delimiter)
    return {column: field.strip() for column, field in zip(header.columns, fields, strict=True)}


def _decoded(original: bytes, codec: str) -> str:
    if codec == "utf-8":
        try:
            return original.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadValue(
                "wrong_encoding",
                f"Byte {error.start + 1} (0x{original[error.start]:02x}) is not UTF-8; "
                "if the file is ISO-8859-1, declare that.",
            ) from None
    if _reads_as_utf8(original):
        raise BadValue("wrong_encoding", f"The file was declared {codec}, yet this line's letters are UTF-8.")
    return original.decode(codec)


def _reads_as_utf8(original: bytes) -> bool:
    """Every byte is a letter in ISO-8859-1, so "Ã¥" for "å" would go through; real text hardly ever has such pairs."""
    if original.isascii():
        return False
    try:
        original.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_count(found: int, expected: int, delimiter: str) -> None:
    if found < expected:
        raise BadValue(
            "line_cut_short",
            f"The line has {found} fields instead of {expected}: it was cut short or a {delimiter} is lost.",
        )
    if found > expected:
        raise BadValue(
            "line_too_long",
            f"The line has {found} fields instead of {expected}: put a text that holds a {delimiter} in quotes.",
        )
