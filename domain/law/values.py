"""The values of law rows, each of a type that says its unit. All of them are exact: no float anywhere."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from domain.kernel.money import MINOR_UNIT_DIGITS, Money
from domain.law.codes import CreditorVat
from domain.law.yearly_day import parse_yearly_day


@dataclass(frozen=True, slots=True)
class YearlyRate:
    """Interest a year, in hundredths of a percent: 12.25 % is ``YearlyRate(1225)``. Percentage points too."""

    basis_points: int

    @property
    def fraction(self) -> Fraction:
        """12.25 % is 49/400."""
        return Fraction(self.basis_points, 10_000)

    def __add__(self, other: YearlyRate) -> YearlyRate:
        return YearlyRate(self.basis_points + other.basis_points)

    def __str__(self) -> str:
        """Such as ``12.25 %``."""
        sign, (whole, part) = "-" if self.basis_points < 0 else "", divmod(abs(self.basis_points), 100)
        return f"{sign}{whole}.{part:02d} %"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an amount: 2/3, or 20 %."""

    of_one: Fraction


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times an amount that another rule gives: ``of`` is that rule's name in the unit (``inkassosats``)."""

    times: Fraction
    of: str


@dataclass(frozen=True, slots=True)
class MonthlyAmount:
    """An amount for each month."""

    money: Money


@dataclass(frozen=True, slots=True)
class DailyAmount:
    """An amount for each day."""

    money: Money


@dataclass(frozen=True, slots=True)
class AmountPerStarted:
    """``money`` for each started ``step_minor`` of an amount."""

    money: Money
    step_minor: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Calendar days."""

    count: int


@dataclass(frozen=True, slots=True)
class BankDays:
    """Days on which banks work."""

    count: int


@dataclass(frozen=True, slots=True)
class Months:
    """Calendar months."""

    count: int

    def after(self, day: date) -> date:
        """The day of the same number so many months later; the last of that month where it has none."""
        years, month = divmod(day.month - 1 + self.count, 12)
        last = monthrange(day.year + years, month + 1)[1]
        return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


@dataclass(frozen=True, slots=True)
class Instalments:
    """How many instalments of a plan."""

    count: int


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters."""

    count: int


@dataclass(frozen=True, slots=True)
class CallsIn7Days:
    """How many calls within seven days that follow each other."""

    count: int


@dataclass(frozen=True, slots=True)
class DaysOfYear:
    """By how many days a yearly rate is divided."""

    count: int


@dataclass(frozen=True, slots=True)
class OpenHours:
    """From when until when of the local day contact is allowed; ``None``: not on that day at all."""

    hours: tuple[time, time] | None


@dataclass(frozen=True, slots=True)
class AllocationOrder:
    """The order in which money covers the parts of a debt, each once: court_costs, fees, interest and principal."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VatRight:
    """Whether a creditor deducts the VAT on the agency's fees."""

    creditor: CreditorVat


@dataclass(frozen=True, slots=True)
class Courts:
    """Where claims are brought, by names of ``domain.case.legal.state.Forum``."""

    names: tuple[str, ...]


def exact(text: str) -> Fraction:
    """``12.25`` or ``2/3`` as it stands. ValueError for anything else."""
    if "e" in text.lower() or "_" in text:
        raise ValueError(f"{text!r} is not a plain number")
    return Fraction(text)


def _whole(text: str, times: int = 1) -> int:
    number = exact(text) * times
    if number.denominator != 1:
        raise ValueError(f"{text!r} has more decimals than its unit")
    return number.numerator


def _money(text: str, currency: str) -> Money:
    return Money(_whole(text, 10 ** MINOR_UNIT_DIGITS[currency]), currency)


def _open_hours(text: str) -> OpenHours:
    if text == "none":
        return OpenHours(None)
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    if opens >= closes:
        raise ValueError(f"{text!r} ends before it begins")
    return OpenHours((opens, closes))


def _allocation_order(text: str) -> AllocationOrder:
    parts = tuple(text.split(">"))
    if sorted(parts) != ["court_costs", "fees", "interest", "principal"]:
        raise ValueError(f"{text!r} is no order of court_costs, fees, interest and principal")
    return AllocationOrder(parts)


_UNITS: dict[str, Callable[[str], object]] = {
    "percent_pa": lambda text: YearlyRate(_whole(text, 100)),
    "pp": lambda text: YearlyRate(_whole(text, 100)),
    "percent": lambda text: Share(exact(text) / 100),
    "share": lambda text: Share(exact(text)),
    "days": lambda text: DayCount(_whole(text)),
    "business_days": lambda text: BankDays(_whole(text)),
    "months": lambda text: Months(_whole(text)),
    "instalments": lambda text: Instalments(_whole(text)),
    "letters": lambda text: Letters(_whole(text)),
    "calls_per_7_consecutive_days": lambda text: CallsIn7Days(_whole(text)),
    "days/year": lambda text: DaysOfYear(_whole(text)),
    "local_time": _open_hours,
    "order": _allocation_order,
    "courts": lambda text: Courts(tuple(text.split("+"))),
    "day_of_year": parse_yearly_day,
    "vat_right": lambda text: VatRight(CreditorVat(text)),
}


def parse_value(text: str, unit: str) -> object:
    """The value that ``text`` is in ``unit``, such as ``Money(6000, "SEK")``.

    ValueError says what is wrong: a unit that is not known, or a text that is no value of it.
    """
    if parse := _UNITS.get(unit):
        return parse(text)
    if unit.startswith("x_"):
        return Factor(exact(text), unit.removeprefix("x_"))
    currency, _, per = unit.replace("/", "_per_").partition("_per_")
    if currency not in MINOR_UNIT_DIGITS:
        raise ValueError(f"the unit {unit!r} is not known")
    return _per(_money(text, currency), per)


def _per(money: Money, per: str) -> object:
    if not per:
        return money
    if per == "month":
        return MonthlyAmount(money)
    if per == "day":
        return DailyAmount(money)
    step = per.removeprefix("started_")
    if step == per:
        raise ValueError(f"an amount per {per!r} is not known")
    return AmountPerStarted(money, _money(step, money.currency).minor)
