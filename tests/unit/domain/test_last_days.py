"""The day itself: what the last day of a time still allows and the day after does not, and what each refusal names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.disputes.before_court import DisputeDecidedInCourt
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced, PlaceHold
from domain.case.legal.contesting import ContestLegalAction, LegalActionContested
from domain.case.legal.ending import DismissLegalAction, LegalActionWithdrawn, WithdrawLegalAction
from domain.case.legal.enforcing import (
    EnforcementRequested,
    EnforcementResult,
    ReportEnforcement,
    RequestEnforcement,
)
from domain.case.legal.monitoring import CaseMovedToMonitoring, CaseReactivated, MoveToMonitoring, ReactivateCase
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle, TitleObtained
from domain.case.limitation.computing import LimitationDate, limitation_date
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.notices.state import Notice, NoticeKind, Notices
from domain.case.plans.agreeing import AgreePlan, one_instalment
from domain.case.plans.state import Proposer
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import AGENT, CREDITORS
from tests.unit.domain.stories.telling import DEBTOR, Story, claim_in, minor

CURRENCIES = {"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK"}
OBJECT_TO = "Box 1"
REMINDER = SendReminder(Channel.LETTER, DEBTOR, OBJECT_TO, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, OBJECT_TO, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, OBJECT_TO, None)


def validated(country: str = "SE", due: date = date(2026, 1, 30), **claim: Any) -> Story:
    """A claim of 1 000.00 that was looked at on Monday 2 March 2026."""
    story = Story(claim_in(country, CURRENCIES[country], "1 000.00", due, **claim), "2026-03-02 09:00")
    story.on("2026-03-02 09:30", ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, None))
    return story


def started(day: date) -> StartLegalAction:
    return StartLegalAction(Forum.DISTRICT_COURT, "T 1-26", day, None, day)


def at_court() -> Story:
    """Demanded on 2 March, before a court since Wednesday 18 March."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    story.on("2026-03-18 10:00", started(date(2026, 3, 18)))
    return story


def with_title() -> Story:
    """By a decision of Monday 20 April."""
    story = at_court()
    story.on("2026-04-20 10:00", RecordTitle("T 1-26", date(2026, 4, 20), "SEK", 0))
    return story


def one(events: list[Event], kind: type[Any]) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def exactly(story: Story, instant: datetime, command: Command) -> str:
    """The code of the refusal at that very instant, "" when it is allowed."""
    decision = CASE.decide(story.state, command, Context(instant, instant, AGENT, CREDITORS))
    return decision.code if isinstance(decision, Refusal) else ""


def test_a_letter_waits_until_the_instant_in_which_the_grace_of_the_one_before_is_over() -> None:
    """The demand of 2 March gives until Tuesday the 10th, and three bank days: to the end of Friday the 13th."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    over = datetime(2026, 3, 13, 23, tzinfo=UTC)  # midnight in Stockholm
    assert exactly(story, over - timedelta(seconds=1), DEMAND) == "deadline_runs"
    assert exactly(story, over, DEMAND) == ""


def test_a_court_is_asked_from_the_instant_in_which_the_time_of_the_demand_is_over_and_the_rule_is_named() -> None:
    """SE inkassolag (1974:182) 6 §."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    assert story.otherwise().refused("2026-03-13 10:00", started(date(2026, 3, 13))) == (
        "demand_time_runs", "stage.LegalActionStarted",
    )  # fmt: skip
    over = datetime(2026, 3, 13, 23, tzinfo=UTC)
    assert exactly(story, over, started(date(2026, 3, 14))) == ""


def test_of_two_demands_the_later_one_says_when_the_next_letter_may_go() -> None:
    story = validated()
    story.on("2026-03-02 10:00", SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 4, 30), 0))
    story.on("2026-03-02 10:01", SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 3, 31), 0))
    instant = datetime(2026, 3, 3, 9, tzinfo=UTC)
    refusal = CASE.decide(story.state, DEMAND, Context(instant, instant, AGENT, CREDITORS))
    assert isinstance(refusal, Refusal)
    assert "until 2026-04-30" in refusal.message


def test_a_letter_of_an_instant_at_which_a_hold_stopped_demands_is_refused_also_when_it_is_told_later() -> None:
    story = validated()
    story.on("2026-03-03 10:00", PlaceHold(HoldType.LIFE_EVENT, "illness", date(2026, 6, 1)))
    story.on("2026-03-05 10:00", LiftHold(1, "well_again"))
    told, happened = datetime(2026, 3, 6, 9, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)
    refusal = CASE.decide(story.state, DEMAND, Context(told, happened, AGENT, CREDITORS))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("contact_on_hold", "hold.life_event")


def test_no_letter_goes_out_while_a_plan_is_kept_and_the_rule_is_named() -> None:
    story = validated()
    day = date(2026, 3, 2)
    story.on("2026-03-02 10:00", AgreePlan(Channel.PHONE, Proposer.CUSTOMER, day, one_instalment(story.state, day)))
    kept = ("plan_in_force", "policy.a_kept_plan_is_enough")
    assert story.refused("2026-03-02 10:01", DEMAND) == kept


