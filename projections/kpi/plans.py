"""How promises and plans are kept."""

from __future__ import annotations

from projections.kpi.kpi import Family, Kpi, Unit, When

PLANS: tuple[Kpi, ...] = (
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
        name="promise_rate",
        title="promises per conversation",
        family=Family.PLANS,
        formula="Promises to pay that were made, by the contacts in which the person spoke with us.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
)
