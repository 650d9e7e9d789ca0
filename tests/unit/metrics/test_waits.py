"""What counts as late is counted by the time on each record."""

from __future__ import annotations

import time
from dataclasses import dataclass

from consumers.projector.figures import show_visible
from consumers.writer.tally import count_waits
from infra.metrics.catalogue import COMMANDS_ANSWERED, COMMANDS_ANSWERED_LATE, EVENTS_VISIBLE, EVENTS_VISIBLE_LATE
from infra.metrics.kinds import REGISTRY
from infra.metrics.promises import LATE_ANSWER_S, LATE_VISIBLE_S


@dataclass(frozen=True)
class SentBefore:
    """A record as far as it is looked at."""

    age_s: float

    @property
    def timestamp(self) -> float:
        return (time.time() - self.age_s) * 1000


def _counted(*names: str) -> list[float]:
    return [REGISTRY.get_sample_value(name) or 0 for name in names]


def test_commands_that_waited_too_long_are_counted_among_all() -> None:
    names = COMMANDS_ANSWERED.name, COMMANDS_ANSWERED_LATE.name
    before = _counted(*names)
    count_waits([SentBefore(0), SentBefore(LATE_ANSWER_S - 1), SentBefore(LATE_ANSWER_S + 1), SentBefore(-60)])
    assert _counted(*names) == [before[0] + 4, before[1] + 1]


def test_events_that_were_visible_too_late_are_counted_among_all() -> None:
    names = EVENTS_VISIBLE.name, EVENTS_VISIBLE_LATE.name
    before = _counted(*names)
    show_visible([SentBefore(0), SentBefore(LATE_VISIBLE_S - 1), SentBefore(LATE_VISIBLE_S + 1)])
    assert _counted(*names) == [before[0] + 3, before[1] + 1]