def test_the_agencys_fee_in_norway_asks_for_a_notice_whose_last_day_is_over_when_the_demand_goes_out() -> None:
    """Inkassoloven § 17: who pays by the deadline of the notice owes it nothing."""
    letters = {
        1: Notice(NoticeKind.COLLECTION_NOTICE, Channel.LETTER, date(2026, 2, 16), date(2026, 3, 2), 1),
        2: Notice(NoticeKind.PAYMENT_DEMAND, Channel.LETTER, date(2026, 3, 2), date(2026, 3, 16), 2),
    }
    story = validated("NO")
    story.state = story.state._replace(notices=Notices(letters))
    fee = ChargeFee(FeeKind.COLLECTOR, 2, None, "NOK", False)
    assert story.refused("2026-03-02 10:00", fee) == ("no_notice_missed", "NO.notice_before_fee")


def test_in_finland_a_collection_notice_reminds_as_well() -> None:
    """Perintälaki (513/1999) 5 §: 14 days after the debtor was reminded."""
    story = validated("FI")
    story.on("2026-03-02 10:00", NOTICE)
    demand = one(story.on("2026-03-20 10:00", DEMAND), PaymentDemandSent)
    assert "FI.demand_earliest_after_reminder.2022-05-01.consumer" in demand.rules
    assert "FI.notice_gap.1970-01-01" in demand.rules, "the gap between reminders is for reminders"


def test_a_norwegian_letter_costs_something_from_the_fourteenth_day() -> None:
    """Inkassoforskriften § 1-2: due on Monday 16 February 2026 + 14 = Monday 2 March."""
    fee = ChargeFee(FeeKind.COLLECTION_NOTICE, 1, None, "NOK", False)
    on_the_day = validated("NO", due=date(2026, 2, 16))
    on_the_day.on("2026-03-02 10:00", NOTICE)
    assert one(on_the_day.on("2026-03-02 10:01", fee), FeeCharged).amount_minor == minor("38.00")
    a_day_early = validated("NO", due=date(2026, 2, 17))
    a_day_early.on("2026-03-02 10:00", NOTICE)
    assert a_day_early.refused("2026-03-02 10:01", fee)[0] == "letter_too_early_for_fee"


def test_what_was_paid_of_the_costs_counts_against_the_cap_of_all_of_them() -> None:
    """Perintälaki 10 c §: 120 euro for a claim of 450. Of 100 handed over 90 are paid; 24 more are too much."""
    claim = claim_in("FI", "EUR", "450.00", date(2026, 1, 30), fees_minor=minor("100.00"), interest_from=None)
    story = Story(claim, "2026-03-02 09:00")
    story.on("2026-03-02 09:30", ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, date(2026, 2, 13)))
    story.on("2026-03-02 10:00", DEMAND)
    story.pays(date(2026, 3, 3), "540.00")
    story.owes("0.00", fees="10.00")
    instant = datetime(2026, 3, 4, 9, tzinfo=UTC)
    fee = ChargeFee(FeeKind.PAYMENT_DEMAND, 1, None, "EUR", False)
    refusal = CASE.decide(story.state, fee, Context(instant, instant, AGENT, CREDITORS))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == (
        "fee_above_total_cap", "FI.total_cost_cap.2022-05-01.consumer+amount-above-100+amount-upto-1000",
    )  # fmt: skip
    assert refusal.message == "All collection costs of this claim together may be 120.00 EUR."


OUT_OF_PLACE: list[tuple[Command, type[Event]]] = [
    (ContestLegalAction(date(2026, 3, 2), "never_came", date(2026, 6, 1)), LegalActionContested),
    (WithdrawLegalAction(date(2026, 3, 2), "paid", True), LegalActionWithdrawn),
    (RecordTitle("T 1-26", date(2026, 3, 2), "SEK", 0), TitleObtained),
    (RequestEnforcement("U-1", date(2026, 3, 2)), EnforcementRequested),
    (ReactivateCase("has_income"), CaseReactivated),
    (MoveToMonitoring("no_income", date(2026, 6, 1)), CaseMovedToMonitoring),
]


@pytest.mark.parametrize(("command", "event"), OUT_OF_PLACE)
def test_what_a_court_does_comes_in_its_order_and_on_an_open_case(command: Command, event: type[Event]) -> None:
    story = validated()
    rule = f"stage.{event.__name__}"
    assert story.refused("2026-03-02 10:00", command) == ("stage_does_not_allow", rule)
    story.on("2026-03-02 10:01", CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "asked"))
    assert story.refused("2026-03-02 10:02", command)[0] == "case_closed"


@pytest.mark.parametrize(
    "command",
    [
        ContestLegalAction(date(2026, 3, 17), "never_came", date(2026, 6, 1)),
        WithdrawLegalAction(date(2026, 3, 17), "paid", True),
        DismissLegalAction(date(2026, 3, 17), "form", True, False),
        RecordTitle("T 1-26", date(2026, 3, 17), "SEK", 0),
    ],
)
def test_nothing_happened_at_a_court_before_it_was_asked_or_is_still_to_come(command: Any) -> None:
    story = at_court()
    assert story.refused("2026-03-25 10:00", command)[0] == "happened_before_the_action"
    field = next(name for name in ("contested_on", "ended_on", "obtained_on") if hasattr(command, name))
    to_come = replace(command, **{field: date(2026, 3, 26)})
    assert story.refused("2026-03-25 10:00", to_come)[0] == "happened_in_the_future"
    story.on("2026-03-25 10:00", replace(command, **{field: date(2026, 3, 18)}))


