"""The stages of a case's life: the table that decisions ask is the one that events follow."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case.stages.state import ENDED, Life, Stage, ends_case, moves_case, opens_case, stage_after
from domain.case.stages.transitions import TRANSITIONS, refuse_move, transition_of
from domain.case.state import CASE
from domain.kernel.message import Event
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived

MOVING = [event for event in CASE.events.values() if moves_case(event)]


def test_the_table_has_a_row_for_each_event_that_moves_a_case_and_for_no_other() -> None:
    assert sorted(row.event for row in TRANSITIONS) == sorted(event.__name__ for event in MOVING)


@pytest.mark.parametrize("event_type", MOVING, ids=lambda cls: cls.__name__)
def test_an_event_moves_a_case_where_its_row_says(event_type: Any) -> None:
    fixed = getattr(event_type, "MOVES_TO", None)
    assert fixed is None or transition_of(event_type).after == {fixed}


@whatever_happens(case_lives, number=120)
def test_whatever_happens_to_a_case_its_stages_follow_the_table(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        before, after = step.before.life.stage, step.after.life.stage
        if moves_case(type(step.event)):
            row = transition_of(type(step.event))
            assert before in row.before
            assert after in row.after
        else:
            assert before is after


@whatever_happens(case_lives)
def test_a_case_that_opens_again_stands_where_it_stood(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if opens_case(type(step.event)) and step.before.life.has_ended:
            assert step.after.life.stage is step.before.life.before_the_end


def test_what_does_not_come_after_this_stage_is_refused_and_says_what_it_comes_after() -> None:
    reopened: type[Event] = CASE.events["caseledger.case.CaseReopened"]
    assert refuse_move(Life(Stage.CLOSED), reopened) is None
    refused = refuse_move(Life(Stage.DEMAND), reopened)
    assert refused is not None
    assert (refused.code, refused.rule) == ("stage_does_not_allow", "stage.CaseReopened")
    assert "closed" in refused.message


def test_a_stage_of_a_newer_program_is_an_open_one() -> None:
    reopened: Any = CASE.events["caseledger.case.CaseReopened"]
    assert stage_after(reopened("closing_error", "mediation", "SEK", 1, 0, 0, 0)) not in ENDED
    assert sorted(event.__name__ for event in MOVING if ends_case(event)) == ["CaseClosed", "ClaimRejected"]
