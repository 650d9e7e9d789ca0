"""From when on something counts as late, for the objectives of ``infra.metrics.monitoring.objectives``."""

from __future__ import annotations

from datetime import timedelta

LATE_ANSWER_S = 2.0
"""From a command's record to the commit of its answer."""
LATE_VISIBLE_S = 5.0
"""From an event's record to the read models."""
LATE_MARK = timedelta(minutes=1)
"""From the end of a deadline's grace to the command that marks it missed."""
