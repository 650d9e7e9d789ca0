"""Instalments by the month, exact to the minor unit: equal, in whole units, and the last one balances."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from domain.case.plans.state import Instalment
from domain.kernel.calendar import add_business_days, is_business_day
from domain.kernel.limits import ITEMS_MAX
from domain.kernel.money import MINOR_UNIT_DIGITS, Money, money_text
from domain.kernel.refusal import Refusal


class DueDay(StrEnum):
    """On which day of each month an instalment is due: soon after payday, or on the last day that banks work."""

    ON_25TH = "25"
    ON_27TH = "27"
    LAST = "last"


def equal_amount(total: Money, count: int) -> Money:
    """What ``count`` equal instalments of ``total`` are, in whole units of the currency: rounded up."""
    unit_minor = 10 ** MINOR_UNIT_DIGITS[total.currency]
    return Money(-(-total.minor // (count * unit_minor)) * unit_minor, total.currency)


def schedule(
    total: Money, a_month: Money, not_before: date, due_day: DueDay, jurisdiction: str
) -> tuple[Instalment, ...] | Refusal:
    """``a_month`` every month until ``total`` is paid, the last as much as is left: never more than the others.

    The first is due on the first such day on or after ``not_before``. A day on which banks are closed moves to the
    next on which they work; the last day of a month, to the last one in it.
    """
    count = -(-total.minor // a_month.minor) if a_month.minor > 0 else 0
    if not 0 < count <= ITEMS_MAX:
        return Refusal(
            "instalment_invalid", f"{money_text(a_month.minor, a_month.currency)} a month makes no plan of this debt."
        )
    amounts = [a_month.minor] * (count - 1)
    amounts.append(total.minor - sum(amounts))
    days = _due_days(not_before, count, due_day, jurisdiction)
    return tuple(Instalment(day, amount) for day, amount in zip(days, amounts, strict=True))


def _due_days(not_before: date, count: int, due_day: DueDay, jurisdiction: str) -> list[date]:
    months = (not_before.year * 12 + not_before.month - 1 + n for n in range(count + 1))
    days = [_due_in(*divmod(month, 12), due_day, jurisdiction) for month in months]
    return [day for day in days if day >= not_before][:count]


def _due_in(year: int, month_from_zero: int, due_day: DueDay, jurisdiction: str) -> date:
    month = month_from_zero + 1
    if due_day is not DueDay.LAST:
        return add_business_days(date(year, month, int(due_day)), 0, jurisdiction)
    day = date(year, month, monthrange(year, month)[1])
    while not is_business_day(day, jurisdiction):
        day -= timedelta(days=1)
    return day
