"""Another time than now, of which a question is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Then:
    """What had happened by one time, as far as it was on record by another; None leaves a question open.

    Money counts from the bank's day, which begins in ``zone``.
    """

    happened_by: datetime | None
    recorded_by: datetime | None
    zone: str

    def begins(self, day: date) -> datetime:
        """The first instant of a bank's day, UTC."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def at(self) -> datetime:
        """The time at which something is so old that had begun by then."""
        at = self.happened_by or self.recorded_by
        assert at is not None, "of now nobody asks with this"
        return at

    def parameters(self) -> dict[str, object]:
        """As statements know them: ``happened_by`` with its day in the zone, and ``recorded_by``."""
        day = self.happened_by and self.happened_by.astimezone(ZoneInfo(self.zone)).date()
        return {"happened_by": self.happened_by, "happened_day": day, "recorded_by": self.recorded_by}