def test_what_is_contested_is_a_dispute_that_the_court_answers() -> None:
    story = at_court()
    events = story.on("2026-03-25 10:00", ContestLegalAction(date(2026, 3, 25), "never_came", date(2026, 6, 1)))
    assert one(events, LegalActionContested).action == 1
    assert one(events, HoldPlaced).reason == "contested_in_court"
    decided = story.on("2026-04-20 10:00", RecordTitle("T 1-26", date(2026, 4, 20), "SEK", 0))
    assert one(decided, TitleObtained).action == 1
    assert one(decided, DisputeDecidedInCourt).outcome == "rejected"
    assert one(decided, HoldLifted).reason == "court_has_decided"
    assert story.state.legal.contested_as == 0


def test_the_bailiff_is_asked_from_the_day_of_the_title_on_and_reports_after_it() -> None:
    story = with_title()
    before, same = RequestEnforcement("U-1", date(2026, 4, 19)), RequestEnforcement("U-1", date(2026, 4, 20))
    assert story.refused("2026-04-20 11:00", before)[0] == "happened_before_the_action"
    asked = one(story.on("2026-04-20 11:01", same), EnforcementRequested)
    assert "SE.limitation_restart.2022-08-01.consumer+title" in asked.rules
    early = ReportEnforcement(EnforcementResult.NO_ASSETS, date(2026, 4, 19), date(2026, 9, 1))
    assert story.refused("2026-05-20 10:00", early)[0] == "happened_before_the_action"
    watched = one(story.on("2026-05-20 10:01", replace(early, reported_on=date(2026, 5, 20))), CaseMovedToMonitoring)
    # 1 September in Stockholm ends at 22:00 UTC.
    assert (watched.reason, watched.review_until) == ("no_assets", datetime(2026, 9, 1, 22, tzinfo=UTC))
    again = one(story.on("2026-06-01 10:00", ReactivateCase("has_income")), CaseReactivated)
    assert (again.reason, again.stage) == ("has_income", "title")
    assert "SE.limitation_restart.2022-08-01.consumer+title" in again.rules
    assert story.state.legal.review == 0


@pytest.mark.parametrize(
    ("review_on", "is_day"),
    [
        (date(2026, 5, 3), False),
        (date(2026, 5, 4), True),
        (date(2027, 5, 5), True),  # 366 days, so that a year of any length is within
        (date(2027, 5, 6), False),
    ],
)
def test_a_case_is_looked_at_again_from_today_on_and_within_a_year(review_on: date, is_day: bool) -> None:
    story = with_title()
    instant = datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert exactly(story, instant, MoveToMonitoring("no_income", review_on)) == ("" if is_day else "review_day_invalid")


def test_the_last_day_before_limitation_is_in_time_and_what_began_by_it_counts_although_it_ends_later() -> None:
    """SE preskriptionslag (1981:130) 2, 5-7 §§. A consumer's debt that fell due on 30 January 2026 arose, by policy, 90
    days before, on 1 November 2025: three years to 1 November 2028. Nobody recorded that the demand arrived."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    limit = limitation_date(story.state, date(2026, 3, 2))
    assert isinstance(limit, LimitationDate)
    assert limit.last_day == date(2028, 11, 1)
    late = story.otherwise().refused("2028-11-02 10:00", started(date(2028, 11, 2)))
    assert late == ("time_barred", "SE.limitation_period.2022-08-01.consumer")
    story.on("2028-11-01 10:00", started(date(2028, 11, 1)))
    story.on("2029-03-01 10:00", RecordTitle("T 1-28", date(2029, 3, 1), "SEK", 0))
    again = limitation_date(story.state, date(2029, 3, 1))
    assert isinstance(again, LimitationDate)
    assert again.last_day == date(2032, 3, 1)
    too_late = RequestEnforcement("U-1", date(2032, 3, 2))
    assert story.otherwise().refused("2032-03-02 10:00", too_late)[0] == "time_barred"
    story.on("2032-03-01 10:00", RequestEnforcement("U-1", date(2032, 3, 1)))


def test_an_action_that_ended_without_a_decision_counts_from_its_end_if_it_began_in_time() -> None:
    """Preskriptionslagen 5 § 3, 7 §."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    story.on("2028-11-01 10:00", started(date(2028, 11, 1)))
    withdrawn = one(
        story.on("2029-03-01 10:00", WithdrawLegalAction(date(2029, 3, 1), "paid", True)), LegalActionWithdrawn
    )
    assert withdrawn.action == 1
    limit = limitation_date(story.state, date(2029, 3, 1))
    assert isinstance(limit, LimitationDate)
    assert limit.last_day == date(2032, 3, 1)
