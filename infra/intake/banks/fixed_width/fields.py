"""Cut the fields out of a line of 80 characters and put them into one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from infra.intake.banks.bank_day import bank_day
from infra.intake.banks.fixed_width.layout import LINE_WIDTH, Field, Kind, Layout
from infra.intake.banks.fixed_width.lines import Line
from infra.intake.banks.totals import difference
from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

FIRST_YEAR_OF_1900 = "69"
"""Of years with two digits, this and the later ones are of the last century, as POSIX has it."""


class Fields:
    """The fields of one record, by the names that its layout gives them. Raises BankFileRejected for a code that it
    does not have, and for a field that holds what it must not."""

    def __init__(self, line: Line, layout: Layout, file_name: str) -> None:
        self.line = line
        self._file_name = file_name
        self._texts: dict[str, str] = {}
        if line.code not in layout.records:
            raise self._rejected("record type", "unknown_record", "A record of this type is not part of the format.")
        for field in layout.records[line.code]:
            self._texts[field.name] = line.text[field.start : field.end]
            self._check(field)

    def text(self, name: str) -> str:
        """Without the blanks around it."""
        return self._texts[name].strip(" ")

    def free_text(self, name: str) -> str:
        """Without the blanks after it; those before it were typed by somebody."""
        return self._texts[name].rstrip(" ")

    def number(self, name: str) -> int:
        return int(self._texts[name])

    def day(self, name: str) -> date:
        """Written as YYYYMMDD."""
        digits = self._texts[name]
        return self._day(name, digits[:4], digits[4:6], digits[6:8], "YYYYMMDD")

    def short_day(self, name: str) -> date:
        """Written as DDMMYY."""
        digits = self._texts[name]
        century = "19" if digits[4:6] >= FIRST_YEAR_OF_1900 else "20"
        return self._day(name, century + digits[4:6], digits[2:4], digits[:2], "DDMMYY")

    def _day(self, name: str, year: str, month: str, day: str, written: str) -> date:
        try:
            return bank_day(int(year), int(month), int(day))
        except ValueError:
            raise self.rejected(name, "bad_date", f"It is not a date written as {written}.") from None

    def rejected(
        self, name: str, code: BankFileCode, message: str, *, stated: int | None = None, computed: int | None = None
    ) -> BankFileRejected:
        """The error for this field of this line. The sentence on what to do is added here."""
        return self._rejected(f"{name} (record {self.line.code})", code, message, stated, computed)

    def out_of_place(self, checkpoint: str) -> BankFileRejected:
        """The error for a record that stands where it must not."""
        message = f"Record {self.line.code} stands {checkpoint}."
        return self._rejected("record type", "record_out_of_place", message)

    def _rejected(
        self, field: str, code: BankFileCode, message: str, stated: int | None = None, computed: int | None = None
    ) -> BankFileRejected:
        return BankFileRejected(
            self._file_name, self.line.number, field, code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
            stated=stated, computed=computed,
        )  # fmt: skip

    def check_total(self, name: str, computed: int, currency: str | None = None) -> None:
        """The control total ``name`` against what was read. Raises BankFileRejected with the difference."""
        stated = self.number(name)
        if stated != computed:
            message = difference(stated, computed, currency)
            raise self.rejected(name, "control_total", message, stated=stated, computed=computed)

    def _check(self, field: Field) -> None:
        text = self._texts[field.name]
        if field.kind is Kind.TEXT or (text.isascii() and text.isdigit()):
            return
        if field.kind is Kind.DIGITS_OR_BLANK and not text.strip(" "):
            return
        raise self.rejected(
            field.name, "bad_digits",
            f"In positions {field.start + 1} to {field.end} must stand {field.kind.value}, and something else does.",
        )  # fmt: skip


def compose(layout: Layout, code: str, values: Mapping[str, str | int]) -> str:
    """One line of 80 characters. Raises ValueError for a value that its field cannot hold."""
    line = [" "] * LINE_WIDTH
    line[layout.code] = code
    for field in layout.records[code]:
        line[field.start : field.end] = _filled(field, str(values.get(field.name, "")))
    return "".join(line)


def _filled(field: Field, value: str) -> str:
    width = field.end - field.start
    if len(value) > width or not value.isprintable():
        raise ValueError(f"{field.name} holds {width} printable characters, not {value!r}")
    if field.kind is Kind.TEXT:
        return value.ljust(width)
    if not value:
        return (" " if field.kind is Kind.DIGITS_OR_BLANK else "0") * width
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{field.name} holds digits, not {value!r}")
    return value.zfill(width)
