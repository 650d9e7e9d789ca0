"""How many lines of a bank file are read in a second, beside the library that others use, and in how much memory.

Ours verifies every total and names every line; the peers only take the file apart. Both read the same bytes in the same
run. BgMax has no library: there it is a loop over the lines that cuts out amounts and references and verifies nothing.
"""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from time import process_time

import mt940 as mt940_package
import netsgiro
from pycamt.parser import Camt053Parser

from infra.intake.banks.bank_file import format_of, read_as
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.mt940.writer import write_day as write_mt940
from infra.intake.banks.ocr_giro.writer import write_day as write_ocr_giro
from infra.intake.banks.written import WrittenDay, WrittenEntry

_DAY, _CREATED = date(2026, 3, 9), datetime(2026, 3, 9, 18, tzinfo=UTC)
_MEGABYTE = 1 << 20


def measure_parsing(lines: int) -> dict[str, float]:
    """Lines per second of each format, ours and the peer's, and how much more memory a file of eight times the size
    takes."""
    found: dict[str, float] = {}
    for name, (write, peer) in _FORMATS.items():
        data = write(lines)
        ours = _seconds(lambda data=data: _read(data))  # type: ignore[misc]
        found[f"parse_lines_per_s_{name}"] = lines / ours
        found[f"parse_lines_per_s_{name}_peer"] = lines / _seconds(lambda data=data, peer=peer: peer(data))  # type: ignore[misc]
        found[f"parse_memory_growth_mb_{name}"] = (_peak(write(lines)) - _peak(write(lines // 8))) / _MEGABYTE
    return found


def _read(data: bytes) -> None:
    file = read_as(format_of(data[:HEAD_BYTES], "bench"), io.BytesIO(data), "bench")
    for _ in file.lines:
        pass


def _seconds(run: Callable[[], object]) -> float:
    started = process_time()
    run()
    return process_time() - started


def _peak(data: bytes) -> int:
    """The most memory that reading takes, the bytes of the file apart."""
    tracemalloc.start()
    try:
        _read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _day(lines: int, account: str, currency: str) -> WrittenDay:
    entries = [
        WrittenEntry(100_000 + number, (f"{number + 1_000_000}",), payer_account="41234567890", payer_name="Åsa Öberg",
                     bank_reference=f"{number:09d}")
        for number in range(lines)
    ]  # fmt: skip
    return WrittenDay(account, currency, _DAY, _CREATED, entries)


def bgmax(lines: int) -> bytes:
    """A day's payments as BgMax."""
    entries = tuple(
        Entry(False, "0041234567", f"{number + 1_000_000}", 100_000 + number, ReferenceCode.CORRECT_OCR, "1",
              f"{number:012d}", payer=Payer(name="Åsa Öberg"))
        for number in range(lines)
    )  # fmt: skip
    deposit = Deposit("0059123406", "", "SEK", entries, "8327".zfill(35), _DAY, "00001")
    return write_content(BgMaxContent(_CREATED, False, (deposit,)))


def _by_netsgiro(data: bytes) -> object:
    return netsgiro.parse(data.decode("iso-8859-1").replace("\r\n", "\n").strip())


def _by_mt940(data: bytes) -> object:
    return mt940_package.parse(data.decode("iso-8859-1"))


def _by_pycamt(data: bytes) -> object:
    parser = Camt053Parser(data.split(b"?>\n", 1)[1].decode("utf-8"))  # it takes no XML declaration
    return parser.get_transactions()


def ocr_giro(lines: int) -> bytes:
    """The same as OCR giro."""
    return write_ocr_giro(_day(lines, "99991042764", "NOK"))


def camt(lines: int) -> bytes:
    """The same as a statement."""
    return CamtWriter("camt.053", 2).write_day(_day(lines, "SE3550000000054910000003", "SEK"))


def mt940(lines: int) -> bytes:
    """The same as MT940."""
    return write_mt940(_day(lines, "DE89370400440532013000", "EUR"))


def _by_plain_lines(data: bytes) -> object:
    records = data.decode("iso-8859-1").splitlines()
    return [(line[2:12], line[12:37].strip(), int(line[37:55])) for line in records if line.startswith("20")]


_FORMATS: dict[str, tuple[Callable[[int], bytes], Callable[[bytes], object]]] = {
    "bgmax": (bgmax, _by_plain_lines),
    "ocr_giro": (ocr_giro, _by_netsgiro),
    "camt": (camt, _by_pycamt),
    "mt940": (mt940, _by_mt940),
}
