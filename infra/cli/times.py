"""Times as people write and read them: in the zone of the business, with its name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.days import FIRST_DAY, LAST_DAY
from infra.cli.failures import CannotBeUsed

FORMS = "2026-03-09, 2026-03-09 14:30 or 2026-03-09T14:30:00Z"


class Zone:
    """The time zone in which the business works."""

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)

    @property
    def caption(self) -> str:
        """Below a table whose times have no zone of their own."""
        return f"Times in {self._zone.key}."

    def minute(self, instant: datetime | None) -> str:
        """Such as ``2026-03-09 14:30``, in a table that says the zone once."""
        return "" if instant is None else f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def last_day(self, first_instant_too_late: datetime) -> str:
        """The day at whose end a deadline is over, such as ``2026-04-01``; the minute where it is not midnight."""
        local = first_instant_too_late.astimezone(self._zone)
        if local.time() != time.min:
            return self.show(first_instant_too_late)
        return f"{local.date() - timedelta(days=1)}"

    def show(self, instant: datetime | None) -> str:
        """Such as ``2026-03-09 14:30 CET``; nothing for no time."""
        return "" if instant is None else f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M %Z}"

    def show_seconds(self, instant: datetime | None) -> str:
        """Such as ``2026-03-09 14:30:07 CET``, where minutes would not tell two apart."""
        return "" if instant is None else f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M:%S %Z}"

    def day(self, instant: datetime) -> date:
        """Which day it is there."""
        return instant.astimezone(self._zone).date()

    def begins(self, day: date) -> datetime:
        """The first instant of a day, UTC."""
        return self._of_day(day, False)

    def read(self, text: str, option: str, *, at_end_of_day: bool = False) -> datetime:
        """A time that a person typed; without a zone of its own it is meant in ours.

        A day alone, however it is written, is its first instant, or its last with ``at_end_of_day``. Raises
        CannotBeUsed: also for a time that clocks there leave out or show twice, as nobody can know what is meant.
        """
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return self._instant(text, option)
        return self._of_day(_within_reach(day, option), at_end_of_day)

    def _instant(self, text: str, option: str) -> datetime:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise CannotBeUsed(f"{option}: this is no time. Write it like {FORMS}.") from None
        _within_reach(instant.date(), option)
        return instant if instant.utcoffset() is not None else self._once(instant, option)

    def _once(self, wall: datetime, option: str) -> datetime:
        """What clocks here show at one instant only."""
        first, second = (wall.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != wall:
            raise CannotBeUsed(
                f"{option}: {wall:%H:%M} is left out on {wall:%Y-%m-%d} in {self._zone.key}: clocks go on."
            )
        raise CannotBeUsed(
            f"{option}: {wall:%H:%M} is there twice on {wall:%Y-%m-%d} in {self._zone.key}, as clocks go back. Write "
            f"{first.isoformat()} or {second.isoformat()}."
        )

    def _of_day(self, day: date, at_end: bool) -> datetime:
        if not at_end:
            return datetime.combine(day, time.min, self._zone)
        return datetime.combine(day + timedelta(days=1), time.min, self._zone) - timedelta(microseconds=1)


def read_day(text: str, option: str) -> date:
    """A day that a person typed. Raises CannotBeUsed."""
    try:
        return _within_reach(date.fromisoformat(text), option)
    except ValueError:
        raise CannotBeUsed(f"{option}: this is no day. Write it like 2026-04-01.") from None


def _within_reach(day: date, option: str) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CannotBeUsed(f"{option}: give a day of the years {FIRST_DAY.year} to {LAST_DAY.year}.")
    return day
