"""Disputes, complaints, holds, surveys, and whether all fare alike."""

from __future__ import annotations

from projections.kpi.kpi import TIMES, Family, Kpi, Unit, When

CARE: tuple[Kpi, ...] = (
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
        name="resolved_in_care",
        title="resolved, with and without care",
        family=Family.CARE,
        formula="As resolution_rate, of the customers who were flagged as vulnerable or had a life event at some time, "
        "and of the others: how they fare should not differ.",
        unit=Unit.SHARE,
        when=When.COHORT,
        yardstick="no less with care than without",
        matures=True,
        parts=("in care", "others"),
    ),
    Kpi(
        name="legal_in_care",
        title="taken to court, with and without care",
        family=Family.CARE,
        formula="As legal_rate, of the customers who were flagged as vulnerable or had a life event at some time, and "
        "of the others.",
        unit=Unit.SHARE,
        when=When.COHORT,
        yardstick="no more with care than without",
        matures=True,
        parts=("in care", "others"),
    ),
    Kpi(
        name="fees_waived",
        title="fees waived",
        family=Family.CARE,
        formula="Fees that were waived, by the fees that were charged.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
)
