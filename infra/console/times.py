"""Another time than now, of which a page is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """What had happened by one time, as far as it was on record by the other; both None: now."""

    as_of: datetime | None = None
    known_at: datetime | None = None

    @property
    def is_past(self) -> bool:
        """Whether any of them was asked for."""
        return self.as_of is not None or self.known_at is not None

    def query(self) -> dict[str, str]:
        """As the API takes them."""
        given = {"as_of": self.as_of, "known_at": self.known_at}
        return {name: at.isoformat() for name, at in given.items() if at is not None}
