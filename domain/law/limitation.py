"""How long a claim can be demanded by law, and what begins the time anew."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import Months

_FILE = law_file("limitation.csv")
LIMITATION_PERIOD = _FILE.table("limitation_period", Months, "limitation period")
LIMITATION_RESTART = _FILE.table("limitation_restart", Months, "limitation period that begins anew")
_FILE.all_taken()
