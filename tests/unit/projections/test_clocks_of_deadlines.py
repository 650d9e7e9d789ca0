"""What events do to the clocks of deadlines, plans and resolution."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.plans.state import Proposer
from projections.sla.clock_run import State
from tests.unit.projections.clocks_turned import GRACE_UNTIL, HOUR, MONTH, states, turned
from tests.unit.projections.recorded import AT
from tests.unit.projections.samples import DEADLINE_SET, SAMPLES


def test_a_promise_that_was_past_due_when_it_fell_away_was_broken() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("CaseClosed", MONTH))
    assert clocks["first_contact", 1].state is State.BREACHED


def test_each_deadline_has_a_clock_of_its_own_number_and_the_events_judge_it() -> None:
    second: Any = replace(SAMPLES["DeadlineSet"], deadline=2)  # type: ignore[type-var]
    clocks = turned(("DeadlineSet", timedelta()), (second, timedelta()), ("DeadlineMet", 12 * MONTH))
    assert clocks["payment_deadline", 1].state is State.MET, "late by the hour, but the event says that it was met"
    assert clocks["payment_deadline", 2].state is State.RUNNING
    assert clocks["payment_deadline", 2].due_at == second.grace_until


def test_a_missed_deadline_is_breached_and_starts_the_clock_of_the_reaction() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("DeadlineSet", timedelta()), ("DeadlineMissed", MONTH))
    assert clocks["payment_deadline", 1].state is State.BREACHED
    reaction = clocks["deadline_missed_reaction", 1]
    assert (reaction.state, reaction.started_at, reaction.jurisdiction) == (State.RUNNING, AT + MONTH, "SE")


def test_a_plan_takes_the_place_of_the_deadlines_that_ran() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("DeadlineSet", timedelta()), ("PlanAgreed", 12 * MONTH))
    assert clocks["payment_deadline", 1].state is State.SUPERSEDED


def test_a_deadline_that_runs_again_has_the_grace_that_it_had() -> None:
    for ending in ("DeadlineMet", "CaseClosed", "DeadlineMissed"):
        clocks = turned(("DeadlineSet", timedelta()), (ending, HOUR), ("DeadlineResumed", MONTH))
        again = clocks["payment_deadline", 1]
        assert (again.state, again.ended_at, again.due_at) == (State.RUNNING, None, GRACE_UNTIL)


def test_a_miss_that_is_withdrawn_was_met_and_needs_no_reaction() -> None:
    clocks = turned(
        ("ClaimReceived", timedelta()),
        ("DeadlineSet", timedelta()),
        ("DeadlineMissed", MONTH),
        ("DeadlineMissWithdrawn", MONTH + HOUR),
    )
    assert clocks["payment_deadline", 1].state is State.MET
    assert clocks["payment_deadline", 1].ended_at == AT + MONTH, "what ended it ended it then"
    assert clocks["deadline_missed_reaction", 1].state is State.SUPERSEDED


def test_a_deadline_that_is_missed_once_more_asks_for_another_reaction_in_the_place_of_the_first() -> None:
    """The miss was withdrawn, and the money that had met it bounced."""
    clocks = turned(
        ("ClaimReceived", timedelta()), ("DeadlineSet", timedelta()), ("DeadlineMissed", MONTH),
        ("DeadlineMissWithdrawn", MONTH + HOUR), ("DeadlineResumed", MONTH + 2 * HOUR), ("DeadlineMissed", 2 * MONTH),
    )  # fmt: skip
    reactions = [key for key in clocks if key[0] == "deadline_missed_reaction"]
    assert reactions == [("deadline_missed_reaction", 1)]
    reaction = clocks["deadline_missed_reaction", 1]
    assert (reaction.state, reaction.started_at, reaction.ended_at) == (State.RUNNING, AT + 2 * MONTH, None)
    assert reaction.due_at > AT + 2 * MONTH


def test_the_withdrawal_of_one_miss_leaves_the_others_as_they_are() -> None:
    second: Any = replace(SAMPLES["DeadlineSet"], deadline=2)  # type: ignore[type-var]
    missed_too: Any = replace(SAMPLES["DeadlineMissed"], deadline=2)  # type: ignore[type-var]
    clocks = turned(
        ("ClaimReceived", timedelta()), ("DeadlineSet", timedelta()), (second, timedelta()),
        ("DeadlineMissed", MONTH), (missed_too, MONTH), ("DeadlineMissWithdrawn", MONTH + HOUR),
    )  # fmt: skip
    assert clocks["payment_deadline", 2].state is State.BREACHED
    assert clocks["deadline_missed_reaction", 2].state is State.RUNNING


def test_a_plan_that_ends_takes_its_deadline_with_it_and_time_for_resolution_runs_on() -> None:
    alone = turned(("ClaimReceived", timedelta()))["resolution", 1].due_at
    clocks = turned(
        ("ClaimReceived", timedelta()), ("PlanAgreed", MONTH), ("DeadlineSet", MONTH), ("PlanTerminated", 2 * MONTH)
    )
    assert clocks["payment_deadline", 1].state is State.SUPERSEDED
    assert (clocks["resolution", 1].state, clocks["resolution", 1].due_at) == (State.RUNNING, alone + MONTH)


def test_the_time_in_which_a_plan_is_kept_is_added_to_the_time_for_resolution() -> None:
    alone = turned(("ClaimReceived", timedelta()))["resolution", 1].due_at
    paused = turned(("ClaimReceived", timedelta()), ("PlanAgreed", MONTH))["resolution", 1]
    assert (paused.state, paused.paused_at, paused.due_at) == (State.PAUSED, AT + MONTH, alone)
    resumed = turned(("ClaimReceived", timedelta()), ("PlanAgreed", MONTH), ("DeadlineMissed", 3 * MONTH))
    assert (resumed["resolution", 1].state, resumed["resolution", 1].due_at) == (State.RUNNING, alone + 2 * MONTH)


def test_a_case_that_ends_while_its_clock_stands_still_was_in_time() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("PlanAgreed", MONTH), ("CaseClosed", 20 * MONTH))
    assert (clocks["resolution", 1].state, clocks["resolution", 1].paused_at) == (State.MET, None)


def test_a_clock_that_is_past_due_cannot_be_paused() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("PlanAgreed", 12 * MONTH), ("CaseClosed", 13 * MONTH))
    assert clocks["resolution", 1].state is State.BREACHED


def test_a_case_that_opens_again_goes_on_with_the_time_it_had_left() -> None:
    alone = turned(("ClaimReceived", timedelta()))["resolution", 1].due_at
    again = turned(("ClaimReceived", timedelta()), ("CaseClosed", MONTH), ("CaseReopened", 2 * MONTH))
    assert (again["resolution", 1].state, again["resolution", 1].due_at) == (State.RUNNING, alone + MONTH)
    assert again["resolution", 1].ended_at is None
    assert again["first_contact", 1].ended_at is not None, "what fell away stays so"


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ((), State.RUNNING),
        ((("PlanAccepted", 2 * HOUR),), State.MET),
        ((("PlanRejected", 2 * HOUR),), State.MET),
        ((("PlanRejected", 2 * MONTH),), State.BREACHED),
        ((("PlanAgreed", 2 * HOUR),), State.SUPERSEDED),
        ((("CaseClosed", 2 * HOUR), ("CaseReopened", 3 * HOUR)), State.RUNNING),
    ],
)
def test_who_proposes_a_plan_has_our_answer_in_time_or_not(
    happened: tuple[tuple[str, timedelta], ...], state: State
) -> None:
    theirs: Any = replace(  # type: ignore[type-var]
        SAMPLES["PlanProposed"], proposed_by=Proposer.CUSTOMER, valid_until=AT + MONTH
    )
    ours = replace(theirs, proposed_by=Proposer.AGENCY)
    assert states("plan_answer", ("ClaimReceived", timedelta()), (theirs, HOUR), *happened) == {1: state}
    assert states("plan_answer", ("ClaimReceived", timedelta()), (ours, HOUR), *happened) == {}


def test_a_plan_that_rests_goes_on_by_the_day_that_was_agreed() -> None:
    rests: Any = replace(SAMPLES["PlanPaused"], resume_until=AT + MONTH)  # type: ignore[type-var]
    begun = (("ClaimReceived", timedelta()), (rests, HOUR))
    for ending, state in (("PlanResumed", State.MET), ("PlanTerminated", State.SUPERSEDED)):
        assert list(states("plan_rest", *begun, (ending, 2 * HOUR)).values()) == [state]
    assert list(states("plan_rest", *begun, ("PlanResumed", 2 * MONTH)).values()) == [State.BREACHED]


def test_the_time_for_resolution_stands_still_again_when_a_plan_is_made_good() -> None:
    happened = (("ClaimReceived", timedelta()), ("PlanAgreed", HOUR), ("DeadlineMissed", MONTH))
    assert turned(*happened)["resolution", 1].state is State.RUNNING
    assert turned(*happened, ("PlanCured", MONTH + HOUR))["resolution", 1].state is State.PAUSED


def test_a_deadline_that_stands_still_is_paused_and_due_when_its_resumption_says() -> None:
    until = GRACE_UNTIL + MONTH
    resumed: Any = replace(SAMPLES["DeadlineResumed"], grace_until=until)  # type: ignore[type-var]
    happened = (("ClaimReceived", timedelta()), (DEADLINE_SET, HOUR), ("DeadlinePaused", 2 * HOUR))
    assert turned(*happened)["payment_deadline", 1].state is State.PAUSED
    one = turned(*happened, (resumed, MONTH))["payment_deadline", 1]
    assert (one.state, one.due_at) == (State.RUNNING, until)


def test_a_deadline_that_ended_with_its_case_is_due_when_its_resumption_says() -> None:
    until = GRACE_UNTIL + MONTH
    resumed: Any = replace(SAMPLES["DeadlineResumed"], grace_until=until)  # type: ignore[type-var]
    happened = (("ClaimReceived", timedelta()), (DEADLINE_SET, HOUR), ("CaseClosed", 2 * HOUR), (resumed, MONTH))
    one = turned(*happened)["payment_deadline", 1]
    assert (one.state, one.due_at) == (State.RUNNING, until)
