"""United Kingdom: a builder's invoice of 5 000.00 GBP, paid late in two parts; and Priya's catalogue debt of 1 200.00
GBP: a breathing space, a complaint, a plan that is kept. And what no row on file says, so that it is refused.

Law: Late Payment of Commercial Debts (Interest) Act 1998 with SI 2002/1675, SI 2020/1311 (breathing space), FCA DISP
1.6, Banking and Financial Dealings Act 1971, as their rows in domain/law say, each with its source. Of fees, courts
and limitation no row is on file.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.charges.charging import ChargeFee
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.receiving import ComplaintReceived, ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel
from domain.case.holds.extending import ExtendHold
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.notices.collection_notice import CollectionNoticeSent, SendCollectionNotice
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.completing import PlanCompleted
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE
from domain.kernel.calendar import add_business_days
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.cost_caps import B2B_COMPENSATION
from domain.law.interest import late_interest, total
from domain.law.scope import asked
from domain.law.table import row_in_force
from tests.unit.domain.samples import CONTEXT
from tests.unit.domain.stories.telling import DEBTOR, Story, call, claim_in, laws_of, minor

ACT = "Late Payment of Commercial Debts (Interest) Act 1998"
LONDON = "PO Box 100, London EC1A 1AA"
VALIDATE = ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, None, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, LONDON, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, LONDON, None)
BREATHING_SPACE = PlaceHold(HoldType.BREATHING_SPACE, "debt_advice", date(2026, 5, 29))


def test_an_invoice_between_businesses_that_is_paid_late_in_two_parts() -> None:
    """Due on Friday 15 August 2025; interest from the 16th at 4.25 and 8 points, 12.25 % for good (SI 2002/1675)."""
    claim = claim_in("GB", "GBP", "5 000.00", date(2025, 8, 15), debtor_kind=Debtor.BUSINESS)
    story = Story(claim, "2026-03-02 09:00")
    # The amount of a day is rounded: 5 000 x 0.1225 / 365 = 1.678, 1.68 a day. 16 August to 1 March: 198 days.
    story.owes_in_all(date(2026, 3, 2), "5 332.64")
    story.on("2026-03-02 10:00", VALIDATE)
    notice = next(one for one in story.on("2026-03-02 11:00", NOTICE) if isinstance(one, CollectionNoticeSent))
    assert notice.pay_by == date(2026, 3, 16)

    # 206 days (16 August to 9 March): 346.08. By custom interest comes first: 2 346.08 leave 3 000.00 (policy).
    story.pays(date(2026, 3, 10), "2 346.08")
    story.owes("3 000.00")

    # Until 16 March (policy: 14 days) and three bank days, Thursday the 19th. Then the demand: 14 days end on Good
    # Friday, 3 April, so it gives until Tuesday after Easter Monday, with grace to Friday the 10th.
    assert story.refused("2026-03-19 15:00", DEMAND)[0] == "deadline_runs"
    demand = next(one for one in story.on("2026-03-20 10:00", DEMAND) if isinstance(one, PaymentDemandSent))
    assert demand.pay_by == date(2026, 4, 7)
    assert story.state.deadlines.by_number[max(story.state.deadlines.by_number)].grace_date == date(2026, 4, 10)
    # No row says what a demand may cost, nor when a claim is time-barred or where it is brought.
    fee = ChargeFee(FeeKind.PAYMENT_DEMAND, 2, None, "GBP", False)
    assert story.refused("2026-03-20 10:01", fee) == ("rule_missing", "GB.demand_fee")
    court = StartLegalAction(Forum.DISTRICT_COURT, "K00AA001", date(2026, 4, 13), None, date(2026, 4, 13))
    assert story.otherwise().refused("2026-04-13 10:00", court) == ("rule_missing", "GB.limitation_period")

    # 122 days (10 March to 9 July) on 3 000.00, still at 12.25 %, though a debt that turned late in 2026 bears 11.75 %:
    # 3 000 x 0.1225 / 365 = 1.007, 1.01 a day; 123.22.
    story.owes_in_all(date(2026, 7, 10), "3 123.22")
    paid = story.pays(date(2026, 7, 10), "3 123.22")
    assert paid.parts.interest_minor == minor("123.22")
    story.has_ended(Outcome.PAID_IN_FULL)
    story.on("2026-07-13 09:00", ConfirmClosure(Channel.LETTER))


def test_a_breathing_space_a_complaint_and_a_plan_that_is_kept() -> None:
    """Due on Friday 30 January 2026; a consumer owes no interest by statute, so none is claimed."""
    story = Story(claim_in("GB", "GBP", "1 200.00", date(2026, 1, 30), interest_from=None), "2026-03-02 09:00")
    story.on("2026-03-02 10:00", VALIDATE)
    # Until Tuesday 24 March.
    story.on("2026-03-10 10:00", NOTICE)
    story.on("2026-03-20 18:00", call())
    # After a conversation the agency is silent for a week, and on Sundays always (policy: no number in law).
    assert story.refused("2026-03-26 12:00", call()) == ("spoken_recently", "GB.quiet_after_conversation.1970-01-01")
    sunday = story.refused("2026-03-29 12:00", call())
    assert sunday == ("outside_contact_hours", "GB.contact_hours.1970-01-01.sunday_or_holiday")

    # SI 2020/1311: a debt adviser has begun a breathing space. 60 days from Monday 30 March end with Friday 29 May.
    rule = "GB.breathing_space.2021-05-04"
    too_long = replace(BREATHING_SPACE, review_by=date(2026, 5, 30))
    assert story.refused("2026-03-30 09:00", too_long) == ("breathing_space_too_long", rule)
    assert laws_of([rule]) == {"SI 2020/1311"}
    crisis = replace(too_long, reason="mental_health_crisis", review_by=date(2026, 9, 30))
    story.otherwise().on("2026-03-30 09:00", crisis)
    story.on("2026-03-30 09:01", BREATHING_SPACE)
    assert story.refused("2026-04-14 12:00", call()) == ("contact_on_hold", "hold.breathing_space")
    assert story.refused("2026-04-14 12:00", DEMAND)[0] == "contact_on_hold"
    longer = ExtendHold(1, "asked_for_time", date(2026, 6, 15))
    assert story.refused("2026-05-20 12:00", longer) == ("breathing_space_too_long", rule)

    # She complains of the call meanwhile. FCA DISP 1.6: a final response within eight weeks, from Tuesday 2 June.
    story.on("2026-06-01 09:00", LiftHold(1, "moratorium_over"))
    complaint = ReceiveComplaint(ComplaintSubject.CONDUCT, Channel.EMAIL, DEBTOR, "You called at work.")
    received = next(one for one in story.on("2026-06-02 09:00", complaint) if isinstance(one, ComplaintReceived))
    assert received.answer_until == datetime(2026, 7, 28, 23, tzinfo=UTC)  # the end of 28 July by British summer time
    assert laws_of([received.answer_rule]) == {"FCA DISP 1.6"}
    # Told that it is here within three bank days: Friday 5 June (policy; the rule says promptly).
    assert received.acknowledge_until == datetime(2026, 6, 5, 23, tzinfo=UTC)
    assert story.refused("2026-06-08 12:00", call())[0] == "contact_on_hold"
    story.on("2026-06-15 12:00", AnswerComplaint(1, ComplaintOutcome.UPHELD, "number_removed", Channel.EMAIL))

    # What a household keeps is on no row: it is given by hand. 1 900 - 800 - 700 = 400 are left (policy: four fifths).
    household = AssessAffordability(
        DEBTOR, Channel.PHONE, Adults.SINGLE, minor("1 900.00"), minor("800.00"), 0, None, (), None
    )
    assert story.refused("2026-06-16 10:00", household)[0] == "rule_missing"
    by_hand = replace(
        household, standard_amount_minor=minor("700.00"), standard_amount_source="debt adviser's statement"
    )
    story.on("2026-06-16 10:01", by_hand)
    halves = tuple(Instalment(day, minor("600.00")) for day in (date(2026, 6, 30), date(2026, 7, 31)))
    offered = ProposePlan(Channel.MY_PAGE, Proposer.CUSTOMER, halves)
    assert story.refused("2026-06-16 20:00", offered)[0] == "plan_unaffordable"
    days = [date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 28), date(2026, 9, 30)]
    plan = ProposePlan(Channel.MY_PAGE, Proposer.CUSTOMER, tuple(Instalment(day, minor("300.00")) for day in days))
    assert any(isinstance(one, PlanAgreed) for one in story.on("2026-06-16 20:05", plan))
    for day, left in zip(days[:3], ("900.00", "600.00", "300.00"), strict=True):
        story.pays(day, "300.00")
        story.owes(left)
    story.pays(days[3], "300.00")
    assert story.days_of(PlanCompleted) == [days[3]]
    story.has_ended(Outcome.PAID_IN_FULL)
    story.on("2026-10-01 09:00", ConfirmClosure(Channel.MY_PAGE))


def test_a_consumers_claim_with_late_interest_is_refused_when_it_comes() -> None:
    claim = claim_in("GB", "GBP", "1 200.00", date(2026, 1, 30))
    refusal = CASE.decide(CASE.initial, claim, CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "GB.interest_year")


def test_an_invoice_of_5_000_pounds_between_businesses_keeps_the_rate_of_the_half_year_in_which_interest_starts() -> (
    None
):
    """Due on 15 August 2025, paid on 1 March 2026: 197 days, by the rate of 16 August 2025 all along (SI 2002/1675).

    Bank of England 4.25 on 30 June 2025 and 8 points are 12.25 %, also in 2026, when it would be 11.75 %. The amount of
    a day is rounded first: 5 000 x 0.1225 / 365 = 1.678, so 1.68 a day; 197 x 1.68 = 330.96.
    """
    about = asked(Debtor.BUSINESS)
    spans = late_interest("GB", Money(minor("5 000.00"), "GBP"), date(2025, 8, 16), date(2026, 3, 1), about)
    assert not isinstance(spans, Refusal)
    assert [str(span.rate) for span in spans] == ["12.25 %"]
    whole = total(spans, "GBP")
    assert whole.rounded() == Money(minor("330.96"), "GBP")
    assert any(law.startswith(ACT) for law in laws_of(whole.rules))


@pytest.mark.parametrize(
    ("principal", "compensation"),
    [("999.99", "40.00"), ("1 000.00", "70.00"), ("9 999.99", "70.00"), ("10 000.00", "100.00")],
)
def test_a_late_business_owes_a_fixed_sum_beside_the_interest(principal: str, compensation: str) -> None:
    """Section 5A of the act: below 1 000, from 1 000, from 10 000 pounds."""
    about = asked(Debtor.BUSINESS, amount=Money(minor(principal), "GBP"))
    row = row_in_force(B2B_COMPENSATION, "GB", date(2026, 3, 1), about)
    assert not isinstance(row, Refusal)
    assert row.value == Money(minor(compensation), "GBP")
    assert row.law.startswith(ACT)


def test_a_consumer_owes_no_interest_by_statute_and_no_fixed_sum() -> None:
    about = asked(Debtor.CONSUMER, amount=Money(minor("1 000.00"), "GBP"))
    interest = late_interest("GB", Money(minor("1 000.00"), "GBP"), date(2025, 8, 16), date(2026, 3, 1), about)
    assert isinstance(interest, Refusal)
    assert interest.code == "rule_missing"
    assert isinstance(row_in_force(B2B_COMPENSATION, "GB", date(2026, 3, 1), about), Refusal)


def test_three_bank_days_after_maundy_thursday_are_over_a_week_later() -> None:
    """Good Friday is 3 April 2026 and Easter Monday, by the act of 1971, the 6th, so the third is the 9th."""
    assert add_business_days(date(2026, 4, 2), 3, "GB") == date(2026, 4, 9)
