"""Sweden: Lars's sofa of 12 000.00 SEK: a plan that is not kept, a payment order, enforcement, and payment.

Law: inkassolagen (1974:182), lagen om ersättning för inkassokostnader (1981:739), räntelagen (1975:635),
preskriptionslagen (1981:130), as their rows in domain/law say, each with its source.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.legal.enforcing import RequestEnforcement
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.limitation.computing import LimitationDate, limitation_date
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.breaching import BreachPlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import PlanTerminated
from domain.case.stages.state import Stage
from tests.unit.domain.stories.telling import DEBTOR, Story, claim_in, laws_of, minor

STOCKHOLM = "Box 100, 111 20 Stockholm"
VALIDATE = ValidateClaim(IdentifiedBy.POPULATION_REGISTER, AgeThen.ADULT, None, None)
REMINDER = SendReminder(Channel.LETTER, DEBTOR, STOCKHOLM, None)
DEMAND = SendPaymentDemand(Channel.LETTER, DEBTOR, STOCKHOLM, None)
REMINDER_FEE = ChargeFee(FeeKind.REMINDER, 1, None, "SEK", True)
DEMAND_FEE = ChargeFee(FeeKind.PAYMENT_DEMAND, 2, None, "SEK", False)
HOUSEHOLD = AssessAffordability(
    DEBTOR, Channel.PHONE, Adults.SINGLE, minor("20 000.00"), minor("7 000.00"), 0, None, (), None
)
PLAN = AgreePlan(
    Channel.PHONE,
    Proposer.CUSTOMER,
    date(2025, 6, 10),
    (
        Instalment(date(2025, 6, 25), minor("3 100.00")),
        Instalment(date(2025, 7, 25), minor("3 100.00")),
        Instalment(date(2025, 8, 25), minor("3 100.00")),
        Instalment(date(2025, 9, 25), minor("3 066.57")),
    ),
)


def order(day: date) -> StartLegalAction:
    """A betalningsföreläggande, which the creditor approves on the same day."""
    return StartLegalAction(Forum.PAYMENT_ORDER, "01-1234-25", day, None, day)


def test_a_plan_that_is_not_kept_a_payment_order_and_payment_in_full() -> None:
    """Due on Wednesday 30 April 2025; late interest from 1 May."""
    story = Story(claim_in("SE", "SEK", "12 000.00", date(2025, 4, 30)), "2025-05-19 09:00")
    story.on("2025-05-19 10:00", VALIDATE)

    story.on("2025-05-20 10:00", REMINDER)
    # Lag (1981:739) 2 §: 60.00, and only if that was agreed no later than when the debt arose.
    not_agreed = story.refused("2025-05-20 10:01", replace(REMINDER_FEE, agreed=False))
    assert not_agreed == ("fee_not_agreed", "SE.reminder_fee_is_agreed")
    story.on("2025-05-20 10:02", REMINDER_FEE)
    # Räntelagen 6, 9 §§: reference rate 3.00 and 8 points. 19 days (1 to 19 May): 12 000 x 0.11 x 19 / 365 = 68.712
    story.owes("12 000.00", interest="68.71", fees="60.00")

    # The reminder gives until Friday 30 May (policy: 10 days), and three bank days: Wednesday 4 June.
    assert story.refused("2025-06-04 15:00", DEMAND)[0] == "deadline_runs"
    demand = next(one for one in story.on("2025-06-05 10:00", DEMAND) if isinstance(one, PaymentDemandSent))
    # Inkassolagen 5 §: a reasonable time; the practice on file is 8 days. Thursday 5 June + 8 = Friday 13 June.
    assert demand.pay_by == date(2025, 6, 13)
    assert "inkassolag 1974:182 5 §" in laws_of(demand.rules)
    # 16 days (20 May to 4 June): 12 000 x 0.11 x 16 / 365 = 57.863; 68.71 + 57.86 = 126.57
    (fee,) = story.on("2025-06-05 10:01", DEMAND_FEE)
    assert isinstance(fee, FeeCharged)
    assert (fee.amount_minor, laws_of(fee.rules)) == (minor("180.00"), {"lag 1981:739 4 § (SFS 2013:56)"})
    story.owes("12 000.00", interest="126.57", fees="240.00")

    # Normalbelopp of 2025 (KFMFS 2024:1) was not found: it is given by hand, with where it was read.
    assert story.refused("2025-06-10 10:00", HOUSEHOLD)[0] == "rule_missing"
    by_hand = replace(HOUSEHOLD, standard_amount_minor=minor("6 200.00"), standard_amount_source="kronofogden.se")
    story.on("2025-06-10 10:01", by_hand)
    # 20 000 - 7 000 - 6 200 = 6 800 are left; 3 100 are less than four fifths of it (policy). 12 366.57 in all.
    story.on("2025-06-10 10:02", PLAN)
    # While it is kept nobody is asked for more, nothing is charged, and no court is asked.
    assert story.refused("2025-06-16 10:00", DEMAND)[0] == "plan_in_force"
    assert story.refused("2025-06-16 10:00", DEMAND_FEE)[0] == "plan_in_force"
    assert story.refused("2025-06-16 10:00", order(date(2025, 6, 16)))[0] == "plan_in_force"

    # 20 days (5 to 24 June): 12 000 x 0.11 x 20 / 365 = 72.329; 126.57 + 72.33 = 198.90
    # By custom: fees 240.00, interest 198.90, and 3 100.00 - 438.90 = 2 661.10 of the principal.
    paid = story.pays(date(2025, 6, 25), "3 100.00")
    assert paid.parts.principal_minor == minor("2 661.10")
    story.owes("9 338.90")

    # The second instalment is not paid: 25 July is a Friday, and three bank days end with Wednesday the 30th.
    # Fourteen days to make it good (policy) end on Friday 8 August, with their grace on Wednesday the 13th.
    breach = BreachPlan(Channel.LETTER)
    assert story.refused("2025-08-07 10:00", breach)[0] == "cure_time_runs"
    story.on("2025-08-14 10:00", breach)
    assert date(2025, 7, 31) in story.days_of(DeadlineMissed)
    # The notice gives 14 days more, until Thursday 28 August, and three bank days: Tuesday 2 September.
    assert story.refused("2025-09-02 10:00", order(date(2025, 9, 2)))[0] == "plan_in_force"
    story.on("2025-09-15 10:00", order(date(2025, 9, 15)))
    assert story.days_of(PlanTerminated) == [date(2025, 9, 3)]

    # Lag (1990:746) and its ordinance: 300.00 for the application and 380.00 for the agent.
    story.on("2025-09-15 10:01", ChargeCourtCosts(CourtCost.PAYMENT_ORDER))
    story.on("2025-09-15 10:02", ChargeCourtCosts(CourtCost.PAYMENT_ORDER_AGENT))
    story.on("2025-10-20 10:00", RecordTitle("01-1234-25", date(2025, 10, 20), "SEK", minor("680.00")))
    # Preskriptionslagen 2, 5, 7 §§: a consumer's debt, three years anew from the decision.
    limit = limitation_date(story.state, date(2025, 10, 20))
    assert isinstance(limit, LimitationDate)
    assert limit.last_day == date(2028, 10, 20)
    assert "preskriptionslag 1981:130 5 § 3, 7 §" in laws_of(limit.rules)
    story.on("2025-11-10 10:00", RequestEnforcement("U-7788-25", date(2025, 11, 10)))
    story.on("2025-11-10 10:01", ChargeCourtCosts(CourtCost.ENFORCEMENT))  # förordning 1992:1094: 600.00
    assert story.state.life.stage is Stage.ENFORCEMENT
    story.owes("9 338.90", court_costs="1 280.00")

    # 6 days (25 to 30 June) at 11.00 %: 9 338.90 x 0.11 x 6 / 365 = 16.887; 213 days (1 July to 29 January) at
    # 10.00 % (reference rate 2.00): 9 338.90 x 0.10 x 213 / 365 = 544.982; together 561.87
    story.owes_in_all(date(2026, 1, 30), "11 180.77")  # 9 338.90 + 561.87 + 1 280.00
    story.pays(date(2026, 1, 30), "11 180.77")
    story.has_ended(Outcome.PAID_IN_FULL)
    story.on("2026-02-02 09:00", ConfirmClosure(Channel.LETTER))
