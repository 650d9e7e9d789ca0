"""Finland: Aino's telephone bill of 450.00 EUR: two reminders, a demand, a plan that is kept, and a rest.

Law: perintälaki (513/1999, with 299/2022) and korkolaki (633/1982), as their rows in domain/law say, each with its
source.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.small_balance import WriteOffSmallBalance
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.completing import PlanCompleted
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.state import Instalment, Proposer
from tests.unit.domain.stories.telling import DEBTOR, Story, claim_in, laws_of, minor

HELSINKI = "PL 100, 00100 Helsinki"
VALIDATE = ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, None, None)
REMINDER = SendReminder(Channel.LETTER, DEBTOR, HELSINKI, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, HELSINKI, None)
HOUSEHOLD = AssessAffordability(
    DEBTOR, Channel.PHONE, Adults.SINGLE, minor("2 000.00"), minor("700.00"), 0, None, (), None
)
PLAN = ProposePlan(
    Channel.MY_PAGE,
    Proposer.CUSTOMER,
    (
        Instalment(date(2026, 4, 27), minor("170.00")),
        Instalment(date(2026, 5, 27), minor("170.00")),
        Instalment(date(2026, 6, 22), minor("150.32")),
    ),
)


def reminder_fee(letter: int) -> ChargeFee:
    return ChargeFee(FeeKind.REMINDER, letter, None, "EUR", False)


def test_two_reminders_a_demand_and_a_plan_that_is_kept() -> None:
    """Due on Friday 30 January 2026; late interest from the 31st."""
    story = Story(claim_in("FI", "EUR", "450.00", date(2026, 1, 30)), "2026-02-16 09:00")
    story.on("2026-02-16 10:00", VALIDATE)
    # Perintälaki 5 §: a consumer is reminded first, and gets 14 days.
    rule = "FI.demand_earliest_after_reminder.2022-05-01.consumer"
    assert story.refused("2026-02-16 10:01", DEMAND) == ("reminder_missing", rule)

    story.on("2026-02-16 10:02", REMINDER)
    (fee,) = story.on("2026-02-16 10:03", reminder_fee(1))
    assert isinstance(fee, FeeCharged)
    assert fee.amount_minor == minor("5.00")
    assert laws_of(fee.rules) == {"perintälaki 513/1999 10 a § (as amended by 299/2022)"}
    # Korkolaki 4 §: reference rate 2.50 and 7 points. 16 days (31 January to 15 February):
    # 450 x 0.095 x 16 / 365 = 1.874
    story.owes("450.00", interest="1.87", fees="5.00")

    # It gives until Monday 2 March (policy: 14 days), and three bank days: Thursday 5 March.
    story.on("2026-03-06 10:00", REMINDER)
    story.on("2026-03-06 10:01", reminder_fee(2))
    # 18 days (16 February to 5 March): 450 x 0.095 x 18 / 365 = 2.108; 1.87 + 2.11 = 3.98
    story.owes("450.00", interest="3.98", fees="10.00")

    # Until Friday 20 March, with grace until Wednesday the 25th. Then the demand, and by letter only (5 §).
    by_email = story.refused("2026-03-26 10:00", replace(DEMAND, channel=Channel.EMAIL))
    assert by_email == ("demand_not_by_letter", "FI.electronic_consent_max.2022-05-01.consumer")
    demand = next(one for one in story.on("2026-03-26 10:01", DEMAND) if isinstance(one, PaymentDemandSent))
    assert demand.pay_by == date(2026, 4, 9)
    assert "perintälaki 513/1999 5 § (299/2022)" in laws_of(demand.rules)
    # Perintälaki 10 a §: over 100 and up to 1 000 euro, 24.00 (DOMAIN.md 6, d); 10 c §: 120.00 in all.
    fee_asked = ChargeFee(FeeKind.PAYMENT_DEMAND, 3, None, "EUR", False)
    assert story.refused("2026-03-26 10:02", replace(fee_asked, amount_minor=minor("24.01")))[0] == "fee_above_cap"
    story.on("2026-03-26 10:03", fee_asked)
    # 20 days (6 to 25 March): 450 x 0.095 x 20 / 365 = 2.342; 3.98 + 2.34 = 6.32
    story.owes("450.00", interest="6.32", fees="34.00")

    # The protected amount of 2026 (suojaosuus) was not found: it is given by hand, with where it was read.
    assert story.refused("2026-04-01 10:00", HOUSEHOLD)[0] == "rule_missing"
    by_hand = replace(HOUSEHOLD, standard_amount_minor=minor("1 000.00"), standard_amount_source="ulosottolaitos.fi")
    story.on("2026-04-01 10:01", by_hand)
    # 2 000 - 700 - 1 000 = 300 are left, and 170 are less than four fifths of it: the agency agrees at once (policy).
    assert any(isinstance(one, PlanAgreed) for one in story.on("2026-04-01 20:00", PLAN))

    # The order here: interest, principal, court costs, fees (after municipal contracts; policy).
    # 32 days (26 March to 26 April): 450 x 0.095 x 32 / 365 = 3.748; 6.32 + 3.75 = 10.07; 170.00 - 10.07 = 159.93
    story.pays(date(2026, 4, 27), "170.00")
    story.owes("290.07", fees="34.00")
    # 30 days (27 April to 26 May): 290.07 x 0.095 x 30 / 365 = 2.265; 170.00 - 2.26 = 167.74
    story.pays(date(2026, 5, 27), "170.00")
    story.owes("122.33", fees="34.00")
    # Friday 19 June is the eve of midsummer, when banks are closed, so the third is due on Monday the 22nd.
    # 26 days (27 May to 21 June): 122.33 x 0.095 x 26 / 365 = 0.828; 150.32 - 0.83 - 122.33 = 27.16 of the fees
    story.pays(date(2026, 6, 22), "150.32")
    assert story.days_of(PlanCompleted) == [date(2026, 6, 22)]
    assert [day for day in story.days_of(DeadlineMissed) if day > date(2026, 4, 1)] == []
    # What is left is the interest of the days of the plan, 3.75 + 2.26 + 0.83, and fees bear none.
    story.owes("0.00", fees="6.84")
    story.owes_in_all(date(2026, 7, 10), "6.84")
    # Too much to be given up as a small rest (policy: 2.00).
    assert story.refused("2026-07-10 10:00", WriteOffSmallBalance("interest_of_last_days"))[0] == "balance_not_small"

    # Aino pays 10.00: what is more than was owed is owed back, and nobody's income.
    story.pays(date(2026, 7, 10), "10.00")
    story.has_ended(Outcome.PAID_IN_FULL, owed_back="3.16")
    story.on("2026-07-13 09:00", ConfirmClosure(Channel.MY_PAGE))
