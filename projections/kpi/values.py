"""The value of a figure, worked out of its two whole numbers; never a float."""

from __future__ import annotations

from projections.kpi.kpi import Unit

SECONDS_IN_A_DAY = 86_400


def value_of(unit: Unit, numerator: int, denominator: int) -> str | None:
    """As text, with one decimal where it is a fraction; None where there is nothing to count.

    Percent for ``SHARE``, days for ``DAYS``, minor units for ``MONEY``. Half a last digit counts as a whole one.
    """
    if unit in (Unit.COUNT, Unit.MONEY):
        return str(numerator)
    if not denominator:
        return None
    if unit is Unit.DAYS:
        return _tenths(numerator, SECONDS_IN_A_DAY)
    times = {Unit.SHARE: 100, Unit.PER_THOUSAND: 1_000}.get(unit, 1)
    return _tenths(numerator * times, denominator)


def _tenths(numerator: int, denominator: int) -> str:
    tenths = (20 * numerator + denominator) // (2 * denominator)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
