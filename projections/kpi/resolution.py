"""How many cases are resolved, when, and how much of the debt comes in."""

from __future__ import annotations

from projections.kpi.kpi import TIMES, Family, Kpi, Unit, When

RESOLUTION: tuple[Kpi, ...] = (
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
)
