"""The deadline clock over the real domain: each deadline fires once, whatever the clock and the process do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from consumers.policies.deadline_clock import ASK_AGAIN_AFTER, DeadlineClock
from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.setting import DeadlineSet, SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.falling_away import PlanRejected
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.rejecting import RejectPlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.kernel.message import Command
from infra.messages.commands import CommandEnvelope
from infra.metrics.catalogue import DEADLINES_DUE, DEADLINES_MARKED_LATE, DEADLINES_RUNNING
from infra.metrics.kinds import REGISTRY
from infra.metrics.promises import LATE_MARK
from tests.unit.policies.little_ledger import CREDITOR_FILE, START, LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import VALUE_DATE, claim

A = "12345674"
# 2026-03-10 ends at 23:00 UTC; three business days of grace later it is Friday the 13th, which ends at 23:00 UTC.
PAY_BY = date(2026, 3, 10)
GRACE_UNTIL = datetime(2026, 3, 13, 23, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def clock(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(DeadlineClock(), ledger)


@pytest.fixture
def case_id(ledger: LittleLedger) -> UUID:
    case_id, receive = claim(1, A, pay_by=PAY_BY)
    ledger.ask(case_id, receive)
    return case_id


def missed(ledger: LittleLedger) -> list[int]:
    return [event.event.deadline for event in ledger.events() if isinstance(event.event, DeadlineMissed)]


def asked(ledger: LittleLedger) -> list[MarkDeadlineMissed]:
    return [command for _, command in ledger.sent if isinstance(command, MarkDeadlineMissed)]


def test_the_sample_deadline_is_what_the_tests_below_count_on(ledger: LittleLedger, case_id: UUID) -> None:
    [deadline] = [event.event for event in ledger.events() if isinstance(event.event, DeadlineSet)]
    assert deadline.grace_until == GRACE_UNTIL


@pytest.mark.parametrize(("now", "late"), [(GRACE_UNTIL + LATE_MARK, 0), (GRACE_UNTIL + LATE_MARK + MICROSECOND, 1)])
def test_a_deadline_that_is_marked_long_after_its_grace_counts_as_late(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID, now: datetime, late: int
) -> None:
    before = REGISTRY.get_sample_value(DEADLINES_MARKED_LATE.name)
    ledger.now = now
    settle(clock)
    assert missed(ledger) == [1]
    assert REGISTRY.get_sample_value(DEADLINES_MARKED_LATE.name) == (before or 0) + late


@pytest.mark.parametrize(
    ("now", "fires"),
    [
        (START, False),
        (GRACE_UNTIL - MICROSECOND, False),
        (GRACE_UNTIL, True),
        (GRACE_UNTIL + timedelta(days=4_000), True),
    ],
)
def test_a_deadline_is_marked_when_its_grace_has_passed_and_not_before(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID, now: datetime, fires: bool
) -> None:
    ledger.now = now
    settle(clock)
    assert missed(ledger) == ([1] if fires else [])
    assert asked(ledger) == ([MarkDeadlineMissed(1, GRACE_UNTIL)] if fires else [])
    assert not ledger.refusals()


def test_a_deadline_fires_once_however_often_time_is_asked(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    for hour in range(48):
        ledger.now = GRACE_UNTIL + timedelta(hours=hour)
        clock.round()
    assert len(asked(ledger)) == 1
    assert missed(ledger) == [1]


def test_a_deadline_fires_once_across_restarts_and_deleted_files(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    ledger.now = GRACE_UNTIL
    clock.round(crash=True)
    clock.round(crash=True)
    clock.forget()
    clock.round()
    clock.forget()
    settle(clock)
    assert missed(ledger) == [1]
    assert len({envelope.id for envelope, command in ledger.sent if isinstance(command, MarkDeadlineMissed)}) == 1
    assert not ledger.refusals()


def test_a_process_that_was_away_when_time_was_up_marks_it_when_it_is_back(ledger: LittleLedger, case_id: UUID) -> None:
    ledger.now = GRACE_UNTIL + timedelta(days=20)
    settle(PolicyReader(DeadlineClock(), ledger))
    assert missed(ledger) == [1]


def test_a_clock_that_jumps_forward_and_back_marks_once(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    for jump in (timedelta(days=30), timedelta(days=-30), timedelta(days=2), timedelta(days=-1), timedelta(0)):
        ledger.now = GRACE_UNTIL + jump
        settle(clock)
    assert missed(ledger) == [1]
    assert not ledger.refusals()


def test_a_deadline_that_was_met_never_fires(ledger: LittleLedger, clock: PolicyReader, case_id: UUID) -> None:
    ledger.ask(case_id, AllocatePayment(UUID(int=1), "SEK", 100_000, VALUE_DATE))
    ledger.now = GRACE_UNTIL
    settle(clock)
    assert asked(ledger) == []


def test_a_deadline_met_in_a_partition_that_is_read_last_is_not_asked_for(ledger: LittleLedger) -> None:
    for number in range(6):
        case_id, receive = claim(number, A, pay_by=PAY_BY)
        ledger.ask(case_id, receive)
        ledger.ask(case_id, AllocatePayment(UUID(int=number + 1), "SEK", 100_000, VALUE_DATE))
    ledger.now = GRACE_UNTIL
    for seed in range(5):
        settle(PolicyReader(DeadlineClock(), ledger, seed))
    assert asked(ledger) == []


def test_closing_the_case_stops_all_its_clocks(ledger: LittleLedger, clock: PolicyReader, case_id: UUID) -> None:
    ledger.ask(case_id, SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 3, 5), 1_000))
    clock.round()
    ledger.ask(case_id, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"))
    ledger.now = GRACE_UNTIL
    settle(clock)
    assert asked(ledger) == []


def test_a_plan_takes_the_place_of_running_deadlines_and_its_instalments_fire_one_after_another(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    instalments = tuple(Instalment(date(2026, month, 25), 50_000) for month in (4, 5))
    ledger.ask(case_id, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 2), instalments))
    ledger.now = GRACE_UNTIL
    settle(clock)
    assert asked(ledger) == []
    ledger.now = datetime(2026, 7, 1, tzinfo=UTC)
    settle(clock)
    assert missed(ledger) == [2, 3]
    assert not ledger.refusals()


def test_nobody_is_asked_about_a_proposal_that_was_rejected_and_one_without_an_answer_expires(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    instalments = tuple(Instalment(date(2026, month, 25), 50_000) for month in (4, 5))
    ledger.ask(case_id, ProposePlan(Channel.LETTER, Proposer.AGENCY, instalments))
    clock.round()
    ledger.ask(case_id, RejectPlan(Proposer.CUSTOMER, "too_much"))
    ledger.ask(case_id, ProposePlan(Channel.EMAIL, Proposer.AGENCY, instalments))
    ledger.now = datetime(2026, 3, 31, tzinfo=UTC)
    settle(clock)
    assert missed(ledger) == [3], "the demand has the time back that it stood still"
    rejected = [event.event for event in ledger.events() if isinstance(event.event, PlanRejected)]
    assert [(one.proposal, one.reason) for one in rejected] == [(1, "too_much"), (2, "expired")]
    assert not ledger.refusals()


def test_a_deadline_that_is_over_when_it_is_set_is_marked_at_once(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    """It was set in time, by a command that waited long for a writer."""
    ledger.now = GRACE_UNTIL - timedelta(days=1)
    late = SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 3, 4), 1_000)
    ledger.send(CommandEnvelope(UUID(int=9), case_id, START, CREDITOR_FILE, case_id), late)
    settle(clock)
    assert missed(ledger) == [2]


def test_a_deadline_that_runs_again_after_its_grace_is_marked_at_once_and_once(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    ledger.ask(case_id, AllocatePayment(UUID(int=1), "SEK", 100_000, VALUE_DATE))
    ledger.now = GRACE_UNTIL + timedelta(days=5)
    settle(clock)
    assert missed(ledger) == []
    ledger.ask(case_id, ReverseAllocation(UUID(int=1), "returned_by_bank"))
    settle(clock)
    assert missed(ledger) == [1]
    assert not ledger.refusals()


def test_a_deadline_that_runs_again_before_its_grace_is_over_fires_then(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    ledger.ask(case_id, AllocatePayment(UUID(int=1), "SEK", 100_000, VALUE_DATE))
    ledger.ask(case_id, ReverseAllocation(UUID(int=1), "returned_by_bank"))
    ledger.now = GRACE_UNTIL - MICROSECOND
    settle(clock)
    assert missed(ledger) == []
    ledger.now = GRACE_UNTIL
    settle(clock)
    assert missed(ledger) == [1]


def test_a_plan_that_ended_leaves_no_clock(ledger: LittleLedger, clock: PolicyReader, case_id: UUID) -> None:
    instalments = (Instalment(date(2026, 4, 25), 100_000),)
    ledger.ask(case_id, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 2), instalments))
    ledger.ask(case_id, TerminatePlan("customer_asked"))
    ledger.now = datetime(2026, 7, 1, tzinfo=UTC)
    settle(clock)
    assert asked(ledger) == []


def test_the_hour_of_summer_time_is_neither_lost_nor_counted_twice(ledger: LittleLedger, clock: PolicyReader) -> None:
    case_id, receive = claim(2, A, pay_by=date(2026, 3, 25))  # grace ends on the Monday after the clocks changed
    ledger.ask(case_id, receive)
    end_of_monday = datetime(2026, 3, 30, 22, tzinfo=UTC)  # midnight in Stockholm, now two hours ahead of UTC
    ledger.now = end_of_monday - MICROSECOND
    settle(clock)
    assert asked(ledger) == []
    ledger.now = end_of_monday.astimezone(timezone(timedelta(hours=-5)))  # the same instant, told elsewhere
    settle(clock)
    assert missed(ledger) == [1]


def test_a_writer_that_does_not_answer_is_asked_again_after_a_while_and_not_in_every_step(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[object] = []
    monkeypatch.setattr(ledger, "send", lambda envelope, command: lost.append((envelope.id, command)))
    ledger.now = GRACE_UNTIL
    for _ in range(10):
        clock.round()
    assert len(lost) == 1
    ledger.now += ASK_AGAIN_AFTER
    clock.round()
    assert len(lost) == 2
    assert lost[0] == lost[1], "one id is one command, whenever it is sent"
    monkeypatch.undo()
    ledger.now += ASK_AGAIN_AFTER
    settle(clock)
    assert missed(ledger) == [1]


def test_a_deadline_set_event_read_twice_changes_nothing(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    settle(clock)
    [event] = [event for event in ledger.events() if isinstance(event.event, DeadlineSet)]
    list(clock.policy.react(clock.lookup, event._replace()))
    assert clock.lookup.execute("SELECT count(*) FROM running").fetchone() == (1,)


def test_the_metrics_say_how_many_clocks_run_and_how_many_are_over(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.ask(case_id, SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 6, 1), 1_000))
    monkeypatch.setattr(ledger, "send", lambda envelope, command: None)
    clock.round()
    assert (DEADLINES_RUNNING.by()._value.get(), DEADLINES_DUE.by()._value.get()) == (2, 0)
    ledger.now = GRACE_UNTIL
    clock.round()
    assert (DEADLINES_RUNNING.by()._value.get(), DEADLINES_DUE.by()._value.get()) == (2, 1)


def on_hold(ledger: LittleLedger, case_id: UUID) -> None:
    ledger.ask(case_id, PlaceHold(HoldType.PAYMENT_INVESTIGATION, "says_paid", date(2026, 4, 15)))


def test_a_deadline_that_stands_still_never_fires_and_does_when_it_has_run_on(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID
) -> None:
    clock.round()
    ledger.now = START + timedelta(days=1)
    on_hold(ledger, case_id)
    for days in range(0, 40, 4):
        ledger.now = GRACE_UNTIL + timedelta(days=days)
        settle(clock)
    assert asked(ledger) == []
    ledger.now = START + timedelta(days=15)
    ledger.ask(case_id, LiftHold(1, "not_found"))
    later = datetime(
        2026, 3, 27, 23, tzinfo=UTC
    )  # the 10th and a fortnight: the 24th, with three business days of grace
    for now, fires in ((later - MICROSECOND, []), (later, [1])):
        ledger.now = now
        settle(clock)
        assert missed(ledger) == fires
    assert not ledger.refusals()


def test_a_hold_that_comes_between_the_question_and_its_answer_is_no_work_for_a_person(
    ledger: LittleLedger, clock: PolicyReader, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock has asked, and before the writer decides, a hold of the day before is written down; when it is lifted,
    the deadline fires after all."""
    under_way: list[tuple[CommandEnvelope, Command]] = []
    monkeypatch.setattr(ledger, "send", lambda envelope, command: under_way.append((envelope, command)))
    ledger.now = GRACE_UNTIL
    clock.round()
    monkeypatch.undo()
    of_yesterday = CommandEnvelope(uuid4(), case_id, GRACE_UNTIL - timedelta(days=1), CREDITOR_FILE, uuid4())
    ledger.send(of_yesterday, PlaceHold(HoldType.PAYMENT_INVESTIGATION, "says_paid", date(2026, 4, 15)))
    [late] = under_way
    ledger.send(*late)
    settle(clock)
    assert [refusal.code for refusal in ledger.refusals()] == ["deadline_on_hold"]
    assert (ledger.kept, missed(ledger)) == ([], [])
    ledger.now += timedelta(days=1)
    ledger.ask(case_id, LiftHold(1, "not_found"))
    ledger.now += timedelta(days=7)
    settle(clock)
    assert missed(ledger) == [1]
    assert len({envelope.id for envelope, command in ledger.sent if isinstance(command, MarkDeadlineMissed)}) == 2
    assert ledger.kept == []


def test_a_clock_that_begins_from_nothing_knows_what_stands_still(ledger: LittleLedger, case_id: UUID) -> None:
    on_hold(ledger, case_id)
    ledger.now = GRACE_UNTIL + timedelta(days=30)
    settle(PolicyReader(DeadlineClock(), ledger))
    assert asked(ledger) == []
