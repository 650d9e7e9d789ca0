"""The checker finds what was planted, and calls it by its name; in a sound world it finds nothing."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.kernel.identity import payment_id
from domain.payment.reversal.reversing import ReversePayment
from infra.audit.checker.history import sent_line
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from tests.unit.checker.little_world import ACTOR, BEGAN, LittleWorld, busy_world, claim
from tests.unit.checker.plants import (
    Plant,
    a_block_by_another_rule,
    a_block_that_was_answered_as_done,
    a_block_that_was_lost,
    a_clock_turned,
    a_record_of_another_program,
    a_refusal_out_of_the_blue,
    a_refusal_that_was_true_only_before,
    a_refused_command_that_left_events,
    a_remittance_of_a_cent_too_much,
    a_row_folded_twice,
    a_row_that_was_dropped,
    a_row_too_many,
    a_stale_read_model,
    an_aggregate_that_waits,
    an_answer_and_its_opposite,
    an_answer_with_another_position,
    an_event_of_another_partition_of_the_log,
    an_event_of_the_right_type_and_the_wrong_content,
    an_event_that_nobody_asked_for,
    an_unknown_outcome_of_which_half_is_there,
    one_altered_byte,
    one_altered_header,
    one_cent_moved_between_accounts,
    one_cent_moved_in_a_row,
    one_cent_moved_in_an_event,
    one_doubled,
    one_lost,
    one_lost_and_the_log_numbered_anew,
    two_commands_swapped_and_the_log_numbered_anew,
    two_first_answers,
    two_swapped,
)
from tests.unit.domain.samples import PAYMENT_LINE


@pytest.fixture
def world() -> LittleWorld:
    return busy_world()


def test_a_sound_world_has_no_findings(world: LittleWorld) -> None:
    report = world.report()
    assert report.findings == []
    assert (report.commands, report.accepted, report.refused, report.unknown) == (86, 80, 6, 0)
    assert report.events == len(world.records) > 55
    assert report.rows > 100


PLANTED: list[tuple[Plant, str]] = [
    (one_lost, "lost"),
    (one_lost_and_the_log_numbered_anew, "lost"),
    (one_doubled, "doubled"),
    (two_swapped, "position_gap"),
    (two_swapped, "chain"),
    (two_commands_swapped_and_the_log_numbered_anew, "reordered"),
    (one_altered_byte, "hash"),
    (one_altered_header, "hash"),
    (one_cent_moved_in_an_event, "decided_otherwise"),
    (one_cent_moved_in_a_row, "read_model"),
    (one_cent_moved_between_accounts, "read_model"),
    (a_stale_read_model, "stale"),
    (a_row_that_was_dropped, "read_model"),
    (a_row_too_many, "read_model"),
    (a_row_folded_twice, "read_model"),
    (a_clock_turned, "read_model"),
    (an_event_of_the_right_type_and_the_wrong_content, "decided_otherwise"),
    (a_block_that_was_answered_as_done, "answered_otherwise"),
    (a_block_that_was_lost, "lost"),
    (a_block_by_another_rule, "decided_otherwise"),
    (a_refused_command_that_left_events, "refused_but_written"),
    (a_refusal_out_of_the_blue, "refusal_unexplained"),
    (a_refusal_that_was_true_only_before, "refusal_unexplained"),
    (an_unknown_outcome_of_which_half_is_there, "torn"),
    (an_answer_with_another_position, "answered_otherwise"),
    (two_first_answers, "answers_differ"),
    (an_answer_and_its_opposite, "answers_differ"),
    (an_event_that_nobody_asked_for, "unasked"),
    (an_event_of_another_partition_of_the_log, "chain"),
    (a_record_of_another_program, "unreadable"),
    (an_aggregate_that_waits, "parked"),
    (a_remittance_of_a_cent_too_much, "remittance_differs"),
]


@pytest.mark.parametrize(("plant", "code"), PLANTED, ids=[f"{plant.__name__}-{code}" for plant, code in PLANTED])
def test_what_is_planted_is_found_and_named(world: LittleWorld, plant: Plant, code: str) -> None:
    plant(world)
    report = world.report()
    assert code in report.counts, [f"{one.code}: {one.where}: {one.message}" for one in report.findings]


ALONE = {
    one_lost: {"lost"},
    one_cent_moved_in_a_row: {"read_model"},
    a_stale_read_model: {"stale"},
    an_answer_with_another_position: {"answered_otherwise"},
    an_event_that_nobody_asked_for: {"unasked"},
    an_aggregate_that_waits: {"parked"},
    a_refusal_out_of_the_blue: {"refusal_unexplained"},
    a_remittance_of_a_cent_too_much: {"remittance_differs"},
}


@pytest.mark.parametrize("plant", ALONE, ids=[plant.__name__ for plant in ALONE])
def test_nothing_else_is_accused(world: LittleWorld, plant: Plant) -> None:
    plant(world)
    assert set(world.report().counts) == ALONE[plant]


def test_an_unknown_outcome_may_be_all_or_nothing(world: LittleWorld) -> None:
    world.tell(*claim(80))
    world.lines.pop()
    case, received = claim(81)
    envelope = CommandEnvelope(uuid4(), case, BEGAN, ACTOR, case)
    world.lines.append(sent_line("b", envelope, values.encode(received)))
    world.fold()
    report = world.report()
    assert report.findings == []
    assert (report.unknown, report.unknown_done) == (2, 1)


def test_a_policy_is_not_answered_what_it_sees_done(world: LittleWorld) -> None:
    world.tell(*claim(80))
    sent = {**world.lines[-2], "by": "policy matcher"}
    world.lines[-2:] = [sent]
    world.fold()
    report = world.report()
    assert (report.findings, report.unknown, report.accepted) == ([], 0, 81)


def test_a_command_sent_twice_may_be_answered_again_with_its_first_answer(world: LittleWorld) -> None:
    sent, answered = world.lines[0], world.lines[1]
    world.lines += [dict(sent), {**answered, "repeated": True}]
    report = world.report()
    assert (report.findings, report.repeats) == ([], 1)


def test_a_refusal_may_stem_from_any_moment_while_it_was_awaited(world: LittleWorld) -> None:
    """The claim and the closing cross each other on the way; either may come first."""
    case, received = claim(90)
    command_id = world.send(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"), uuid4())
    world.tell(case, received)
    world.answer(command_id, accepted=False, code="case_unknown")
    world.fold()
    assert world.report().findings == []


def test_an_id_that_was_used_for_a_second_command_is_refused_for_that_one_and_no_contradiction(
    world: LittleWorld,
) -> None:
    case, received = claim(91)
    command_id = world.tell(case, received)
    for _ in range(2):  # each time that it is sent
        world.send(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"), command_id)
        world.answer(command_id, accepted=False, code="command_id_reused")
    world.fold()
    assert world.report().findings == []


def test_an_id_may_not_be_called_used_when_there_is_no_other_command_of_it(world: LittleWorld) -> None:
    case, _ = claim(1)
    command_id = world.send(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"), uuid4())
    world.answer(command_id, accepted=False, code="command_id_reused")
    assert set(world.report().counts) == {"refusal_unexplained"}


def test_a_command_on_another_partition_is_refused_there_and_done_when_it_comes_to_its_own(world: LittleWorld) -> None:
    """What was refused for its place alone says nothing of when it took place, nor of what the next one met."""
    case, received = claim(93)
    wrong = {"accepted": False, "code": "wrong_partition", "partition": 1 - world.partition_of(case)}
    first = world.send(case, received, uuid4())
    for _ in range(2):  # each time that it is sent there
        world.answer(first, **wrong)
    closing = world.send(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"), uuid4())
    world.answer(closing, accepted=False, code="case_unknown")
    world.tell(case, received, first)
    world.fold()
    assert world.report().findings == []


def test_no_command_may_be_called_misplaced_that_is_on_the_partition_of_its_key(world: LittleWorld) -> None:
    case, received = claim(93)
    command_id = world.send(case, received, uuid4())
    world.answer(command_id, accepted=False, code="wrong_partition", partition=world.partition_of(case))
    assert set(world.report().counts) == {"refusal_unexplained"}


def test_a_fault_that_broke_a_decision_may_have_been_mended_since(world: LittleWorld) -> None:
    case, received = claim(93)
    command_id = world.send(case, received, uuid4())
    world.answer(command_id, accepted=False, code="decision_failed")
    world.tell(case, received, command_id)
    world.fold()
    assert world.report().findings == []


def test_a_version_that_differs_is_one_that_the_case_had(world: LittleWorld) -> None:
    case, received = claim(92)
    world.tell(case, received)
    for expected, findings in ((1, 0), (2, 1)):
        command_id = world.send(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"), uuid4(), expected)
        world.answer(command_id, accepted=False, code="version_differs", version=2)
        world.fold()
        assert len(world.report().findings) == findings


def test_with_a_history_of_some_clients_the_events_of_others_are_no_finding(world: LittleWorld) -> None:
    an_event_that_nobody_asked_for(world)
    world.whole = False
    assert world.report().findings == []


def test_money_was_not_here_yet_when_it_was_said_to_have_gone_back(world: LittleWorld) -> None:
    """That it was told later than it happened, which the refusal depends on, no record says."""
    paid = payment_id("line 93")
    world.tell(paid, PAYMENT_LINE)
    command_id = world.send(paid, ReversePayment("bounced"), uuid4())
    world.answer(command_id, accepted=False, code="happened_before_the_payment")
    world.fold()
    assert world.report().findings == []


def test_a_day_of_review_had_passed_when_the_hold_was_written_down_though_not_when_it_began(world: LittleWorld) -> None:
    case, received = claim(93)
    world.tell(case, received)
    command_id = world.send(case, PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", date(2026, 3, 10)), uuid4())
    world.answer(command_id, accepted=False, code="review_day_invalid")
    world.fold()
    assert world.report().findings == []
