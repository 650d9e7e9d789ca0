"""The table of key figures. One more is a row here, and a statement of its name in ``queries.sql``.

The formulas are those of public sources on collections, written out for the events of this ledger; yardsticks name
who published them.
"""

from __future__ import annotations

from projections.kpi.kpi import HALF, LONGEST, NINE_OF_TEN, Family, Kpi, Unit, When

TIMES = (HALF, NINE_OF_TEN, LONGEST)

KPIS: tuple[Kpi, ...] = (
    Kpi(
        name="resolution_rate",
        title="cases resolved",
        family=Family.RESOLUTION,
        formula="Of the claims that came in (rejected ones apart), those whose case was closed with a resolved "
        "outcome within --within days. Resolved outcomes: paid in full, paid to the creditor, settled; --resolved "
        "names others.",
        unit=Unit.SHARE,
        when=When.COHORT,
        yardstick="nine of ten (Kredinor)",
        matures=True,
    ),
    Kpi(
        name="legal_rate",
        title="cases taken to court",
        family=Family.RESOLUTION,
        formula="Of the claims that came in (rejected ones apart), those for which legal action was started.",
        unit=Unit.SHARE,
        when=When.COHORT,
        yardstick="about one in ten (Kredinor)",
        matures=True,
    ),
    Kpi(
        name="solved_before_demand",
        title="closed before a demand",
        family=Family.RESOLUTION,
        formula="Of the cases that were closed, those to which no payment demand had been sent.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="37.9 % of all cases in Norway in 2020 (Kredinor), 34.2 % in the first half of 2011 (Finanstilsynet)",
    ),
    Kpi(
        name="days_to_resolve",
        title="days to resolve",
        family=Family.RESOLUTION,
        formula="From the claim to its end, of cases that came in and were closed with a resolved outcome: how long "
        "half of them took at most, nine of ten, and the longest. Cases that are still open do not count.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.COHORT,
        matures=True,
    ),
    Kpi(
        name="debt_free",
        title="persons who became debt-free",
        family=Family.RESOLUTION,
        formula="Persons none of whose cases is open any more and whose last one was closed with a resolved outcome. "
        "Narrowed to a creditor or portfolio: by the case that was the last.",
        unit=Unit.COUNT,
        when=When.PERIOD,
    ),
    Kpi(
        name="recovery_rate",
        title="recovered of what was placed",
        family=Family.RESOLUTION,
        formula="Of what was claimed on the claims that came in and added to them since, what has been paid by now, to "
        "us or to the creditor; by currency.",
        unit=Unit.SHARE,
        when=When.COHORT,
        matures=True,
    ),
    Kpi(
        name="ageing",
        title="owed on open cases",
        family=Family.RESOLUTION,
        formula="Principal, interest, fees and court costs owed on open cases, by how many days ago the claim fell "
        "due, by currency.",
        unit=Unit.MONEY,
        when=When.NOW,
        parts=(
            "not yet due",
            "1 to 30 days",
            "31 to 60 days",
            "61 to 90 days",
            "91 to 180 days",
            "181 to 365 days",
            "more than 365 days",
        ),
    ),
    Kpi(
        name="kept_promises",
        title="promises kept",
        family=Family.PLANS,
        formula="Of the promises to pay whose day with its grace ran out, those that were paid in full by then. "
        "Promises that fell away (a plan, the case's end) do not count, and neither do those that stand still.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="plan_adherence",
        title="instalments paid on time",
        family=Family.PLANS,
        formula="Of the instalments whose time with its grace ran out, those that were paid by then. Instalments that "
        "fell away (another plan, the case's end) do not count, and neither do those that stand still.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="plan_survival",
        title="plans that hold",
        family=Family.PLANS,
        formula="Of the plans that were agreed so many days ago or more, those that were neither breached nor ended "
        "before their time within these days. A plan that was paid to its end has held.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        parts=("90 days", "180 days"),
    ),
    Kpi(
        name="plan_breach_rate",
        title="plans breached",
        family=Family.PLANS,
        formula="Of the plans that were in force when the period began (--from, or each month with --by month), those "
        "of which a breach was told in it.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="plan_cures",
        title="missed instalments made good",
        family=Family.PLANS,
        formula="Of the instalments that were missed, those after which the plan was made good within 14 days.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="plans_assessed",
        title="plans with an assessment",
        family=Family.PLANS,
        formula="Of the plans that were agreed, those before which it had been worked out what the household can "
        "afford.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="all of them",
    ),
    Kpi(
        name="right_party_rate",
        title="calls that reached the person",
        family=Family.CONTACT,
        formula="Of the calls that we made, those in which the person spoke with us.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="contact_compliance",
        title="contacts within the rules",
        family=Family.CONTACT,
        formula="Of the contacts that we began and that took place, those that broke no rule on hours, frequency, "
        "holds or the customer's wishes. What a rule stopped did not take place: acts_blocked counts it.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="all of them",
    ),
    Kpi(
        name="continuity",
        title="contacts by the named manager",
        family=Family.CONTACT,
        formula="Of the contacts on cases that have a named case manager, those that this person made.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="first_contact_time",
        title="time to the first contact",
        family=Family.CONTACT,
        formula="From the claim to the first conversation, of claims that came in and whose person was spoken with: "
        "how long half of them took at most, nine of ten, and the longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.COHORT,
    ),
    Kpi(
        name="first_contact_in_time",
        title="first contacts in time",
        family=Family.CONTACT,
        formula="Of the claims whose first contact fell due, those whose person was spoken with in time (the clock "
        "first_contact).",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="inquiries_in_time",
        title="questions answered in time",
        family=Family.CONTACT,
        formula="Of the questions whose answer fell due or was given, those that had it in time (the clock "
        "inquiry_answer).",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="within a week (the new Norwegian act)",
    ),
    Kpi(
        name="dispute_rate",
        title="cases disputed",
        family=Family.CARE,
        formula="Of the claims that came in (rejected ones apart), those that were disputed at least once.",
        unit=Unit.SHARE,
        when=When.COHORT,
    ),
    Kpi(
        name="disputes_upheld",
        title="disputes upheld",
        family=Family.CARE,
        formula="Of the disputes that were answered, those that were upheld, in whole or in part.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="dispute_time",
        title="time to decide a dispute",
        family=Family.CARE,
        formula="From a dispute to its answer, of disputes that were answered: how long half of them took at most, "
        "nine of ten, and the longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.PERIOD,
    ),
    Kpi(
        name="complaint_rate",
        title="complaints per 1,000 active cases",
        family=Family.CARE,
        formula="Complaints received, for each thousand cases that were open at some time in the period (each month, "
        "with --by month).",
        unit=Unit.PER_THOUSAND,
        when=When.PERIOD,
    ),
    Kpi(
        name="complaints_upheld",
        title="complaints upheld",
        family=Family.CARE,
        formula="Of the complaints that were answered, those that were upheld, in whole or in part.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="complaints_in_time",
        title="complaints answered in time",
        family=Family.CARE,
        formula="Of the complaints whose final response fell due or was given, those that had it in time (the clock "
        "complaint_answer, by the rule that each complaint names).",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="all of them",
    ),
    Kpi(
        name="holds_overdue",
        title="holds with an overdue review",
        family=Family.CARE,
        formula="Of the holds that wait for their review, those whose day for it is over (the clock hold_review).",
        unit=Unit.SHARE,
        when=When.NOW,
        yardstick="none",
    ),
    Kpi(
        name="acts_blocked",
        title="acts stopped by a rule",
        family=Family.CARE,
        formula="What people tried on a case and a rule of law or policy forbade, by rule. `caseledger trail "
        "--blocked` lists them, and those on payments, creditors and persons too.",
        unit=Unit.COUNT,
        when=When.PERIOD,
    ),
    Kpi(
        name="survey_coverage",
        title="closed cases that were surveyed",
        family=Family.CARE,
        formula="Of the cases that were closed and whose customer is to be asked how it went (the clock survey), those "
        "to whom a survey was sent.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="always (Intrum)",
    ),
    Kpi(
        name="survey_response",
        title="surveys answered",
        family=Family.CARE,
        formula="Of the surveys that were sent, those that were answered.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="survey_score",
        title="survey score",
        family=Family.CARE,
        formula="The mean of the scores given in answers to surveys, from 0 to 10.",
        unit=Unit.MEAN,
        when=When.PERIOD,
    ),
    Kpi(
        name="cost_to_debtor",
        title="costs added to the claim",
        family=Family.MONEY,
        formula="What was added to the claims that came in since they were handed over (interest, fees and court "
        "costs), by what was claimed on them; by currency, as it stands now.",
        unit=Unit.SHARE,
        when=When.COHORT,
    ),
    Kpi(
        name="unmatched_rate",
        title="payments without a case",
        family=Family.MONEY,
        formula="Of the payments that were received, those that were put in suspense at least once.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        of_cases=False,
    ),
    Kpi(
        name="suspense_value",
        title="money in suspense",
        family=Family.MONEY,
        formula="What waits in suspense, and how many payments that are; by currency.",
        unit=Unit.MONEY,
        when=When.NOW,
        of_cases=False,
    ),
    Kpi(
        name="suspense_age",
        title="days in suspense",
        family=Family.MONEY,
        formula="How long the payments in suspense have waited: half of them at most so long, nine of ten, and the "
        "longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.NOW,
        of_cases=False,
    ),
)

BY_NAME = {kpi.name: kpi for kpi in KPIS}
