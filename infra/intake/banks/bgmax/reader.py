"""From the lines of a BgMax file to its content, refusing whatever stands where it must not.

- 01: start
    - 05: a deposit opens: who receives it, in which currency
        - 20 or 21: a payment, or a deduction from the deposit
            - 22, 23, 25, 26 to 29: its further references, free text, payer
    - 15: the deposit closes: date, serial, control totals
- 70: end, with counts of everything
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from infra.intake.banks.bgmax.content import Deposit, Entry, Start
from infra.intake.banks.bgmax.control import Sums, check_counts, check_deposit
from infra.intake.banks.bgmax.layout import LAYOUT, LAYOUT_NAME, LAYOUT_VERSION
from infra.intake.banks.bgmax.local_time import swedish_time
from infra.intake.banks.bgmax.open_entry import OpenEntry
from infra.intake.banks.fixed_width.fields import Fields
from infra.intake.banks.fixed_width.lines import cut_lines
from infra.intake.banks.spool import Spool
from infra.intake.fingerprint import Ordinals
from infra.intake.refused.rejected import BankFileRejected

CURRENCIES = frozenset({"SEK", "EUR"})  # all that Bankgirot ever reported; EUR until 31 October 2016


def read_content(file: BinaryIO, file_name: str) -> Iterator[Start | Deposit]:
    """Start and deposits one after another; the control totals of a deposit are verified before it is given, those of
    the file at the end. Raises BankFileRejected, naming line and field."""
    reader = _BgMaxReader(file_name)
    number = 1
    for line in cut_lines(file, file_name, LAYOUT):
        number = line.number
        if (read := reader.take(Fields(line, LAYOUT, file_name))) is not None:
            yield read
    reader.finish(number)


@dataclass
class _BgMaxReader:
    """One step for each line. ``_opening``, ``_entry``, ``_entries`` and ``_sums`` are those of the open deposit."""

    file_name: str
    _is_started: bool = False
    _opening: Fields | None = None
    _entry: OpenEntry | None = None
    _entries: Spool[Entry] = field(default_factory=Spool)
    _sums: Sums = field(default_factory=Sums)
    _file_sums: Sums = field(default_factory=Sums)
    _same_deposit: Ordinals = field(default_factory=Ordinals)
    _is_ended: bool = False

    def take(self, fields: Fields) -> Start | Deposit | None:
        """What is complete with this line."""
        steps: dict[str, Callable[[Fields], Start | Deposit | None]] = {
            "01": self._take_start,
            "05": self._take_opening,
            "20": self._take_entry,
            "21": self._take_entry,
            "15": self._take_deposit,
            "70": self._take_end,
        }
        code = fields.line.code
        self._require(fields, not self._is_ended, "after the end record 70")
        self._require(fields, self._is_started != (code == "01"), "before or again after the start record 01")
        return steps.get(code, self._take_detail)(fields)

    def finish(self, last_line: int) -> None:
        """Nothing is missing at the end."""
        if not self._is_ended:
            raise BankFileRejected(
                self.file_name, last_line, None, "no_end_record",
                "The end record 70 is missing: the file was cut off. Nothing of it was booked. Fetch it again.",
            )  # fmt: skip

    def _is_test(self, start: Fields) -> bool:
        mark = start.text("test mark")
        if mark not in ("P", "T"):
            raise start.rejected("test mark", "bad_test_mark", "It is neither P (production) nor T (test).")
        return mark == "T"

    def _take_start(self, fields: Fields) -> Start:
        layout, version = fields.text("layout name"), fields.text("layout version")
        if (layout, version) != (LAYOUT_NAME, LAYOUT_VERSION):
            raise fields.rejected(
                "layout version", "unknown_layout", "This is another layout or version than BGMAX 01."
            )
        self._is_started = True
        return Start(swedish_time(fields, "created"), self._is_test(fields))

    def _take_opening(self, fields: Fields) -> None:
        self._require(fields, self._opening is None, "inside a deposit that has not been closed by a record 15")
        currency = fields.text("currency")
        if currency not in CURRENCIES:
            raise fields.rejected("currency", "unknown_currency", f"It is none of {', '.join(sorted(CURRENCIES))}.")
        self._opening, self._entries, self._sums = fields, Spool(), Sums()

    def _take_entry(self, fields: Fields) -> None:
        self._require(fields, self._opening is not None, "outside a deposit: no record 05 opened one")
        self._close_entry()
        self._entry = OpenEntry(fields)

    def _take_detail(self, fields: Fields) -> None:
        if self._entry is None:
            raise fields.out_of_place("before the payment that it belongs to")
        self._entry.take(fields)

    def _close_entry(self) -> None:
        if self._entry is not None:
            entry = self._entry.closed()
            self._sums.add(entry)
            self._entries.add(entry)
            self._entry = None

    def _take_deposit(self, fields: Fields) -> Deposit:
        if self._opening is None:
            raise fields.out_of_place("without a record 05 that opened a deposit")
        self._close_entry()
        opening = self._opening
        deposit = Deposit(
            receiver_bankgiro=opening.text("receiver bankgiro"),
            receiver_plusgiro=opening.text("receiver plusgiro"),
            currency=opening.text("currency"),
            entries=self._entries,
            account=fields.text("receiver account"),
            booked_date=fields.day("payment date"),
            serial=fields.text("deposit serial"),
            kind=fields.text("deposit type"),
        )
        check_deposit(fields, deposit.currency, self._sums)
        if self._same_deposit.next_of(deposit.identity):
            raise fields.rejected(
                "deposit serial", "deposit_twice",
                f"Deposit {deposit.serial} of {deposit.booked_date} is in the file twice.",
            )  # fmt: skip
        self._file_sums.add_deposit(self._sums)
        self._opening = None
        return deposit

    def _take_end(self, fields: Fields) -> None:
        self._require(fields, self._opening is None, "inside a deposit that has not been closed by a record 15")
        check_counts(fields, self._file_sums)
        self._is_ended = True

    def _require(self, fields: Fields, holds: bool, checkpoint: str) -> None:
        if not holds:
            raise fields.out_of_place(checkpoint)
