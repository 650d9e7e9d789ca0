"""Germany: Jonas's bicycle repair of 400.00 EUR: paid after the demand, charged back by the bank, and paid again.

Law: BGB §§ 247, 288, 367, RDG § 13e with RVG § 13 and VV 2300, as their rows in domain/law say, each with its source.
"""

from __future__ import annotations

from datetime import date

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.reopening import CaseReopened
from domain.case.contacts.contact import Channel
from domain.case.legal.starting import LegalActionStarted, StartLegalAction
from domain.case.legal.state import Forum
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.stages.state import Stage
from tests.unit.domain.stories.telling import DEBTOR, Story, claim_in, laws_of, minor

BERLIN = "Postfach 10, 10115 Berlin"
VALIDATE = ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, None, None)
REMINDER = SendReminder(Channel.LETTER, DEBTOR, BERLIN, None)
NOTICE = SendCollectionNotice(Channel.LETTER, DEBTOR, BERLIN, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, BERLIN, None)
COLLECTOR = ChargeFee(FeeKind.COLLECTOR, 3, None, "EUR", False)


def order(day: date) -> StartLegalAction:
    """A Mahnbescheid."""
    return StartLegalAction(Forum.PAYMENT_ORDER, "26-1234", day, None, day)


def test_a_payment_that_the_bank_takes_back_opens_the_case_again() -> None:
    """Due on Monday 2 March 2026; late interest from the 3rd, at 1.27 and 5 points (BGB § 288(1))."""
    story = Story(claim_in("DE", "EUR", "400.00", date(2026, 3, 2)), "2026-03-16 09:00")
    story.on("2026-03-16 10:00", VALIDATE)

    # No row says what a reminder may cost in Germany, so it costs nothing.
    story.on("2026-03-17 10:00", REMINDER)
    reminder_fee = ChargeFee(FeeKind.REMINDER, 1, None, "EUR", False)
    assert story.refused("2026-03-17 10:01", reminder_fee) == ("rule_missing", "DE.reminder_fee")
    # 14 days (3 to 16 March): 400 x 0.0627 x 14 / 365 = 0.962
    story.owes("400.00", interest="0.96")

    # Until Tuesday 31 March (policy: 14 days); Good Friday and Easter Monday are no bank days: grace to 7 April.
    assert story.refused("2026-04-07 10:00", NOTICE)[0] == "deadline_runs"
    story.on("2026-04-08 10:00", NOTICE)
    # 22 days (17 March to 7 April): 400 x 0.0627 x 22 / 365 = 1.512; 0.96 + 1.51 = 2.47
    story.owes("400.00", interest="2.47")

    # Until 22 April, with grace to Monday the 27th. RDG § 13e, RVG § 13, VV 2300: 0.5 of 51.50 for up to 500 euro, when
    # the debtor pays on the first letter (example 20).
    story.on("2026-04-28 10:00", DEMAND)
    (fee,) = story.on("2026-04-28 10:01", COLLECTOR)
    assert isinstance(fee, FeeCharged)
    assert fee.amount_minor == minor("25.75")
    assert "RDG § 13e with RVG VV 2300 note 2" in laws_of(fee.rules)
    # 20 days (8 to 27 April): 400 x 0.0627 x 20 / 365 = 1.374; 2.47 + 1.37 = 3.84
    story.owes("400.00", interest="3.84", fees="25.75")

    # What a Mahnbescheid costs is on no row, nor is when a claim is time-barred (BGB §§ 195, 199): within 24 months of
    # the due date a legal step is taken all the same, by a policy that says so; afterwards it is refused.
    court = story.otherwise()
    (started,) = court.on("2026-06-02 10:00", order(date(2026, 6, 2)))
    assert isinstance(started, LegalActionStarted)
    assert "DE.limitation_unchecked_for.1970-01-01" in started.rules
    missing = court.refused("2026-06-02 10:01", ChargeCourtCosts(CourtCost.PAYMENT_ORDER))
    assert missing == ("rule_missing", "DE.payment_order_fee")
    too_old = story.otherwise().refused("2028-03-03 10:00", order(date(2028, 3, 3)))
    assert too_old == ("rule_missing", "DE.limitation_period")

    # BGB § 367: costs, interest, principal. 10 days (28 April to 7 May): 400 x 0.0627 x 10 / 365 = 0.687
    story.pays(date(2026, 5, 8), "430.28")  # 400.00 + 3.84 + 0.69 + 25.75
    story.has_ended(Outcome.PAID_IN_FULL)
    story.on("2026-05-11 09:00", ConfirmClosure(Channel.LETTER))

    # His bank takes the money back: all of it is owed again, and the case goes on at its stage.
    assert any(isinstance(one, CaseReopened) for one in story.bounces("2026-07-08 10:00", 1))
    assert story.state.life.stage is Stage.DEMAND
    story.owes("400.00", interest="4.53", fees="25.75")
    # As if it had never come: 54 days (8 May to 30 June) at 6.27 % = 3.710 and 19 days (1 to 19 July) at 6.52 % =
    # 1.358, together 5.07; 4.53 + 5.07 = 9.60
    story.owes_in_all(date(2026, 7, 20), "435.35")  # 400.00 + 9.60 + 25.75
    story.pays(date(2026, 7, 20), "435.35")
    story.has_ended(Outcome.PAID_IN_FULL)
