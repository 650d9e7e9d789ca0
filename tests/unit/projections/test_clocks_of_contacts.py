"""What events do to the clocks of first contact, of letters and of the reaction to what was missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_type_hints

import pytest

from domain.case.closure.confirming import ClosureConfirmationSent
from domain.case.complaints.answering import FinalResponseSent
from domain.case.contacts.contact import REACHED, Channel, ContactMade, ContactOutcome
from domain.case.disputes.resolving import DisputeResolved
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.breaching import PlanBreached
from domain.case.state import CASE
from domain.case.surveys.sending import SurveySent
from projections.sla.clock_run import State
from projections.sla.conditions import LETTERS, SPEAKING
from tests.unit.projections.clocks_turned import HOUR, MONTH, turned
from tests.unit.projections.recorded import AT
from tests.unit.projections.samples import SAMPLES


def test_a_claim_starts_the_clocks_of_first_contact_and_resolution() -> None:
    clocks = turned(("ClaimReceived", timedelta()))
    assert {(name, one.state) for (name, _), one in clocks.items()} == {
        ("first_contact", State.RUNNING),
        ("resolution", State.RUNNING),
    }


@pytest.mark.parametrize(
    ("after", "state"),
    [(timedelta(hours=1), State.MET), (timedelta(days=2, hours=13, minutes=29), State.MET),
     (timedelta(days=2, hours=13, minutes=30), State.BREACHED), (MONTH, State.BREACHED)],
)  # fmt: skip
def test_first_contact_is_met_until_the_second_business_day_is_over(after: timedelta, state: State) -> None:
    one = turned(("ClaimReceived", timedelta()), ("ContactMade", after))["first_contact", 1]
    assert (one.state, one.ended_at) == (state, AT + after)


UNHEARD = [outcome for outcome in ContactOutcome if outcome not in (*REACHED, ContactOutcome.SENT)]


@pytest.mark.parametrize("outcome", UNHEARD)
def test_whoever_was_neither_spoken_with_nor_written_to_was_not_contacted(outcome: ContactOutcome) -> None:
    tried: Any = replace(SAMPLES["ContactMade"], outcome=outcome)  # type: ignore[type-var]
    assert turned(("ClaimReceived", timedelta()), (tried, HOUR))["first_contact", 1].state is State.RUNNING


def test_what_was_written_is_a_first_contact_and_no_answer_to_a_missed_deadline() -> None:
    written: Any = replace(SAMPLES["ContactMade"], outcome=ContactOutcome.SENT)  # type: ignore[type-var]
    clocks = turned(("ClaimReceived", timedelta()), ("DeadlineMissed", timedelta()), (written, HOUR))
    assert clocks["first_contact", 1].state is State.MET
    assert [one.state for (name, _), one in clocks.items() if name == "deadline_missed_reaction"] == [State.RUNNING]


@pytest.mark.parametrize("letter", [one.__name__ for one in LETTERS])
def test_the_first_letter_is_a_first_contact_and_when_it_comes_back_another_clock_runs(letter: str) -> None:
    """Agency policy, as most service levels have it: the first attempt to reach the person that they can know of."""
    clocks = turned(("ClaimReceived", timedelta()), (letter, HOUR), ("NoticeReturned", 2 * HOUR))
    assert (clocks["first_contact", 1].state, clocks["first_contact", 1].ended_at) == (State.MET, AT + HOUR)
    assert clocks["returned_letter", 3].state is State.RUNNING


def test_a_letter_of_the_third_business_day_is_too_late_for_a_first_contact() -> None:
    """Monday 2 March 2026 and two business days: until the end of Wednesday the 4th."""
    assert turned(("ClaimReceived", timedelta()), ("ReminderSent", timedelta(days=3)))["first_contact", 1].state is (
        State.BREACHED
    )


def test_an_american_debtor_has_the_debt_in_writing_within_five_days_of_hearing_of_it() -> None:
    """12 CFR 1006.34: the contact says until when, and the next letter meets it; no other contact starts anything."""
    due = AT + timedelta(days=5)
    said: Any = replace(SAMPLES["ContactMade"], validated_until=due)  # type: ignore[type-var]
    claim: Any = replace(SAMPLES["ClaimReceived"], jurisdiction="US")  # type: ignore[type-var]
    story = ((claim, timedelta()), (said, HOUR), ("ContactMade", 2 * HOUR))
    assert turned(*story)["validation_notice", 2].due_at == due
    assert [name for name, _ in turned(*story)].count("validation_notice") == 1
    for after, state in ((timedelta(days=1), State.MET), (timedelta(days=5), State.BREACHED)):
        assert turned(*story, ("PaymentDemandSent", after))["validation_notice", 2].state is state
    swedish = turned(("ClaimReceived", timedelta()), (said, HOUR))
    assert ("validation_notice", 2) not in swedish


@pytest.mark.parametrize(
    ("channel", "state"), [(Channel.PHONE, State.MET), (Channel.CHAT, State.MET), (Channel.LETTER, State.RUNNING)]
)
def test_a_plan_that_was_spoken_about_is_a_contact(channel: Channel, state: State) -> None:
    plan: Any = replace(SAMPLES["PlanAgreed"], channel=channel)  # type: ignore[type-var]
    assert turned(("ClaimReceived", timedelta()), (plan, HOUR))["first_contact", 1].state is state


@pytest.mark.parametrize("said", [one.__name__ for one in SPEAKING if one not in (ContactMade, PlanAgreed)])
@pytest.mark.parametrize(
    ("channel", "state"), [(Channel.PHONE, State.MET), (Channel.MY_PAGE, State.MET), (Channel.EMAIL, State.RUNNING)]
)
def test_a_dispute_or_complaint_that_was_spoken_about_is_a_contact(said: str, channel: Channel, state: State) -> None:
    spoken: Any = replace(SAMPLES[said], channel=channel)  # type: ignore[type-var]
    clocks = turned(("ClaimReceived", timedelta()), ("DeadlineMissed", timedelta()), (spoken, HOUR))
    ours = [one.state for (name, _), one in clocks.items() if name in ("first_contact", "deadline_missed_reaction")]
    assert ours == [state, state]


def test_each_event_of_a_channel_may_have_been_a_conversation_unless_it_is_in_writing() -> None:
    of_a_channel = {event for event in CASE.events.values() if "channel" in get_type_hints(event)}
    in_writing_or_afterwards = {event for event in of_a_channel if getattr(event, "IS_ONE_WAY", False)}
    assert {
        DisputeResolved,
        FinalResponseSent,
        ClosureConfirmationSent,
        SurveySent,
        PlanBreached,
    } <= in_writing_or_afterwards
    assert of_a_channel - in_writing_or_afterwards == set(SPEAKING)
    assert {event for event in SPEAKING if event.__name__.endswith("Sent")} == set(), "what is sent is not spoken"


def test_a_second_contact_changes_nothing() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("ContactMade", timedelta(hours=1)), ("ContactMade", MONTH))
    assert clocks["first_contact", 1].ended_at == AT + timedelta(hours=1)


def test_a_closed_case_needs_no_contact_any_more() -> None:
    clocks = turned(("ClaimReceived", timedelta()), ("CaseClosed", timedelta(hours=1)))
    assert clocks["first_contact", 1].state is State.SUPERSEDED
    assert clocks["resolution", 1].state is State.MET
