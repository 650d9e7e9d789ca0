"""Read a portfolio of claims as a creditor sends it: a CSV file, one claim to a line.

A claim that can be read comes out as a ClaimLine, any other line as a RefusedLine, in the order of the file; no line
is skipped that has anything on it. Only a file whose first line cannot be understood is refused as a whole.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from domain.kernel.text import name_key
from infra.intake.claims.claim_columns import Header, read_header
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claim_values import CreditorOf, claim_from
from infra.intake.claims.csv_line import DECLARE, split_line
from infra.intake.claims.file_lines import FIRST_LINE_BYTES_MAX, head, lines_after
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine, refuse
from infra.intake.refused.rejected import ClaimsFileRejected

# What Python calls an encoding, and what we call it.
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "iso8859-1": "iso-8859-1", "cp1252": "windows-1252"}
_BYTE_ORDER_MARK = codecs.BOM_UTF8


def as_it_is_written(creditor: str) -> str:
    """For whoever knows no registered creditors."""
    return creditor


def read_claims(
    path: str | Path, encoding: str = "utf-8", creditor_of: CreditorOf = as_it_is_written
) -> Iterator[ClaimLine | RefusedLine]:
    """The claims of ``path``, streamed: the file may be larger than memory (a claim leaves behind
    only what is needed to know it again).

    ``creditor_of`` gives the id of the creditor that a line means; without it, a claim has the creditor as the file
    names it. ``encoding`` is ``utf-8`` (with or without a byte order mark), ``windows-1252`` or ``iso-8859-1``. Raises
    ClaimsFileRejected at once, before the first line, if the file as a whole cannot be read; OSError if it cannot be
    opened.
    """
    path = Path(path)
    header = claims_header(path, encoding)
    return _lines(path, header, _known(encoding, path.name), creditor_of)


def claims_header(path: str | Path, encoding: str = "utf-8") -> Header:
    """The columns that the file has. Raises like :func:`read_claims`."""
    path = Path(path)
    codec = _known(encoding, path.name)
    original = head(path)
    if original is None:
        raise ClaimsFileRejected(
            path.name, 1, None, "no_column_names",
            f"The first line does not end within {FIRST_LINE_BYTES_MAX:,} bytes: it names no columns.",
        )  # fmt: skip
    if not original.strip():
        raise ClaimsFileRejected(path.name, 1, None, "empty_file", "The first line is empty; it must name the columns.")
    if original.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in original:
        raise _wrong_encoding(path.name, "The file is UTF-16, or no text. Save it as UTF-8")
    if codec != "utf-8" and original.startswith(_BYTE_ORDER_MARK):
        raise _wrong_encoding(path.name, f"The file is UTF-8 and was declared {codec}. Declare utf-8")
    return read_header(_decoded(original, codec, path.name), original, path.name)


def _decoded(first: bytes, codec: str, file_name: str) -> str:
    try:
        return first.removeprefix(_BYTE_ORDER_MARK).decode(codec)
    except UnicodeDecodeError as error:
        advice = DECLARE if codec == "utf-8" else "declare the file's own encoding"
        raise _wrong_encoding(
            file_name, f"Byte {error.start + 1} of the first line is not {codec}: {advice},"
        ) from None


def _known(encoding: str, file_name: str) -> str:
    """The codec's plain name. Only those that creditors send are read: a wrong guess would garble names."""
    try:
        codec = _CODECS.get(codecs.lookup(encoding).name)
    except (LookupError, ValueError):
        codec = None
    if codec is None:
        raise ClaimsFileRejected(
            file_name, None, "encoding", "unsupported_encoding",
            f"This encoding cannot be read; declare one of {', '.join(sorted(set(_CODECS.values())))}.",
        )  # fmt: skip
    return codec


def _wrong_encoding(file_name: str, message: str) -> ClaimsFileRejected:
    return ClaimsFileRejected(file_name, 1, None, "wrong_encoding", f"{message} and send it again.")


def _lines(path: Path, header: Header, codec: str, creditor_of: CreditorOf) -> Iterator[ClaimLine | RefusedLine]:
    seen: dict[tuple[str, str], int] = {}
    for number, original in enumerate(lines_after(header.original, path), start=header.lines + 1):
        if original.strip(b";, \t"):
            line = _line(original, number, header, codec, creditor_of)
            yield _unless_seen(line, seen) if isinstance(line, ClaimLine) else line


def _line(original: bytes, number: int, header: Header, codec: str, creditor_of: CreditorOf) -> ClaimLine | RefusedLine:
    try:
        values = split_line(original, header, codec)
    except BadValue as problem:
        return RefusedLine(number, "", problem.code, problem.reason, original)
    return claim_from(values, number, original, creditor_of)


def _unless_seen(claim: ClaimLine, seen: dict[tuple[str, str], int]) -> ClaimLine | RefusedLine:
    """The first good line of a case counts, however creditor and reference are spelt on a later one."""
    key = (name_key(claim.creditor), name_key(claim.creditor_reference))
    first = seen.setdefault(key, claim.line_number)
    if first == claim.line_number:
        return claim
    return refuse(
        claim, "creditor_reference", "duplicate_claim", f"This reference of this creditor is on line {first} already."
    )
