"""Clocks that events have turned, for the tests of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.case.contacts.contact import Channel, ContactOutcome
from domain.case.deadlines.setting import DeadlineSet
from domain.kernel.message import Event
from projections.sla.clock_run import ClockRun, State
from projections.sla.rows import SlaRows
from tests.unit.projections.recorded import AT, recorded
from tests.unit.projections.samples import DEADLINE_SET, SAMPLES

MONTH = timedelta(days=30)
HOUR = timedelta(hours=1)
assert isinstance(DEADLINE_SET, DeadlineSet)
GRACE_UNTIL = DEADLINE_SET.grace_until
NO_ANSWER: Any = replace(SAMPLES["ContactMade"], outcome=ContactOutcome.NO_ANSWER)  # type: ignore[type-var]
BY_LETTER: Any = replace(SAMPLES["PlanAgreed"], channel=Channel.LETTER)  # type: ignore[type-var]


def turned(*happened: tuple[str | Event, timedelta]) -> dict[tuple[str, int], ClockRun]:
    """The clocks after these events, each so long after the first."""
    rows = SlaRows()
    events = [
        recorded(SAMPLES[event] if isinstance(event, str) else event, at=AT + after, version=version)
        for version, (event, after) in enumerate(happened, start=1)
    ]
    rows.apply(events)
    found = [one for runs in rows.runs.values() for one in runs]
    assert len({(one.clock.name, one.number) for one in found}) == len(found), "two rows under one key"
    return {(one.clock.name, one.number): one for one in found}


def states(clock: str, *happened: tuple[str | Event, timedelta]) -> dict[int, State]:
    return {number: one.state for (name, number), one in turned(*happened).items() if name == clock}
