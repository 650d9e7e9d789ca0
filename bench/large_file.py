"""How much memory a bank's file takes that is as large as wanted: ``python -m bench.large_file FORMAT MEGABYTES``.

The file is written part by part (deposits, assignments, statements of 5,000 lines each) and read in a process of its
own, whose largest memory is what is told.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.parsing import bgmax, camt, mt940, ocr_giro
from bench.servers import measure
from infra.intake.banks.bank_file import read_bank_file

LINES_OF_A_PART = 5_000
MEGABYTE = 1_000_000


def measure_large_files(megabytes: int) -> dict[str, float]:
    """Largest memory of a process (MiB) that reads one file of each format: of a megabyte, and of so many."""
    found: dict[str, float] = {}
    for name in WRITERS:
        found[f"read_1_mb_mib_{name}"] = measure("bench.large_file", name, 1)
        found[f"read_large_mib_{name}"] = measure("bench.large_file", name, megabytes)
    return found


def _bgmax(parts: int) -> Iterator[bytes]:
    head, *deposit, _ = bgmax(LINES_OF_A_PART).splitlines(keepends=True)
    yield head
    for number in range(1, parts + 1):
        yield b"".join(deposit).replace(b"2026030900001", f"20260309{number:05d}".encode())
    yield f"70{parts * LINES_OF_A_PART:08d}{0:08d}{0:08d}{parts:08d}".ljust(80).encode() + b"\r\n"


def _ocr_giro(parts: int) -> Iterator[bytes]:
    head, *assignment, end = ocr_giro(LINES_OF_A_PART).splitlines(keepends=True)
    yield head
    for number in range(1, parts + 1):
        yield b"".join(assignment).replace(b"NY0900200000000000000001", f"NY090020000000000{number:07d}".encode())
    transactions, records, amount = int(end[8:16]), int(end[16:24]) - 2, int(end[24:41])
    totals = f"{transactions * parts:08d}{records * parts + 2:08d}{amount * parts:017d}"
    yield end[:8] + totals.encode() + end[41:]


def _mt940(parts: int) -> Iterator[bytes]:
    statement = mt940(LINES_OF_A_PART)
    for number in range(1, parts + 1):
        yield statement.replace(b":28C:00001/", f":28C:{number:05d}/".encode())


def _camt(parts: int) -> Iterator[bytes]:
    head, statement = camt(LINES_OF_A_PART).split(b"<Stmt>")
    statement, end = statement.split(b"</Stmt>")
    yield head
    for number in range(1, parts + 1):
        yield b"<Stmt>" + statement.replace(b"<Id>MSG1-1</Id>", f"<Id>MSG1-{number}</Id>".encode()) + b"</Stmt>\n"
    yield end


WRITERS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "bgmax": _bgmax, "ocr_giro": _ocr_giro, "camt": _camt, "mt940": _mt940,
}  # fmt: skip


def write(name: str, path: Path, megabytes: int) -> int:
    """A file of the format, about so large; returns its lines."""
    size = sum(map(len, WRITERS[name](1)))
    parts = max(1, megabytes * MEGABYTE // size)
    with path.open("wb") as file:
        file.writelines(WRITERS[name](parts))
    return parts * LINES_OF_A_PART


def main() -> int:
    """Write, read, and print the largest memory in MiB."""
    name, megabytes = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="large-") as folder:
        path = Path(folder) / "file"
        lines = write(name, path, megabytes)
        size = path.stat().st_size
        read = read_bank_file(path)
        assert len(read.lines) == lines
        assert sum(1 for _ in read.lines) == lines
    print(f"{name}: {size:,} bytes, {lines:,} lines", file=sys.stderr)
    print(_largest_mib())
    return 0


def _largest_mib() -> float:
    """The most that this process has had in memory. What the system's ``getrusage`` says begins with its parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    sys.exit(main())
