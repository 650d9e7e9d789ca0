"""Cut the fields out of a BgMax line and put them into one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from infra.intake.banks.bgmax.layout import LINE_WIDTH, RECORDS, Field, Kind
from infra.intake.banks.bgmax.lines import Line
from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

# Bankgirot states the time of day in Sweden.
_SWEDEN = ZoneInfo("Europe/Stockholm")


class Fields:
    """The fields of one record, by the names that RECORDS gives them."""

    def __init__(self, line: Line, file_name: str) -> None:
        self._line = line
        self._file_name = file_name
        self._texts: dict[str, str] = {}
        for field in RECORDS[line.code]:
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

    def date(self, name: str) -> date:
        digits = self._texts[name]
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            raise self.rejected(name, "bad_date", "It is not a date written as YYYYMMDD.") from None

    def time(self, name: str) -> datetime:
        """Swedish local time, to the microsecond, as UTC. In the hour that comes twice, the first."""
        digits = self._texts[name]
        try:
            local = datetime.strptime(digits, "%Y%m%d%H%M%S%f").replace(tzinfo=_SWEDEN)
            return local.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.rejected(name, "bad_date", "It is not a time, YYYYMMDDHHMMSSnnnnnn.") from None

    def rejected(
        self, name: str, code: BankFileCode, message: str, *, stated: int | None = None, computed: int | None = None
    ) -> BankFileRejected:
        """The error for this field of this line. The sentence on what to do is added here."""
        return BankFileRejected(
            self._file_name, self._line.number, f"{name} (record {self._line.code})", code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
            stated=stated, computed=computed,
        )  # fmt: skip

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


def compose(code: str, values: Mapping[str, str | int]) -> str:
    """One line of 80 characters. Raises ValueError for a value that its field cannot hold."""
    line = [" "] * LINE_WIDTH
    line[:2] = code
    for field in RECORDS[code]:
        line[field.start : field.end] = _filled(field, str(values.get(field.name, "")))
    return "".join(line)


def swedish_digits(moment: datetime) -> str:
    """A UTC time as the file states it: Swedish local time, to the microsecond."""
    return moment.astimezone(_SWEDEN).strftime("%Y%m%d%H%M%S%f")


def _filled(field: Field, value: str) -> str:
    width = field.end - field.start
    if len(value) > width or not value.isprintable():
        raise ValueError(f"{field.name} holds {width} printable characters, not {value!r}")
    if field.kind is Kind.TEXT:
        return value.ljust(width)
    if not value and field.kind is Kind.DIGITS_OR_BLANK:
        return " " * width
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{field.name} holds digits, not {value!r}")
    return value.zfill(width)
