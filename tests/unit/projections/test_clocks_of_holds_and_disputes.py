"""What events do to the clocks of holds and disputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from projections.sla.clock_run import State
from tests.unit.projections.clocks_turned import HOUR, MONTH, states, turned
from tests.unit.projections.recorded import AT
from tests.unit.projections.samples import DEADLINE_SET, SAMPLES


def placed(review: int, until: datetime) -> Any:
    return replace(SAMPLES["HoldPlaced"], hold=review, next_review=review, review_until=until)  # type: ignore[type-var]


def extended(review: int, following: int, until: datetime) -> Any:
    return replace(SAMPLES["HoldExtended"], review=review, next_review=following, review_until=until)  # type: ignore[type-var]


def lifted(review: int) -> Any:
    return replace(SAMPLES["HoldLifted"], review=review)  # type: ignore[type-var]


def test_each_review_of_a_hold_has_a_clock_and_one_that_was_late_stays_late() -> None:
    happened = (
        ("ClaimReceived", timedelta()), (placed(1, AT + 5 * HOUR), HOUR), (placed(2, AT + MONTH), HOUR),
        (extended(1, 3, AT + MONTH), 6 * HOUR), (lifted(2), 7 * HOUR),
    )  # fmt: skip
    assert states("hold_review", *happened) == {1: State.BREACHED, 2: State.MET, 3: State.RUNNING}


def test_a_clock_says_what_it_is_for_and_an_extended_hold_is_what_it_was() -> None:
    started = turned((DEADLINE_SET, timedelta(0)))
    assert started["payment_deadline", 1].kind == "payment_demand"
    until = AT + timedelta(days=10)
    runs = turned((placed(1, until), timedelta(0)), (extended(1, 2, until), timedelta(days=1)))
    held = placed(1, until).hold_type
    assert [runs["hold_review", number].kind for number in (1, 2)] == [held, held]


def test_a_review_ends_with_the_case_and_one_that_was_done_does_not_come_back_with_it() -> None:
    happened = (
        ("ClaimReceived", timedelta()), (placed(1, AT + MONTH), HOUR), (lifted(1), 2 * HOUR),
        (placed(2, AT + MONTH), 3 * HOUR), ("CaseClosed", 4 * HOUR),
    )  # fmt: skip
    assert states("hold_review", *happened) == {1: State.MET, 2: State.SUPERSEDED}
    assert states("hold_review", *happened, ("CaseReopened", 5 * HOUR)) == {1: State.MET, 2: State.RUNNING}


@pytest.mark.parametrize(
    ("happened", "acknowledgement", "answer"),
    [
        ((), State.RUNNING, State.RUNNING),
        ((("DisputeAcknowledged", 2 * HOUR),), State.MET, State.RUNNING),
        ((("DisputeResolved", 2 * HOUR),), State.MET, State.MET),
        ((("DisputeAcknowledged", 3 * MONTH),), State.BREACHED, State.RUNNING),
        ((("DisputeAcknowledged", 2 * HOUR), ("CaseClosed", 3 * HOUR)), State.MET, State.SUPERSEDED),
        (
            (("DisputeAcknowledged", 2 * HOUR), ("CaseClosed", 3 * HOUR), ("CaseReopened", 4 * HOUR)),
            State.MET,
            State.RUNNING,
        ),
    ],
)
def test_a_dispute_is_acknowledged_and_answered_in_time_or_not(
    happened: tuple[tuple[str, timedelta], ...], acknowledgement: State, answer: State
) -> None:
    raised: Any = replace(  # type: ignore[type-var]
        SAMPLES["DisputeRaised"], acknowledge_until=AT + MONTH, answer_until=AT + 2 * MONTH
    )
    clocks = turned(("ClaimReceived", timedelta()), (raised, HOUR), *happened)
    assert clocks["dispute_acknowledgement", 1].state is acknowledgement
    assert clocks["dispute_answer", 1].state is answer
