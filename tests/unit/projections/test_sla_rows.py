"""What events do to clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_type_hints

import pytest

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.closure.confirming import ClosureConfirmationSent
from domain.case.complaints.answering import FinalResponseSent
from domain.case.contacts.contact import REACHED, Channel, ContactMade, ContactOutcome
from domain.case.deadlines.setting import DeadlineSet
from domain.case.disputes.resolving import DisputeResolved
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.breaching import PlanBreached
from domain.case.plans.state import Proposer
from domain.case.state import CASE
from domain.case.surveys.sending import SurveySent
from domain.kernel.message import Event
from projections.sla import rows as module
from projections.sla.clock import ClockRole, ClockRule
from projections.sla.clock_run import ClockRun, State
from projections.sla.clocks import CLOCKS, LETTERS, ROLES, SPEAKING
from projections.sla.limits import BusinessDays
from projections.sla.rows import SlaRows
from tests.unit.projections.recorded import AT, CASE_ID, PAYMENT_ID, recorded
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


def test_money_in_suspense_follows_the_bank_days_of_its_currency() -> None:
    (one,) = turned(("PaymentPutInSuspense", timedelta())).values()
    assert (one.clock.name, one.aggregate_id, one.jurisdiction) == ("suspense_age", PAYMENT_ID, "SE")
    assert turned(("PaymentPutInSuspense", timedelta()), ("PaymentMatched", timedelta(days=1)))[
        "suspense_age", 1
    ].state is (State.MET)


def test_money_that_a_case_gave_back_goes_on_waiting_with_the_time_that_was_left() -> None:
    alone = turned(("PaymentPutInSuspense", timedelta()))["suspense_age", 1].due_at
    back = turned(
        ("PaymentPutInSuspense", timedelta()), ("PaymentMatched", HOUR), ("PaymentUnmatched", timedelta(days=7))
    )
    assert list(back) == [("suspense_age", 1)]
    again = back["suspense_age", 1]
    assert (again.state, again.ended_at, again.due_at) == (State.RUNNING, None, alone + timedelta(days=7))


def test_money_that_was_never_in_suspense_begins_to_wait_when_its_match_is_undone() -> None:
    (one,) = turned(("PaymentMatched", timedelta()), ("PaymentUnmatched", HOUR)).values()
    assert (one.clock.name, one.number, one.state, one.started_at) == ("suspense_age", 2, State.RUNNING, AT + HOUR)


def test_a_clock_runs_only_where_and_if_its_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def starts(clock: ClockRule) -> bool:
        monkeypatch.setattr(module, "ROLES", {ClaimReceived: ((ClockRole.STARTS, clock),)})
        rows = SlaRows()
        rows.apply([recorded(SAMPLES["ClaimReceived"])])
        return bool(rows.runs)

    row = ClockRule(name="x", limit=BusinessDays(1), starts=(ClaimReceived,), meets=(ContactMade,), source="a test")
    assert starts(row)
    assert starts(replace(row, jurisdictions=frozenset({"SE", "NO"})))
    assert not starts(replace(row, jurisdictions=frozenset({"NO"})))
    assert not starts(replace(row, only_if=lambda event: event.principal_minor > 10**9))  # type: ignore[attr-defined]


def test_stored_clocks_are_turned_only_when_something_changes() -> None:
    clock = next(one for one in CLOCKS if one.name == "first_contact")
    due = datetime.max.replace(tzinfo=AT.tzinfo)
    stored = ClockRun(clock, CASE_ID, 1, "SE", AT, due, position=0)
    rows = SlaRows({CASE_ID: [stored]}, {CASE_ID: "SE"})
    rows.apply([recorded(BY_LETTER), recorded(NO_ANSWER)])
    assert list(rows.changed()) == []
    contact = recorded(SAMPLES["ContactMade"])
    rows.apply([contact])
    assert list(rows.changed()) == [stored]
    assert (stored.position, stored.is_new) == (contact.position, False)


def test_the_roles_of_an_event_come_in_the_order_of_their_meaning() -> None:
    for event, roles in ROLES.items():
        assert [role for role, _ in roles] == sorted(role for role, _ in roles), event
    assert {role for role, _ in ROLES[PlanAgreed]} == {ClockRole.MEETS, ClockRole.SUPERSEDES, ClockRole.PAUSES}
    assert {role for role, _ in ROLES[CaseClosed]} == {ClockRole.MEETS, ClockRole.SUPERSEDES, ClockRole.STARTS}


def test_every_clock_names_its_source_and_has_a_name_of_its_own() -> None:
    assert all(clock.source.endswith(".") for clock in CLOCKS)
    assert len({clock.name for clock in CLOCKS}) == len(CLOCKS)


def placed(review: int, until: datetime) -> Any:
    return replace(SAMPLES["HoldPlaced"], hold=review, next_review=review, review_until=until)  # type: ignore[type-var]


def extended(review: int, following: int, until: datetime) -> Any:
    return replace(SAMPLES["HoldExtended"], review=review, next_review=following, review_until=until)  # type: ignore[type-var]


def lifted(review: int) -> Any:
    return replace(SAMPLES["HoldLifted"], review=review)  # type: ignore[type-var]


def states(clock: str, *happened: tuple[str | Event, timedelta]) -> dict[int, State]:
    return {number: one.state for (name, number), one in turned(*happened).items() if name == clock}


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


def test_who_owes_nothing_any_more_hears_so_and_is_asked_how_it_went() -> None:
    paid: Any = replace(SAMPLES["CaseClosed"], outcome=Outcome.PAID_IN_FULL)  # type: ignore[type-var]
    told = (("ClaimReceived", timedelta()), (paid, HOUR), ("ClosureConfirmationSent", 2 * HOUR))
    clocks = turned(*told, ("SurveySent", 8 * 24 * HOUR))
    assert clocks["closure_confirmation", 2].state is State.MET
    assert clocks["survey", 2].state is State.BREACHED, "a week and a day after the end"
    again = turned(*told, ("CaseReopened", 24 * HOUR))
    assert again["survey", 2].state is State.SUPERSEDED


def test_no_clock_waits_for_what_is_not_sent() -> None:
    estate: Any = replace(SAMPLES["CaseClosed"], survey_is_due=False)  # type: ignore[type-var]
    names = {name for name, _ in turned(("ClaimReceived", timedelta()), (estate, HOUR))}
    assert names == {"first_contact", "resolution"}, "written off: it was not paid, so nothing is confirmed either"
