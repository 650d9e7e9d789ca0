"""The clock of what waits for a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from projections.sla.clock_run import State
from projections.sla.conditions import ANSWERS, REQUESTS
from tests.unit.projections.clocks_turned import HOUR, MONTH, states, turned
from tests.unit.projections.recorded import recorded
from tests.unit.projections.samples import SAMPLES

REQUESTED: list[Any] = [event for event in SAMPLES.values() if type(event) in REQUESTS]
ANSWERED: list[Any] = [event for event in SAMPLES.values() if type(event) in ANSWERS]


def enough(answer: Any, number: int, *, is_enough: bool = True) -> Any:
    """The answer to that request; an approval is or is not the last that it takes."""
    asked = {"is_enough": is_enough} if hasattr(answer, "is_enough") else {}
    return replace(answer, number=number, **asked)


def test_whatever_waits_for_a_second_person_is_due_within_two_business_days() -> None:
    assert REQUESTED
    for request in REQUESTED:
        one = turned((request, timedelta()))["approval", request.number]
        assert (one.state, one.due_at - one.started_at < timedelta(days=3)) == (State.RUNNING, True), request


def answers_to(request: Any) -> list[Any]:
    """Those of the same aggregate."""
    return [one for one in ANSWERED if recorded(one).aggregate_id == recorded(request).aggregate_id]


def test_an_answer_in_time_meets_it_and_a_late_one_does_not() -> None:
    for request in REQUESTED:
        assert answers_to(request), request
        for answer in answers_to(request):
            for after, state in ((HOUR, State.MET), (MONTH, State.BREACHED)):
                happened = (request, timedelta()), (enough(answer, request.number), after)
                assert states("approval", *happened) == {request.number: state}, answer


def test_an_approval_that_needs_another_one_decides_nothing_yet() -> None:
    request = REQUESTED[0]
    first = next(answer for answer in answers_to(request) if hasattr(answer, "is_enough"))
    happened = (request, timedelta()), (enough(first, request.number, is_enough=False), HOUR)
    assert states("approval", *happened) == {request.number: State.RUNNING}
