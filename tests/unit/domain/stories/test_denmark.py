"""Denmark: Mette's kitchen of 12 000.00 DKK: three reminders, a dispute that is rejected, and a settlement.

Law: inkassoloven (LBK 1018/2014), renteloven, the order on out-of-court costs, forældelsesloven (LBK 1238/2015), as
their rows in domain/law say, each with its source.
"""

from __future__ import annotations

from datetime import date

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.disputes.acknowledging import AcknowledgeDispute
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.limitation.computing import LimitationDate, limitation_date
from domain.case.limitation.interrupting import InterruptLimitation
from domain.case.notices.collection_notice import CollectionNoticeSent, SendCollectionNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.fulfilling import SettlementFulfilled
from domain.case.settlement.offering import OfferSettlement
from domain.law.codes import Interruption
from tests.unit.domain.stories.telling import DEBTOR, Story, call, claim_in, laws_of, minor

COPENHAGEN = "Postboks 1, 1000 København"
VALIDATE = ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, None)
REMINDER = SendReminder(Channel.LETTER, DEBTOR, COPENHAGEN, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, COPENHAGEN, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, COPENHAGEN, None)
COLLECTOR = ChargeFee(FeeKind.COLLECTOR, 5, None, "DKK", False)


def reminder_fee(letter: int) -> ChargeFee:
    return ChargeFee(FeeKind.REMINDER, letter, None, "DKK", False)


def last_day(story: Story, today: date) -> LimitationDate:
    limit = limitation_date(story.state, today)
    assert isinstance(limit, LimitationDate)
    return limit


def test_three_reminders_a_dispute_that_is_rejected_and_a_settlement() -> None:
    """Due on Thursday 30 April 2026; late interest from 1 May, at 1.75 and 8 points as the claim fell due after
    1 March 2013 (renteloven § 5)."""
    story = Story(claim_in("DK", "DKK", "12 000.00", date(2026, 4, 30)), "2026-05-12 09:00")
    story.on("2026-05-12 10:00", VALIDATE)

    # Renteloven § 9 b: 100.00 for a reminder, three at most, ten days between them.
    story.on("2026-05-12 10:01", REMINDER)
    story.on("2026-05-12 10:02", reminder_fee(1))
    # 11 days (1 to 11 May): 12 000 x 0.0975 x 11 / 365 = 35.260
    story.owes("12 000.00", interest="35.26", fees="100.00")
    # Until Friday 22 May (policy: 10 days); 25 May is Whit Monday, so three bank days end with Thursday the 28th.
    assert story.refused("2026-05-28 10:00", REMINDER)[0] == "deadline_runs"
    story.on("2026-05-29 10:00", REMINDER)
    story.on("2026-05-29 10:01", reminder_fee(2))
    # 17 days (12 to 28 May): 12 000 x 0.0975 x 17 / 365 = 54.493; 35.26 + 54.49 = 89.75
    story.owes("12 000.00", interest="89.75", fees="200.00")
    story.on("2026-06-12 10:00", REMINDER)
    story.on("2026-06-12 10:01", reminder_fee(3))
    # 14 days (29 May to 11 June): 12 000 x 0.0975 x 14 / 365 = 44.877; 89.75 + 44.88 = 134.63
    story.owes("12 000.00", interest="134.63", fees="300.00")

    fourth = story.otherwise()
    fourth.on("2026-06-26 10:00", REMINDER)
    too_many = ("too_many_fees", "DK.reminder_count_max.2002-08-01")
    assert fourth.refused("2026-06-26 10:01", reminder_fee(4)) == too_many

    # Inkassoloven § 10: the letter that comes before collection gives ten days from its sending. 26 June + 10 = 6 July.
    assert story.refused("2026-06-26 10:00", DEMAND)[0] == "notice_missing"
    notice = next(one for one in story.on("2026-06-26 10:01", NOTICE) if isinstance(one, CollectionNoticeSent))
    assert notice.pay_by == date(2026, 7, 6)
    assert "inkassoloven § 10 (LBK 1018/2014)" in laws_of(notice.rules)
    # 14 days (12 to 25 June): 44.88 again; 134.63 + 44.88 = 179.51
    story.owes("12 000.00", interest="179.51", fees="300.00")

    # Grace: Thursday 9 July. The demand goes out on the 10th, and the agency's work costs 1 700.00 for over 10 000 and
    # up to 25 000 (order under renteloven § 9 a(4), without value-added tax; DOMAIN.md 6, e).
    story.on("2026-07-10 10:00", DEMAND)
    (fee,) = story.on("2026-07-10 10:01", COLLECTOR)
    assert isinstance(fee, FeeCharged)
    assert fee.amount_minor == minor("1 700.00")
    assert any(law.startswith("renteloven § 9 a(4)") for law in laws_of(fee.rules))
    # 5 days (26 to 30 June) at 9.75 % = 16.027 and 9 days (1 to 9 July) at 10.00 % = 29.589: 45.62; 179.51 + 45.62
    story.owes("12 000.00", interest="225.13", fees="2 000.00")

    # Mette says that a door is broken. Until she has an answer nothing is demanded, and nothing is charged.
    raised = RaiseDispute(Grounds.GOODS_OR_SERVICE, None, Channel.PHONE, DEBTOR, "A door is broken.")
    story.on("2026-07-13 10:00", raised)
    story.on("2026-07-13 10:30", AcknowledgeDispute(1, Channel.EMAIL))
    assert story.refused("2026-07-14 10:00", call()) == ("contact_on_hold", "hold.dispute")
    assert story.refused("2026-07-14 10:00", COLLECTOR) == ("fees_on_hold", "hold.dispute")
    story.on("2026-07-21 10:00", ResolveDispute(1, DisputeOutcome.REJECTED, None, "repaired_in_march", Channel.LETTER))

    # Forældelsesloven §§ 2, 3: three years from the day on which it could first be demanded, 30 April 2026.
    assert last_day(story, date(2026, 7, 21)).last_day == date(2029, 4, 30)
    # § 5: she acknowledges the debt and its amount in writing, and ten years begin.
    story.on("2026-08-03 10:00", InterruptLimitation(Interruption.ACKNOWLEDGEMENT, date(2026, 8, 3)))
    limit = last_day(story, date(2026, 8, 3))
    assert limit.last_day == date(2036, 8, 3)
    assert "forældelsesloven § 5" in laws_of(limit.rules)

    # 13 000.00 by Monday 31 August settle it. She pays on Thursday 3 September, the last of three bank days.
    offer = OfferSettlement("DKK", minor("13 000.00"), date(2026, 8, 31), "goodwill")
    story.on("2026-08-10 10:00", offer)
    story.on("2026-08-10 10:05", AcceptSettlement(1, Channel.PHONE))
    # 55 days (10 July to 2 September) at 10.00 %: 12 000 x 0.10 x 55 / 365 = 180.822; 225.13 + 180.82 = 405.95
    story.owes_in_all(date(2026, 9, 3), "14 405.95")
    paid = story.pays(date(2026, 9, 3), "13 000.00")
    # Custom: fees 2 000.00, interest 405.95, and 10 594.05 of the principal; 1 405.95 are given up.
    assert paid.parts.principal_minor == minor("10 594.05")
    assert story.days_of(SettlementFulfilled) == [date(2026, 9, 3)]
    story.has_ended(Outcome.SETTLED, written_off="1 405.95")
    story.on("2026-09-04 09:00", ConfirmClosure(Channel.LETTER))
