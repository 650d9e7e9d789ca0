"""Keep refused lines where a person can see them, correct them and send them again.

For ``portfolio.csv`` two files are written, beside it or in a chosen folder:

- ``portfolio.refused.csv`` tells of each refused line: its number, the field at fault, code, reason, and the line.
- ``portfolio.to-correct.csv`` (claims only) holds the first line of the input and the refused lines, byte for byte:
  correct it and import it as it is.

Neither ever replaces a file with other content, for somebody may be at work in it: a number is added to the name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from infra.intake.refused.refused_line import RefusedLine

COLUMNS = ("line", "field", "code", "reason", "original")


class RefusedLines:
    """Takes refused lines one by one and keeps none of them in memory. Writes no file if there are none.

    Use it in a ``with`` block. If the block ends with an error, what was written stays under names that end in
    ``.part`` and the next run over the same input begins them afresh.
    ``header`` is the input's first line as it came (claims files); without it only the report is written.
    """

    def __init__(
        self,
        input_path: str | Path,
        folder: str | Path | None = None,
        header: bytes | None = None,
        encoding: str = "utf-8",
    ) -> None:
        source = Path(input_path)
        place = Path(folder) if folder is not None else source.parent
        self._encoding = encoding
        self._header = header
        self._report = _Output(place, source.stem, ".refused.csv")
        self._to_correct = _Output(place, source.stem, ".to-correct" + (source.suffix or ".csv"))
        self.count = 0
        self.report_path: Path | None = None
        self.to_correct_path: Path | None = None

    def add(self, line: RefusedLine) -> None:
        """Write one line to both files."""
        if not self.count:
            self._report.write(";".join(COLUMNS).encode("ascii") + b"\r\n")
        self.count += 1
        told = (line.field, line.code, line.reason)
        cells = [str(line.line_number).encode("ascii"), *(t.encode(self._encoding, "replace") for t in told)]
        self._report.write(b";".join(_quoted(cell) for cell in (*cells, line.original)) + b"\r\n")
        if self._header is not None:
            if self.count == 1:
                self._to_correct.write(self._header.rstrip(b"\r\n") + b"\r\n")
            self._to_correct.write(line.original + b"\r\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.report_path = self._report.close(keep_name=error is None)
        self.to_correct_path = self._to_correct.close(keep_name=error is None)


def read_refused(path: str | Path, encoding: str = "utf-8") -> Iterator[RefusedLine]:
    """The lines of a ``.refused.csv`` again, their originals byte for byte."""
    # ISO-8859-1 maps each byte to one character and back, so the originals survive whatever encoding they are in.
    text = Path(path).read_bytes().decode("iso-8859-1")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    next(rows)
    for row in rows:
        number, *told, original = (cell.encode("iso-8859-1") for cell in row)
        field, code, reason = (cell.decode(encoding) for cell in told)
        yield RefusedLine(int(number), field, code, reason, original)


def _quoted(cell: bytes) -> bytes:
    return b'"' + cell.replace(b'"', b'""') + b'"'


class _Output:
    """A file that gets its name only when it is whole."""

    def __init__(self, folder: Path, stem: str, ending: str) -> None:
        self._folder, self._stem, self._ending = folder, stem, ending
        self._part = folder / f"{stem}{ending}.part"
        self._file: BinaryIO | None = None

    def write(self, data: bytes) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        self._file.write(data)

    def close(self, keep_name: bool) -> Path | None:
        """Where it is now; None if nothing was written."""
        if self._file is None:
            return None
        self._file.close()
        return self._part.rename(self._free_name()) if keep_name else self._part

    def _free_name(self) -> Path:
        """The first name that nothing has, or that a file with the very same content has."""
        content = self._part.read_bytes()
        number = 1
        while True:
            name = f"{self._stem}{self._ending}" if number == 1 else f"{self._stem}-{number}{self._ending}"
            path = self._folder / name
            if not path.exists() or path.read_bytes() == content:
                return path
            number += 1
