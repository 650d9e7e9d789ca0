"""United States: Rosa's medical bill of 1 200.00 USD: calls by her clock, the debt in writing, a dispute, and payment.

Law: Regulation F (12 CFR 1006), as its rows in domain/law say, each with its source. Of state law nothing is on file,
so what rests on it is refused: late interest, fees, courts and limitation.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.case.charges.charging import ChargeFee
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel, ContactMade, ContactOutcome
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.disputes.raising import DisputeRaised, Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.notices.collection_notice import CollectionNoticeSent, SendCollectionNotice
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.state import CASE
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.contact_rules import CALL_FREQUENCY_MAX, QUIET_PERIOD
from domain.law.policies import CALL_CAP, QUIET_AFTER_CONVERSATION
from domain.law.scope import asked
from domain.law.table import LawRow, RuleTable, row_in_force
from domain.person.details.state import ToHeed
from tests.unit.domain.samples import CONTEXT
from tests.unit.domain.stories.telling import DEBTOR, Story, call, claim_in, laws_of

TODAY = date(2026, 3, 2)
CONSUMER = asked(Debtor.CONSUMER)
NEW_YORK = "PO Box 100, New York NY 10001"
VALIDATE = ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, None, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, NEW_YORK, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, NEW_YORK, None)
NO_ANSWER = call(outcome=ContactOutcome.NO_ANSWER)
HOURS = "US.contact_window.2021-11-30.consumer"


def on_file(table: RuleTable, where: str = "US", day: date = TODAY) -> LawRow:  # type: ignore[type-arg]
    row = row_in_force(table, where, day, CONSUMER)
    assert not isinstance(row, Refusal), row.message
    return row


def begun() -> Story:
    """Due on Friday 30 January 2026, received in New York on Monday 2 March, looked at an hour later."""
    story = Story(claim_in("US", "USD", "1 200.00", date(2026, 1, 30), interest_from=None), "2026-03-02 09:00")
    story.on("2026-03-02 10:00", VALIDATE)
    return story


def lives_in(zone: str) -> HeedWishes:
    return HeedWishes((DEBTOR,), ToHeed(time_zone=zone))


def test_calls_by_her_clock_the_debt_in_writing_a_dispute_and_payment() -> None:
    """Times are those of New York; Rosa lives in Los Angeles, three hours behind."""
    story = begun()
    story.on("2026-03-02 10:01", lives_in("America/Los_Angeles"))
    # 12 CFR 1006.6(b)(1): not before 8 a.m. of her clock, which is 11 in New York, and not after 9 p.m.
    assert story.refused("2026-03-02 10:59", call()) == ("outside_contact_hours", HOURS)
    assert laws_of([HOURS]) == {"12 CFR 1006.6(b)(1)"}
    contact = next(one for one in story.on("2026-03-02 11:00", call()) if isinstance(one, ContactMade))
    # 12 CFR 1006.34: what is owed and how to dispute it is in writing within five days: by the end of Saturday the 7th.
    assert contact.validated_until == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert laws_of([contact.validation_rule or ""]) == {"12 CFR 1006.34"}
    # 12 CFR 1006.14(b)(2)(i)(B): spoken to on a Monday, called again from the next Monday on (DOMAIN.md 6, h).
    quiet = ("spoken_recently", "US.quiet_period_after_conversation.2021-11-30")
    assert story.refused("2026-03-08 15:00", call()) == quiet
    assert story.otherwise().on("2026-03-09 11:00", call())

    # The letter of the 4th states it, and gives 30 days (policy): until Friday 3 April, and three bank days, the 8th.
    notice = next(one for one in story.on("2026-03-04 10:00", NOTICE) if isinstance(one, CollectionNoticeSent))
    assert notice.pay_by == date(2026, 4, 3)
    story.owes("1 200.00")

    # Rosa says that her insurance has paid a part. Nothing is demanded until she has an answer (policy: 14 days).
    dispute = RaiseDispute(Grounds.WRONG_AMOUNT, 40_000, Channel.EMAIL, DEBTOR, "My insurance paid 400.")
    raised = next(one for one in story.on("2026-03-11 12:00", dispute) if isinstance(one, DisputeRaised))
    assert raised.answer_until == datetime(2026, 3, 26, 4, tzinfo=UTC)  # the end of 25 March, by summer time
    assert story.refused("2026-03-16 12:00", call()) == ("contact_on_hold", "hold.dispute")
    assert story.refused("2026-03-16 12:00", DEMAND)[0] == "contact_on_hold"
    partly = ResolveDispute(1, DisputeOutcome.PARTLY_UPHELD, 80_000, "insurer_paid", Channel.LETTER)
    story.on("2026-03-20 12:00", partly)
    story.owes("800.00")

    # The letter's time stood still for nine days: until Sunday 12 April. Three bank days after Monday are over with
    # Thursday the 16th.
    assert story.refused("2026-04-16 12:00", DEMAND)[0] == "deadline_runs"
    demand = next(one for one in story.on("2026-04-17 12:00", DEMAND) if isinstance(one, PaymentDemandSent))
    assert story.days_of(DeadlineMissed) == [date(2026, 4, 17)]
    assert demand.pay_by == date(2026, 5, 18)  # 30 days end on Sunday 17 May
    assert demand.total_minor == 80_000
    # What state law says of fees and of the time in which a claim can be demanded is on no row.
    fee = ChargeFee(FeeKind.PAYMENT_DEMAND, 2, None, "USD", False)
    assert story.refused("2026-04-17 12:01", fee) == ("rule_missing", "US.demand_fee")
    court = StartLegalAction(Forum.DISTRICT_COURT, "26-CV-1", date(2026, 5, 26), None, date(2026, 5, 26))
    assert story.otherwise().refused("2026-05-26 12:00", court) == ("rule_missing", "US.limitation_period")

    story.pays(date(2026, 5, 15), "800.00")
    story.has_ended(Outcome.PAID_IN_FULL, written_off="400.00")
    story.on("2026-05-18 09:00", ConfirmClosure(Channel.LETTER))


def test_seven_calls_in_seven_days_and_the_eighth_a_week_after_the_first() -> None:
    """12 CFR 1006.14(b)(2)(i)(A). The calls of Monday count until Sunday."""
    story = begun()
    for hour in range(11, 18):
        story.on(f"2026-03-02 {hour}:00", NO_ANSWER)
    too_often = ("called_too_often", "US.call_frequency_max.2021-11-30")
    assert story.refused("2026-03-02 18:00", NO_ANSWER) == too_often
    assert story.refused("2026-03-08 12:00", NO_ANSWER) == too_often
    story.on("2026-03-09 12:00", NO_ANSWER)


@pytest.mark.parametrize(
    ("zone", "may"),
    [("America/New_York", True), ("America/Chicago", True), ("America/Denver", False), ("America/Los_Angeles", False)],
)
def test_nobody_is_called_before_eight_by_their_own_clock(zone: str, may: bool) -> None:
    """At 9:30 in New York it is 8:30 in Chicago, 7:30 in Denver and 6:30 in Los Angeles."""
    story = begun()
    story.on("2026-03-02 10:01", lives_in(zone))
    if may:
        story.on("2026-03-03 09:30", call())
    else:
        assert story.refused("2026-03-03 09:30", call()) == ("outside_contact_hours", HOURS)


def test_the_rule_is_for_consumers_and_a_business_is_called_by_the_agencys_own_hours() -> None:
    claim = claim_in("US", "USD", "1 200.00", date(2026, 1, 30), interest_from=None, debtor_kind=Debtor.BUSINESS)
    story = Story(claim, "2026-03-02 09:00")
    sunday = story.refused("2026-03-08 12:00", call())
    assert sunday == ("outside_contact_hours", "US.contact_hours.1970-01-01.sunday_or_holiday")


def test_late_interest_is_refused_when_the_claim_comes() -> None:
    refusal = CASE.decide(CASE.initial, claim_in("US", "USD", "1 200.00", date(2026, 1, 30)), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "US.interest_year")


def test_what_is_law_there_is_the_agencys_policy_elsewhere() -> None:
    cap, quiet = on_file(CALL_FREQUENCY_MAX), on_file(QUIET_PERIOD)
    assert (cap.law, quiet.law) == ("12 CFR 1006.14(b)(2)(i)(A)", "12 CFR 1006.14(b)(2)(i)(B)")
    for where in ("SE", "NO", "FI", "DK", "DE", "GB"):
        assert on_file(CALL_CAP, where).value == cap.value
        assert on_file(QUIET_AFTER_CONVERSATION, where).value == quiet.value


def test_before_the_rule_of_2021_only_the_agencys_policy_is_on_file() -> None:
    assert isinstance(row_in_force(CALL_FREQUENCY_MAX, "US", date(2021, 11, 29), CONSUMER), Refusal)
    assert on_file(CALL_CAP, day=date(2021, 11, 29)).law == "agency policy"
    assert on_file(CALL_FREQUENCY_MAX, day=date(2021, 11, 30)).valid_to is None
