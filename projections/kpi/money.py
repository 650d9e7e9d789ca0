"""What the delay costs, and money that waits."""

from __future__ import annotations

from projections.kpi.kpi import TIMES, Family, Kpi, Unit, When

MONEY: tuple[Kpi, ...] = (
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
    Kpi(
        name="auto_match_rate",
        title="payments matched by themselves",
        family=Family.MONEY,
        formula="Of the payments that are matched, those that found their cases by their references, or by payer "
        "and amount under a policy, and that nobody had to place.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        of_cases=False,
    ),
    Kpi(
        name="remittance_timeliness",
        title="paid out to creditors in time",
        family=Family.MONEY,
        formula="Of what was to be paid out in remittances that were sent or whose last day was over, what was sent by "
        "that day (the clock remittance, by the rule that each remittance names); by currency. Money that is in no "
        "remittance yet is in unremitted_age.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="all of it",
        of_cases=False,
    ),
    Kpi(
        name="unremitted_age",
        title="days that collected money waits",
        family=Family.MONEY,
        formula="How long what was collected for creditors, or taken back, and is in no remittance has waited since "
        "the bank's day: half of these lines at most so long, nine of ten, and the longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.NOW,
        of_cases=False,
    ),
)
