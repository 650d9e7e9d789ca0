"""Days that anybody can mean: whatever is reckoned from one of them is still a day."""

from __future__ import annotations

from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
