"""A decision of the log is taken again from what its events record: the same one, by the rows on file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults, ages_behind, standard_amount
from domain.case.allocation.allocating import AllocatePayment
from domain.case.care.flagging import FlagVulnerability
from domain.case.claim.receiving import ReceiveClaim
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.disputes.raising import RaiseDispute
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.combining import TakePlanPart
from domain.case.state import CASE
from domain.deciding_again import command_behind, commands_that_ask, compared, rules_of
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.personal import WITHHELD
from domain.kernel.refusal import Refusal
from domain.law.policies import ALLOCATION_ORDER, DISPUTE_ANSWER, PAYMENT_GRACE
from tests.unit.domain.asking import Asked
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives
from tests.unit.domain.samples import AGENT, CLAIM, CONTEXT, CREDITORS, NOW, PERSON, accepted, allocation, open_case

TABLES = frozenset({ALLOCATION_ORDER, PAYMENT_GRACE, DISPUTE_ANSWER})
ASKING = commands_that_ask(CASE, TABLES)
RECORDED_WELL = (
    *(ReceiveClaim, AllocatePayment, MarkDeadlineMissed, RaiseDispute, ReceiveComplaint, PlaceHold),
    *(RequestDeferral, FlagVulnerability, AgreePlan, TakePlanPart),
)


def decided(asked: Sequence[tuple[Asked, int]]) -> Iterator[tuple[Any, Command, Context, list[Event]]]:
    """Each decision of a life: the state before it, what was asked and when, and its events."""
    state, now = CASE.initial, NOW
    for ask, days in asked:
        command = ask(state)
        now = max(now + timedelta(days=days), getattr(command, "as_of", now))
        context = Context(now, now, AGENT, CREDITORS)
        decision = CASE.decide(state, command, context)
        if not isinstance(decision, Refusal):
            yield state, command, context, list(decision)
            state = CASE.evolve_all(state, decision)


@whatever_happens(case_lives, number=150)
def test_what_the_events_of_a_decision_record_is_enough_to_take_it_again(asked: list[tuple[Asked, int]]) -> None:
    for state, command, context, events in decided(asked):
        if isinstance(command, RECORDED_WELL):
            again = command_behind(CASE, state, events, context, ASKING)
            assert again is not None, command
            decision = CASE.decide(state, again, context)
            assert not isinstance(decision, Refusal)
            assert compared(events, decision) is None


def test_a_text_that_only_its_person_may_read_is_not_needed() -> None:
    events = accepted(CASE, CASE.initial, replace(CLAIM, debtor_email="asa@example.com"))
    sealed = [replace(events[0], debtor_name=WITHHELD, debtor_email=WITHHELD, description=WITHHELD), *events[1:]]  # type: ignore[call-arg]
    again = command_behind(CASE, CASE.initial, sealed, CONTEXT, ASKING)
    assert isinstance(again, ReceiveClaim)
    assert (again.pay_by, again.payment_reference) == (CLAIM.pay_by, CLAIM.payment_reference)


@pytest.mark.parametrize("ages", [(), (4,), (0, 0, 12), (3, 8, 15, 17)])
@pytest.mark.parametrize("jurisdiction", ["NO", "SE", "DE", "FI"])
def test_the_household_behind_an_assessment_is_found_by_its_amount_though_no_age_is_on_record(
    jurisdiction: str, ages: tuple[int, ...]
) -> None:
    day = date(2024, 9, 2)
    by_law = standard_amount(jurisdiction, day, Adults.SINGLE, ages)
    assert not isinstance(by_law, Refusal)
    found = ages_behind(jurisdiction, day, Adults.SINGLE, by_law.rounded().minor, by_law.rules)
    assert len(found) == len(ages)
    assert standard_amount(jurisdiction, day, Adults.SINGLE, found) == by_law


def test_an_assessment_by_hand_and_one_by_the_rows_are_taken_again() -> None:
    german = open_case()._replace(claim=replace(open_case().claim, jurisdiction="DE", currency="EUR"))
    by_rows = AssessAffordability(PERSON, Channel.PHONE, Adults.SINGLE, 400_000, 90_000, 0, None, (4, 9), None)
    by_hand = replace(by_rows, standard_amount_source="The table of 2026", standard_amount_minor=300_000, ages=())
    for asked in (by_rows, by_hand):
        events = accepted(CASE, german, asked)
        again = command_behind(CASE, german, events, CONTEXT, [AssessAffordability])
        assert again is not None and accepted(CASE, german, again) == events


def test_who_did_not_agree_left_a_hold_from_which_the_decision_is_taken_again() -> None:
    flag = FlagVulnerability(PERSON, None, date(2026, 4, 1), consent=False)
    events = accepted(CASE, open_case(), flag)
    assert command_behind(CASE, open_case(), events, CONTEXT, [FlagVulnerability]) is not None


def test_a_reference_of_ours_was_not_asked_for() -> None:
    events = accepted(CASE, CASE.initial, replace(CLAIM, payment_reference=""))
    again = command_behind(CASE, CASE.initial, events, CONTEXT, ASKING)
    assert isinstance(again, ReceiveClaim)
    assert again.payment_reference == ""


def test_events_that_the_core_does_not_decide_so_have_no_command_behind_them() -> None:
    state = open_case()
    events = accepted(CASE, state, allocation(30_000))
    wrong = [replace(events[0], fees_minor=0, principal_minor=28_500)]  # type: ignore[call-arg]
    assert command_behind(CASE, state, events, CONTEXT, ASKING) is not None
    assert command_behind(CASE, state, wrong, CONTEXT, ASKING) is None


def test_the_rules_of_events_are_those_that_they_name_whatever_the_field_is_called() -> None:
    dispute = accepted(CASE, open_case(), PlaceHold(HoldType.LIFE_EVENT, "asked", date(2026, 4, 1)))
    assert rules_of(dispute) == ()
    assert rules_of(accepted(CASE, open_case(), allocation(30_000))) == ("SE.allocation_order.1970-01-01",)


@pytest.mark.parametrize("cls", RECORDED_WELL)
def test_what_asks_these_rules_is_found_by_itself(cls: type[Command]) -> None:
    assert cls in ASKING
