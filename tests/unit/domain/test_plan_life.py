"""A plan from its proposal to its end: both sides say yes, what is missed can be made good, and the case stays put."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.case.affordability.verdict import Verdict
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet, SetDeadline
from domain.case.deadlines.state import DeadlineKind, DeadlineStatus
from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced, PlaceHold
from domain.case.plans.accepting import AcceptPlan, PlanAccepted
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.breaching import BreachPlan, PlanBreached
from domain.case.plans.curing import PlanCured
from domain.case.plans.falling_away import PlanRejected
from domain.case.plans.proposing import PlanProposed
from domain.case.plans.rejecting import RejectPlan
from domain.case.plans.rescheduling import PlanRescheduled, ReschedulePlan
from domain.case.plans.state import IN_FORCE, Instalment, PlanStatus
from domain.case.plans.terminating import PlanTerminated
from domain.case.plans.transitions import BY_EVENT, as_page
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from tests.unit.domain.agreed_plans import (
    AGENCY,
    AGREED,
    CUSTOMER,
    OFFER,
    OURS,
    PARTS,
    assessed,
    breached,
    in_arrears,
    in_plan,
    on,
)
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import Step, case_lives, lived, plan_lives
from tests.unit.domain.samples import NOW, PERSON, accepted, after, allocation, at, open_case, refusal_code


def test_what_a_customer_offers_and_can_keep_is_agreed_at_once_by_policy() -> None:
    proposed, reply, by_policy, agreed, first = accepted(CASE, assessed(), OFFER)
    assert isinstance(proposed, PlanProposed) and proposed.verdict is Verdict.REALISTIC
    assert proposed.rules[:1] == ("SE.plan_share.1970-01-01",) and proposed.rules[-1] == "SE.plan_answer.1970-01-01"
    assert isinstance(reply, DeadlineSet) and reply.kind is DeadlineKind.REPLY
    assert by_policy == PlanAccepted(1, AGENCY, Channel.MY_PAGE, "SE.plan_share.1970-01-01")
    assert isinstance(agreed, PlanAgreed) and (agreed.plan, agreed.proposed_by) == (1, CUSTOMER)
    assert isinstance(first, DeadlineSet) and first.kind is DeadlineKind.INSTALMENT
    state = after(CASE, OFFER, state=assessed())
    assert state.plan.status is PlanStatus.AGREED
    assert state.deadlines.by_number[2].status is DeadlineStatus.ENDED, "nobody has to answer any more"
    assert state.holds.in_force() == {}


@pytest.mark.parametrize("state", [open_case(), assessed(1_960_000)])
def test_what_is_stretched_or_was_never_asked_waits_for_a_person_while_the_case_rests(state: CaseState) -> None:
    proposed, reply, hold, *still = accepted(CASE, state, OFFER)
    assert isinstance(proposed, PlanProposed) and proposed.verdict in (Verdict.NOT_ASSESSED, Verdict.STRETCHED)
    assert proposed.valid_until == datetime(2026, 3, 16, 23, tzinfo=UTC), "a fortnight"
    assert isinstance(reply, DeadlineSet)
    assert isinstance(hold, HoldPlaced) and (hold.hold_type, hold.review_by) == (
        HoldType.PLAN_NEGOTIATION, date(2026, 3, 16),
    )  # fmt: skip
    assert [type(event) for event in still] == [DeadlinePaused], "what was demanded stands still"
    waiting = after(CASE, OFFER, state=state)
    assert refusal_code(CASE, waiting, OFFER) == "proposal_open"
    assert refusal_code(CASE, waiting, LiftHold(1, "asked")) == "hold_of_a_matter"
    assert refusal_code(CASE, waiting, AcceptPlan(CUSTOMER, Channel.PHONE)) == "own_proposal"
    accepted_, agreed, lifted, *_ = accepted(CASE, waiting, AcceptPlan(AGENCY, Channel.PHONE))
    assert accepted_ == PlanAccepted(1, AGENCY, Channel.PHONE, None)
    assert isinstance(agreed, PlanAgreed) and isinstance(lifted, HoldLifted)


def test_what_the_agency_proposes_the_customer_accepts_by_self_service() -> None:
    waiting = after(CASE, OURS, state=assessed())
    assert waiting.plan.status is PlanStatus.PROPOSED, "a realistic one of ours is no yes of the customer's"
    state = after(CASE, AcceptPlan(CUSTOMER, Channel.MY_PAGE), state=waiting)
    assert (state.plan.status, state.plan.number) == (PlanStatus.AGREED, 1)


def test_a_customer_who_offers_more_than_is_affordable_is_refused_with_what_would_do() -> None:
    refused = CASE.decide(assessed(1_940_000), OFFER, at(NOW))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.rule) == ("plan_unaffordable", "SE.plan_share.1970-01-01")
    assert "320.00 SEK a month, for 4 months" in refused.message
    assert refusal_code(CASE, assessed(1_940_000), AGREED) == "plan_unaffordable", "nor is it agreed in a conversation"


def test_a_no_ends_the_talks_and_the_case_goes_on_where_it_was() -> None:
    waiting = after(CASE, OFFER, state=open_case())
    events = accepted(CASE, waiting, RejectPlan(AGENCY, "too_little"), at(NOW + timedelta(days=3)))
    rejected, withdrawn, lifted, resumed = events
    assert rejected == PlanRejected(1, AGENCY, "too_little")
    assert withdrawn == DeadlineWithdrawn(2, DeadlineKind.REPLY)
    assert isinstance(lifted, HoldLifted) and lifted.reason == "plan_too_little"
    assert isinstance(resumed, DeadlineResumed) and resumed.due_date == date(2026, 3, 19)
    state = CASE.evolve_all(waiting, events)
    assert state.plan.status is PlanStatus.NONE
    assert state.deadlines.by_number[2].status is DeadlineStatus.ENDED
    assert refusal_code(CASE, state, RejectPlan(AGENCY, "again")) == "no_proposal_open"
    assert refusal_code(CASE, state, AcceptPlan(AGENCY, Channel.PHONE)) == "no_proposal_open"
    again = accepted(CASE, state, OFFER)[0]
    assert isinstance(again, PlanProposed) and again.proposal == 2


def test_a_proposal_that_nobody_answers_expires_with_the_deadline_clock() -> None:
    waiting = after(CASE, OURS, state=open_case())
    missed, rejected, lifted, resumed = accepted(
        CASE, waiting, MarkDeadlineMissed(2, waiting.deadlines.by_number[2].grace_until)
    )
    assert isinstance(missed, DeadlineMissed) and missed.kind == DeadlineKind.REPLY
    assert rejected == PlanRejected(1, None, "expired")
    assert isinstance(lifted, HoldLifted) and isinstance(resumed, DeadlineResumed)


def test_a_proposal_that_no_longer_covers_the_debt_is_not_accepted() -> None:
    state = after(CASE, OFFER, allocation(10_000), state=open_case())
    assert refusal_code(CASE, state, AcceptPlan(AGENCY, Channel.PHONE)) == "plan_total_differs"


def test_a_plan_agreed_in_a_conversation_takes_the_place_of_a_proposal() -> None:
    state = after(CASE, OURS, AGREED, state=open_case())
    assert (state.plan.status, state.plan.proposal, state.holds.in_force()) == (PlanStatus.AGREED, None, {})


def test_what_was_missed_and_is_paid_late_makes_the_plan_good() -> None:
    state = in_arrears()
    assert state.plan.status is PlanStatus.IN_ARREARS
    assert [type(e) for e in accepted(CASE, state, allocation(49_999, on=date(2026, 4, 5)))][1:] == []
    _, cured = accepted(CASE, state, allocation(50_000, on=date(2026, 4, 5)))
    assert cured == PlanCured(1, 50_000)
    assert after(CASE, allocation(50_000, on=date(2026, 4, 5)), state=state).plan.status is PlanStatus.AGREED


def test_money_that_came_in_time_and_is_known_late_leaves_no_arrears() -> None:
    state = after(CASE, allocation(50_000, on=date(2026, 3, 25)), state=in_arrears())
    assert (state.plan.status, state.deadlines.by_number[2].status) == (PlanStatus.AGREED, DeadlineStatus.MET)


def test_while_a_plan_is_kept_nobody_asks_for_money_and_about_what_was_missed_somebody_does() -> None:
    ask = RecordContact(Channel.EMAIL, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.SENT, PERSON, None)
    refusal = CASE.decide(in_plan(), ask, at(NOW))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("plan_in_force", "policy.a_kept_plan_is_enough")
    assert accepted(CASE, in_plan(), replace(ask, direction=Direction.INBOUND)), "the customer is always answered"
    assert accepted(CASE, in_plan(), replace(ask, purpose=Purpose.PLAN))
    later = at(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert accepted(CASE, in_arrears(), ask, later)


def test_nobody_is_told_of_a_breach_while_it_can_be_made_good() -> None:
    # Missed on 25 March; fourteen days later is 8 April.
    for day, code in ((date(2026, 4, 8), "cure_time_runs"), (date(2026, 4, 9), None)):
        decision = CASE.decide(in_arrears(), BreachPlan(Channel.LETTER), on(day))
        assert (decision.code if isinstance(decision, Refusal) else None) == code
    assert refusal_code(CASE, in_plan(), BreachPlan(Channel.LETTER)) == "plan_not_in_arrears"
    assert refusal_code(CASE, open_case(), BreachPlan(Channel.LETTER)) == "no_plan_in_force"
    assert refusal_code(CASE, breached(), BreachPlan(Channel.LETTER), on(date(2026, 4, 9))) == "plan_not_in_arrears"
    assert refusal_code(CASE, in_arrears(), BreachPlan(Channel.PHONE), on(date(2026, 4, 9))) == "notice_not_in_writing"
    held = after(CASE, PlaceHold(HoldType.LIFE_EVENT, "asked", date(2026, 6, 1)), state=in_arrears())
    assert refusal_code(CASE, held, BreachPlan(Channel.LETTER), on(date(2026, 4, 9))) == "contact_on_hold"


def test_notice_of_a_breach_says_what_saves_the_plan_and_by_when() -> None:
    event, deadline = accepted(CASE, in_arrears(), BreachPlan(Channel.LETTER), on(date(2026, 4, 9)))
    assert isinstance(event, PlanBreached)
    assert (event.arrears_minor, event.due_date, event.deadline) == (50_000, date(2026, 4, 23), 4)
    assert event.rules == ("SE.plan_cure.1970-01-01", "SE.plan_breach_notice.1970-01-01")
    assert isinstance(deadline, DeadlineSet) and deadline.kind is DeadlineKind.PAYMENT_DEMAND
    assert breached().plan.status is PlanStatus.BREACHED and breached().plan.in_force


def test_what_is_paid_within_the_notice_saves_the_plan() -> None:
    paid = accepted(CASE, breached(), allocation(50_000, on=date(2026, 4, 23)))
    assert paid[1:] == [DeadlineMet(4, DeadlineKind.PAYMENT_DEMAND), PlanCured(1, 50_000)]


def test_what_is_not_paid_within_the_notice_ends_the_plan_and_the_case_stands_where_it_stood() -> None:
    state = breached()
    before = state.life
    missed, ended = accepted(CASE, state, MarkDeadlineMissed(4, state.deadlines.by_number[4].grace_until))
    assert isinstance(missed, DeadlineMissed)
    assert ended == PlanTerminated("arrears_not_paid", 1)
    state = CASE.evolve_all(state, [missed, ended])
    assert (state.plan.status, state.life) == (PlanStatus.TERMINATED, before)
    assert accepted(CASE, state, SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 5, 20), 1_000))


def test_a_changed_plan_keeps_its_number_and_takes_the_arrears_into_a_new_schedule() -> None:
    new = (Instalment(date(2026, 5, 25), 62_750), Instalment(date(2026, 6, 25), 62_750))
    change = ReschedulePlan(Channel.PHONE, CUSTOMER, new, "less_income")
    changed, first = accepted(CASE, breached(), change, on(date(2026, 4, 10)))
    assert isinstance(changed, PlanRescheduled) and (changed.plan, changed.version) == (1, 2)
    assert isinstance(first, DeadlineSet) and (first.due_date, first.amount_minor) == (date(2026, 5, 25), 62_750)
    state = CASE.evolve_all(breached(), [changed, first])
    assert state.plan.status is PlanStatus.AGREED
    assert list(state.deadlines.running()) == [first.deadline], "the notice and the old instalments have ended"
    assert refusal_code(CASE, state, replace(change, instalments=PARTS[:1])) == "plan_total_differs"
    assert refusal_code(CASE, open_case(), change) == "no_plan_in_force"


def test_the_page_shows_the_table_that_events_follow() -> None:
    assert as_page() in Path("docs/cases-and-money.md").read_text("utf-8"), "print as_page() into it anew"


@whatever_happens(case_lives, plan_lives, number=60)
def test_whatever_happens_plans_move_as_the_table_says_and_the_stage_does_not(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        before, after_ = step.before.plan.status, step.after.plan.status
        name = type(step.event).__name__
        if before is after_:
            continue
        assert before in BY_EVENT[name].before
        assert after_ in BY_EVENT[name].after
        if name.startswith("Plan"):
            assert step.before.life == step.after.life


@whatever_happens(case_lives, plan_lives, number=50)
def test_one_plan_is_in_force_at_a_time_and_nothing_is_proposed_beside_it(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, PlanAgreed):
            assert not step.before.plan.in_force
            assert step.event.plan == step.before.plan.number + 1
        assert step.after.plan.proposal is None or not step.after.plan.in_force
        assert (step.after.plan.status in IN_FORCE) is step.after.plan.in_force


@whatever_happens(case_lives, plan_lives, number=50)
def test_while_a_plan_is_in_force_nothing_but_its_instalments_and_its_notice_is_demanded(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, DeadlineSet) and step.before.plan.in_force:
            is_notice = step.event.deadline == step.before.plan.breach_deadline
            assert step.event.kind is DeadlineKind.INSTALMENT or is_notice


def test_the_lives_of_plans_come_to_what_is_rare() -> None:
    rare = {"PlanAccepted", "PlanRejected", "PlanCured", "PlanBreached", "PlanRescheduled", "PlanPaused", "PlanResumed"}
    rare |= {"PlanCompleted", "expired", "arrears_not_paid", "PromiseKept", "PromiseBroken"}
    rare |= {"DeferralGranted", "DeferralRefused"}

    def told(step: Step) -> set[str]:
        return {type(step.event).__name__, getattr(step.event, "reason", "")}

    assert never_come_to(rare, CASE, plan_lives, told) == set()
