"""Norway: Kari's electricity bill of 8 000.00 NOK, from the claim to the end.

Law: inkassoloven (LOV-1988-05-13-26), inkassoforskriften (FOR-1989-07-14-562) and forsinkelsesrenteloven, as their rows
in domain/law say, each with its source. The act of 2026 (LOV-2026-05-22-19) is not in force: its hours of contact are
the agency's own policy meanwhile.
"""

from __future__ import annotations

from datetime import date

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost, CourtCostsCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.legal.enforcing import RequestEnforcement
from domain.case.legal.starting import LegalActionStarted, StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.notices.collection_notice import CollectionNoticeSent, SendCollectionNotice
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.surveys.sending import SendSurvey
from tests.unit.domain.stories.telling import DEBTOR, Story, call, claim_in, laws_of, minor

OSLO = "Postboks 1, 0001 Oslo"
VALIDATE = ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, OSLO, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, OSLO, None)
LEGAL_NOTICE = SendLegalNotice(Channel.LETTER, DEBTOR, OSLO, None)
NOTICE_FEE = ChargeFee(FeeKind.COLLECTION_NOTICE, 1, None, "NOK", False)
COLLECTOR = ChargeFee(FeeKind.COLLECTOR, 2, None, "NOK", False)


def test_a_claim_that_the_conciliation_board_decides_and_that_is_paid_in_two_parts() -> None:
    """Due on Thursday 15 January 2026; late interest from the 16th."""
    story = Story(claim_in("NO", "NOK", "8 000.00", date(2026, 1, 15)), "2026-01-19 09:00")
    story.on("2026-01-19 10:00", VALIDATE)

    # Inkassoforskriften § 1-2: a letter costs something when it is sent 14 days after the due date, so from 29 January.
    early = story.otherwise()
    early.on("2026-01-28 10:00", NOTICE)
    free = ("letter_too_early_for_fee", "NO.reminder_earliest.2020-10-01")
    assert early.refused("2026-01-28 10:01", NOTICE_FEE) == free

    # Inkassoloven § 9: a notice comes before the demand, and gives at least 14 days from its sending.
    assert story.refused("2026-02-03 09:00", DEMAND) == ("notice_missing", "NO.notices_before_demand.2020-10-01")
    notice = next(one for one in story.on("2026-02-03 10:00", NOTICE) if isinstance(one, CollectionNoticeSent))
    assert notice.pay_by == date(2026, 2, 17)  # Tuesday 3 February + 14 days
    assert "inkassoloven LOV-1988-05-13-26 § 9" in laws_of(notice.rules)
    # 18 days (16 January to 2 February) at 12.00 %: 8 000 x 0.12 x 18 / 365 = 47.342
    # Inkassoforskriften § 1-2: more than 14 days after the due date, so 1/20 of 750 = 37.50, by the table 38.00
    story.on("2026-02-03 10:01", NOTICE_FEE)
    story.owes("8 000.00", interest="47.34", fees="38.00")

    # Money ordered on the last day is in time: 17 February and three bank days, to the end of Friday the 20th.
    assert story.refused("2026-02-20 15:00", DEMAND)[0] == "deadline_runs"
    demand = next(one for one in story.on("2026-03-02 10:00", DEMAND) if isinstance(one, PaymentDemandSent))
    assert story.days_of(DeadlineMissed) == [date(2026, 2, 21)]
    # Inkassoloven § 10: at least 14 days. Sent on Monday 2 March, so until Monday 16 March (DOMAIN.md 6, c).
    assert demand.pay_by == date(2026, 3, 16)
    assert "inkassoloven LOV-1988-05-13-26 § 10" in laws_of(demand.rules)
    # 27 days (3 February to 1 March): 8 000 x 0.12 x 27 / 365 = 71.014; 47.34 + 71.01 = 118.35
    # Inkassoforskriften § 2-2: over 2 500 and up to 10 000, 0.8 x 750 = 600.00; 38.00 + 600.00 = 638.00
    (fee,) = story.on("2026-03-02 10:01", COLLECTOR)
    assert isinstance(fee, FeeCharged)
    assert fee.amount_minor == minor("600.00")
    assert "inkassoforskriften § 2-2 (FOR-2020-06-19-1248)" in laws_of(fee.rules)
    story.owes("8 000.00", interest="118.35", fees="638.00")

    # Nobody is called on a public holiday (Maundy Thursday 2 April), on Saturday only from 9 to 15.
    assert story.refused("2026-04-02 11:00", call())[0] == "outside_contact_hours"
    assert story.refused("2026-04-04 15:00", call())[0] == "outside_contact_hours"
    story.on("2026-04-07 17:00", call())
    # We spoke on Tuesday 7 April, the first of seven days without a call: the next is on Tuesday the 14th.
    assert story.refused("2026-04-13 12:00", call())[0] == "spoken_recently"

    # Inkassoforskriften § 2-3: heavy when the demand's deadline is exceeded by more than 28 days. 16 March + 28 days is
    # 13 April; on 14 April it is more, and the cap is twice as high: 1 200.00, of which 600.00 are charged already.
    assert story.refused("2026-04-13 12:00", COLLECTOR)[0] == "fee_above_cap"
    (more,) = story.on("2026-04-14 09:00", COLLECTOR)
    assert isinstance(more, FeeCharged)
    assert more.amount_minor == minor("600.00")
    assert "inkassoforskriften § 2-3" in laws_of(more.rules)
    story.on("2026-04-14 10:00", LEGAL_NOTICE)
    # 43 days (2 March to 13 April): 8 000 x 0.12 x 43 / 365 = 113.096; 118.35 + 113.10 = 231.45
    story.owes("8 000.00", interest="231.45", fees="1 238.00")

    # The legal notice gives until 28 April (policy: 14 days); three bank days go on to Monday 4 May, as 1 May is none.
    board = StartLegalAction(Forum.CONCILIATION_BOARD, "F-26-1", date(2026, 5, 4), None, date(2026, 5, 4))
    assert story.refused("2026-05-04 10:00", board)[0] == "demand_time_runs"
    # Inkassoloven § 11: within six months of the demand of 2 March, so until 2 September.
    too_late = StartLegalAction(Forum.CONCILIATION_BOARD, "F-26-1", date(2026, 9, 3), None, date(2026, 5, 8))
    grown_old = story.otherwise().refused("2026-09-03 10:00", too_late)
    assert grown_old == ("demand_too_old", "NO.demand_valid_for.2020-10-01")
    filed = StartLegalAction(Forum.CONCILIATION_BOARD, "F-26-1", date(2026, 5, 11), None, date(2026, 5, 8))
    (started,) = story.on("2026-05-11 10:00", filed)
    assert isinstance(started, LegalActionStarted)
    assert "inkassoloven LOV-1988-05-13-26 § 11" in laws_of(started.rules)
    # The board's fee since 1 July 2024 was not found (rettsgebyrloven § 7): nothing is guessed.
    missing = story.refused("2026-05-11 10:01", ChargeCourtCosts(CourtCost.CONCILIATION))
    assert missing == ("rule_missing", "NO.conciliation_fee_factor")

    story.on("2026-06-15 10:00", RecordTitle("F-26-1", date(2026, 6, 15), "NOK", 0))
    story.on("2026-06-22 10:00", RequestEnforcement("U-26-7", date(2026, 6, 22)))
    # Rettsgebyrloven §§ 14 and 6 a: 1.21 x 1 345 = 1 627.45, rounded down to the krone
    (court,) = story.on("2026-06-22 10:01", ChargeCourtCosts(CourtCost.ENFORCEMENT))
    assert isinstance(court, CourtCostsCharged)
    assert laws_of(court.rules) == {
        "rettsgebyrloven § 1; rettsgebyrforskriften § 2-1", "rettsgebyrloven § 14 (LOV-2021-12-22-166)",
        "rettsgebyrloven § 6 a",
    }  # fmt: skip
    story.owes("8 000.00", interest="231.45", fees="1 238.00", court_costs="1 627.00")

    # Forsinkelsesrenteloven § 3, split at the half-year: 78 days (14 April to 30 June) at 12.00 % = 205.151 and
    # 30 days (1 to 30 July) at 12.25 % = 80.548, together 285.70; 231.45 + 285.70 = 517.15
    story.owes_in_all(date(2026, 7, 31), "11 382.15")  # 8 000.00 + 517.15 + 1 238.00 + 1 627.00
    # The order is custom (Prop. 3 L (2025-2026) proposed none): court costs, fees, interest, principal.
    # 5 000.00 - 1 627.00 - 1 238.00 - 517.15 = 1 617.85 of the principal
    paid = story.pays(date(2026, 7, 31), "5 000.00")
    assert paid.parts.principal_minor == minor("1 617.85")
    story.owes("6 382.15")

    # 46 days (31 July to 14 September): 6 382.15 x 0.1225 x 46 / 365 = 98.530
    story.owes_in_all(date(2026, 9, 15), "6 480.68")
    story.pays(date(2026, 9, 15), "6 480.68")
    story.has_ended(Outcome.PAID_IN_FULL)

    story.on("2026-09-16 09:00", ConfirmClosure(Channel.LETTER))
    story.on("2026-09-17 09:00", SendSurvey(Channel.SMS))
    after_the_end = ("contact_after_closure", "policy.contact_after_closure")
    assert story.refused("2026-09-18 12:00", call()) == after_the_end
