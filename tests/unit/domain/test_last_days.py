"""The day itself: what the last day of a time still allows and the day after does not, and what each refusal names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.notices.payment_demand import PaymentDemandSent
from domain.case.notices.state import Notice, NoticeKind, Notices
from domain.case.plans.agreeing import AgreePlan, one_instalment
from domain.case.plans.state import Proposer
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from domain.person.details.state import ToHeed, WishedChannel
from tests.unit.domain.samples import AGENT, CREDITORS
from tests.unit.domain.stories.begun import (
    DEMAND,
    NOTICE,
    exactly,
    one,
    started,
    validated,
)
from tests.unit.domain.stories.telling import DEBTOR, Story, call, claim_in, minor


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


def test_who_may_not_be_turned_to_is_so_by_a_rule_that_is_named() -> None:
    story = validated()
    story.on("2026-03-02 10:00", HeedWishes((DEBTOR,), ToHeed(declined=(WishedChannel.PHONE,))))
    assert story.refused("2026-03-02 11:00", call()) == ("channel_declined", "policy.declined_channel")
    story.on("2026-03-02 12:00", HeedWishes((DEBTOR,), ToHeed(has_debt_adviser=True)))
    assert story.refused("2026-03-02 13:00", call()) == ("has_debt_adviser", "policy.debt_adviser")
