"""Courts, bailiffs and limitation by the day: what comes in its order and in time, and which rule keeps a case away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.disputes.before_court import DisputeDecidedInCourt
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted
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
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import AGENT, CREDITORS
from tests.unit.domain.stories.begun import (
    DEMAND,
    at_court,
    exactly,
    one,
    started,
    validated,
    with_title,
)
from tests.unit.domain.stories.telling import DEBTOR, Story, minor

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


def test_who_stands_before_a_court_is_told_which_rule_keeps_it_away() -> None:
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    court = StartLegalAction(Forum.PAYMENT_ORDER, "T 1-26", date(2026, 3, 16), None, date(2026, 3, 16))

    held = story.otherwise()
    held.on("2026-03-05 10:00", PlaceHold(HoldType.DEBT_ADVISER, "asked", date(2026, 6, 1)))
    assert held.refused("2026-03-16 10:00", court) == ("legal_on_hold", "hold.debt_adviser")

    settled = story.otherwise()
    settled.on("2026-03-05 10:00", OfferSettlement("SEK", minor("500.00"), date(2026, 3, 31), "goodwill"))
    settled.on("2026-03-05 10:01", AcceptSettlement(1, Channel.PHONE))
    waits = ("settlement_accepted", "policy.no_legal_step_while_a_settlement_waits")
    assert settled.refused("2026-03-16 10:00", court) == waits

    disputed = story.otherwise()
    for grounds in (Grounds.GOODS_OR_SERVICE, Grounds.NOT_MINE):
        disputed.on("2026-03-05 10:00", RaiseDispute(grounds, None, Channel.PHONE, DEBTOR, "No."))
    instant = datetime(2026, 3, 16, 9, tzinfo=UTC)
    refusal = CASE.decide(disputed.state, court, Context(instant, instant, AGENT, CREDITORS))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("claim_disputed", "hold.dispute")
    assert refusal.message.startswith("The claim is disputed (1, 2).")


def with_costs_and_title(awarded: str) -> Story:
    """300.00 for an order and 380.00 for the agent are charged before the title says which costs the debtor owes."""
    story = validated()
    story.on("2026-03-02 10:00", DEMAND)
    story.on("2026-03-18 10:00", replace(started(date(2026, 3, 18)), forum=Forum.PAYMENT_ORDER))
    for cost in (CourtCost.PAYMENT_ORDER, CourtCost.PAYMENT_ORDER_AGENT):
        story.on("2026-03-18 10:01", ChargeCourtCosts(cost))
    story.on("2026-04-20 10:00", RecordTitle("01-1-26", date(2026, 4, 20), "SEK", minor(awarded)))
    return story


def test_what_the_title_does_not_award_comes_off_what_was_charged_last_and_nothing_more_is_charged() -> None:
    story = with_costs_and_title("500.00")
    assert [one.amount_minor for one in story.state.fees.court_costs] == [minor("300.00"), minor("200.00")]
    assert story.state.balance.owed("court_costs") == minor("500.00")
    instant = datetime(2026, 4, 21, 9, tzinfo=UTC)
    order = ChargeCourtCosts(CourtCost.PAYMENT_ORDER)
    refusal = CASE.decide(story.state, order, Context(instant, instant, AGENT, CREDITORS))
    assert isinstance(refusal, Refusal)
    assert refusal.message == "The title awards costs of 500.00 SEK, and the debtor owes no more."
    story.on("2026-05-04 10:00", RequestEnforcement("U-1", date(2026, 5, 4)))
    story.on("2026-05-04 10:01", ChargeCourtCosts(CourtCost.ENFORCEMENT))
    assert story.state.fees.of_court_minor == minor("500.00"), "what enforcement costs is no matter of the court's"


def test_what_the_title_awards_to_the_last_ore_may_be_charged() -> None:
    story = with_costs_and_title("980.00")
    story.on("2026-04-21 10:00", ChargeCourtCosts(CourtCost.PAYMENT_ORDER))
    assert story.state.balance.owed("court_costs") == minor("980.00")
    assert story.refused("2026-04-21 10:01", ChargeCourtCosts(CourtCost.PAYMENT_ORDER))[0] == "costs_not_awarded"


def test_a_fee_is_told_with_what_it_is_for_and_what_was_taken_for_granted() -> None:
    story = validated(debtor_kind=None)
    story.on("2026-03-02 10:00", DEMAND)
    fee = one(story.on("2026-03-02 10:01", ChargeFee(FeeKind.PAYMENT_DEMAND, 1, None, "SEK", False)), FeeCharged)
    told = "Fee 1 charged for letter 1: payment_demand 180.00 SEK"
    assert fee.sentence() == f"{told}; taken to be a consumer"
    assert replace(fee, debtor_assumed=False).sentence() == told
