"""Read a portfolio of claims as a creditor sends it: a CSV file, one claim to a line.

A claim that can be read comes out as a ClaimLine, any other line as a RefusedLine, in the order of the file; no line
is skipped that has anything on it. Only a file whose first line cannot be understood is refused as a whole.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from infra.intake.claims.claim_columns import Header, read_header
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claim_values import claim_from
from infra.intake.claims.csv_line import split_line
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine, refuse
from infra.intake.refused.rejected import ClaimsFileRejected

# What Python calls an encoding, and what we call it.
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "iso8859-1": "iso-8859-1"}
_BYTE_ORDER_MARK = codecs.BOM_UTF8


def read_claims(path: str | Path, encoding: str = "utf-8") -> Iterator[ClaimLine | RefusedLine]:
    """The claims of ``path``, streamed: the file may be larger than memory (a claim leaves behind
    only what is needed to know it again).

    ``encoding`` is ``utf-8`` (with or without a byte order mark) or ``iso-8859-1``. Raises ClaimsFileRejected at
    once, before the first line, if the file as a whole cannot be read; OSError if it cannot be opened.
    """
    path = Path(path)
    header = claims_header(path, encoding)
    return _lines(path, header, _known(encoding, path.name))


def claims_header(path: str | Path, encoding: str = "utf-8") -> Header:
    """The columns that the file has. Raises like :func:`read_claims`."""
    path = Path(path)
    codec = _known(encoding, path.name)
    with path.open("rb") as file:
        original = file.readline()
    if not original.strip():
        raise ClaimsFileRejected(path.name, 1, None, "empty_file", "The first line is empty; it must name the columns.")
    if original.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _wrong_encoding(path.name, "The file is UTF-16. Save it as UTF-8")
    if codec != "utf-8" and original.startswith(_BYTE_ORDER_MARK):
        raise _wrong_encoding(path.name, f"The file is UTF-8 and was declared {encoding}. Declare utf-8")
    try:
        text = original.removeprefix(_BYTE_ORDER_MARK).decode(codec)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(
            path.name, f"Byte {error.start + 1} of the first line is not {encoding}. Declare the file's encoding"
        ) from None
    return read_header(text.rstrip("\r\n"), original, path.name)


def _known(encoding: str, file_name: str) -> str:
    """The codec's plain name. Only the two that creditors send are read: a wrong guess would garble names."""
    try:
        codec = _CODECS.get(codecs.lookup(encoding).name)
    except LookupError:
        codec = None
    if codec is None:
        raise ClaimsFileRejected(
            file_name, None, "encoding", "unsupported_encoding",
            f"{encoding!r} cannot be read; declare utf-8 or iso-8859-1.",
        )  # fmt: skip
    return codec


def _wrong_encoding(file_name: str, message: str) -> ClaimsFileRejected:
    return ClaimsFileRejected(file_name, 1, None, "wrong_encoding", f"{message} and send it again.")


def _lines(path: Path, header: Header, codec: str) -> Iterator[ClaimLine | RefusedLine]:
    seen: dict[bytes, int] = {}
    with path.open("rb") as file:
        file.readline()
        for number, raw in enumerate(file, start=2):
            original = raw.rstrip(b"\r\n")
            if original.strip(b";, \t"):
                line = _line(original, number, header, codec)
                yield _unless_seen(line, seen) if isinstance(line, ClaimLine) else line


def _line(original: bytes, number: int, header: Header, codec: str) -> ClaimLine | RefusedLine:
    try:
        values = split_line(original, header, codec)
    except BadValue as problem:
        return RefusedLine(number, "", problem.code, problem.reason, original)
    return claim_from(values, number, original)


def _unless_seen(claim: ClaimLine, seen: dict[bytes, int]) -> ClaimLine | RefusedLine:
    """A claim is named by its creditor and the creditor's reference; the first good line with that name counts."""
    name = f"{len(claim.creditor)}:{claim.creditor}{claim.creditor_reference}"
    first = seen.setdefault(blake2b(name.encode("utf-8"), digest_size=16).digest(), claim.line_number)
    if first == claim.line_number:
        return claim
    return refuse(
        claim, "creditor_reference", "duplicate_claim",
        f"{claim.creditor_reference!r} of {claim.creditor!r} is on line {first} already.",
    )  # fmt: skip
