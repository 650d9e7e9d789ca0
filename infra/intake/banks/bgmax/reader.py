"""From the lines of a BgMax file to its content, refusing whatever stands where it must not.

- 01: start
    - 05: a deposit opens: who receives it, in which currency
        - 20 or 21: a payment, or a deduction from the deposit
            - 22, 23, 25, 26 to 29: its further references, free text, payer
    - 15: the deposit closes: date, serial, control totals
- 70: end, with counts of everything
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from infra.intake.banks.bgmax.content import BgMaxContent, Deposit
from infra.intake.banks.bgmax.control import check_counts, check_deposit
from infra.intake.banks.bgmax.fields import Fields
from infra.intake.banks.bgmax.layout import LAYOUT_NAME, LAYOUT_VERSION, RECORDS
from infra.intake.banks.bgmax.lines import Line, cut_lines
from infra.intake.banks.bgmax.open_entry import OpenEntry
from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

CURRENCIES = frozenset({"SEK", "EUR"})  # all that Bankgirot ever reported; EUR until 31 October 2016


def read_content(data: bytes, file_name: str) -> BgMaxContent:
    """The whole file, its control totals verified. Raises BankFileRejected, naming line and field."""
    lines = cut_lines(data, file_name)
    reader = _Reader(file_name)
    for line in lines:
        reader.take(line)
    return reader.finish(len(lines))


@dataclass
class _Reader:
    """One step for each line. ``_opening`` and ``_entries`` are those of the deposit that is open."""

    file_name: str
    _start: Fields | None = None
    _opening: Fields | None = None
    _entries: list[OpenEntry] = field(default_factory=list)
    _deposits: list[Deposit] = field(default_factory=list)
    _ended: bool = False

    def take(self, line: Line) -> None:
        if line.code not in RECORDS:
            raise self._rejected(line, "unknown_record", "A record of this type is not part of BgMax.")
        steps: dict[str, Callable[[Line, Fields], None]] = {
            "01": self._take_start,
            "05": self._take_opening,
            "20": self._take_entry,
            "21": self._take_entry,
            "15": self._take_deposit,
            "70": self._take_end,
        }
        self._require(line, not self._ended, "after the end record 70")
        self._require(line, (self._start is None) == (line.code == "01"), "before or again after the start record 01")
        steps.get(line.code, self._take_detail)(line, Fields(line, self.file_name))

    def finish(self, last_line: int) -> BgMaxContent:
        if self._start is None or not self._ended:
            raise BankFileRejected(
                self.file_name, last_line, None, "no_end_record",
                "The end record 70 is missing: the file was cut off. Nothing of it was booked. Fetch it again.",
            )  # fmt: skip
        return BgMaxContent(self._start.time("created"), self._is_test(self._start), tuple(self._deposits))

    def _is_test(self, start: Fields) -> bool:
        mark = start.text("test mark")
        if mark not in ("P", "T"):
            raise start.rejected("test mark", "bad_test_mark", "It is neither P (production) nor T (test).")
        return mark == "T"

    def _take_start(self, line: Line, fields: Fields) -> None:
        layout, version = fields.text("layout name"), fields.text("layout version")
        if (layout, version) != (LAYOUT_NAME, LAYOUT_VERSION):
            raise fields.rejected(
                "layout version", "unknown_layout", "This is another layout or version than BGMAX 01."
            )
        fields.time("created")
        self._is_test(fields)
        self._start = fields

    def _take_opening(self, line: Line, fields: Fields) -> None:
        self._require(line, self._opening is None, "inside a deposit that has not been closed by a record 15")
        currency = fields.text("currency")
        if currency not in CURRENCIES:
            raise fields.rejected("currency", "unknown_currency", f"It is none of {', '.join(sorted(CURRENCIES))}.")
        self._opening = fields

    def _take_entry(self, line: Line, fields: Fields) -> None:
        self._require(line, self._opening is not None, "outside a deposit: no record 05 opened one")
        self._entries.append(OpenEntry(line, fields))

    def _take_detail(self, line: Line, fields: Fields) -> None:
        self._require(line, bool(self._entries), "before the payment that it belongs to")
        self._entries[-1].take(line, fields)

    def _take_deposit(self, line: Line, fields: Fields) -> None:
        if self._opening is None:
            raise self._out_of_place(line, "without a record 05 that opened a deposit")
        opening = self._opening
        deposit = Deposit(
            receiver_bankgiro=opening.text("receiver bankgiro"),
            receiver_plusgiro=opening.text("receiver plusgiro"),
            currency=opening.text("currency"),
            entries=tuple(entry.closed() for entry in self._entries),
            account=fields.text("receiver account"),
            booked_date=fields.date("payment date"),
            serial=fields.text("deposit serial"),
            kind=fields.text("deposit type"),
        )
        check_deposit(fields, deposit, self._deposits)
        self._deposits.append(deposit)
        self._opening, self._entries = None, []

    def _take_end(self, line: Line, fields: Fields) -> None:
        self._require(line, self._opening is None, "inside a deposit that has not been closed by a record 15")
        check_counts(fields, self._deposits)
        self._ended = True

    def _require(self, line: Line, holds: bool, checkpoint: str) -> None:
        if not holds:
            raise self._out_of_place(line, checkpoint)

    def _out_of_place(self, line: Line, checkpoint: str) -> BankFileRejected:
        return self._rejected(line, "record_out_of_place", f"Record {line.code} stands {checkpoint}.")

    def _rejected(self, line: Line, code: BankFileCode, message: str) -> BankFileRejected:
        return BankFileRejected(
            self.file_name, line.number, "record type", code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
        )  # fmt: skip
