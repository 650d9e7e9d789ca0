"""What an agency may charge the debtor at most, where it follows from several rows (NO, DE)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.kernel.money import Money
from domain.law.codes import Contest, CreditorVat, Debtor, Weight
from domain.law.computed import LawAmount, needed, refuses_without_rules
from domain.law.cost_caps import (
    AGENCY_FEE_CAP_FACTOR,
    AGENCY_FEE_RATE,
    FEE_TIMES_BUSINESS,
    FEE_TIMES_HEAVY,
    FEE_TIMES_NO_VAT_RIGHT,
    INKASSOSATS,
    MINIMUM_FEE,
    RVG_FEE_UNIT,
    SMALL_CLAIM_FEE,
)
from domain.law.scope import asked

_FEE_TIMES = {
    Debtor.BUSINESS: FEE_TIMES_BUSINESS,
    CreditorVat.NOT_DEDUCTED: FEE_TIMES_NO_VAT_RIGHT,
    Weight.HEAVY: FEE_TIMES_HEAVY,
}
_GERMAN_SMALL_CLAIM = Money(50_00, "EUR")


@refuses_without_rules
def norwegian_fee_cap(
    principal: Money, paid_on: date, due: date, debtor: Debtor, vat: CreditorVat, weight: Weight
) -> LawAmount:
    """Inkassoforskriften §§ 2-1 to 2-3: factor by principal, times the base amount of the day it is paid on.

    ``principal`` is with the interest before it fell due. The due date chooses between the two tables of factors. The
    law rounds nothing, so an amount charged is rounded down.
    """
    base = needed(INKASSOSATS, "NO", paid_on)
    factor = needed(AGENCY_FEE_CAP_FACTOR, "NO", paid_on, asked(amount=principal, due=due))
    more = [
        needed(_FEE_TIMES[code], "NO", paid_on, asked(code)) for code in (debtor, vat, weight) if code in _FEE_TIMES
    ]
    exact = Fraction(base.value.minor)
    for row in (factor, *more):
        exact *= row.value.times
    return LawAmount(exact, base.value.currency, tuple(row.rule_id for row in (base, factor, *more)))


@refuses_without_rules
def german_fee(claim: Money, day: date, contest: Contest) -> LawAmount:
    """RDG § 13e with RVG § 13 and VV 2300: the rate for how the claim went, times the fee of 1.0, at least the minimum.

    An uncontested claim up to 50 EUR has a fee of its own. A claim above 50,000 EUR is refused.
    """
    small = claim.minor <= _GERMAN_SMALL_CLAIM.minor and contest is not Contest.CONTESTED
    unit = needed(SMALL_CLAIM_FEE if small else RVG_FEE_UNIT, "DE", day, asked(amount=claim))
    rate = needed(AGENCY_FEE_RATE, "DE", day, asked(contest))
    least = needed(MINIMUM_FEE, "DE", day)
    exact = max(unit.value.minor * rate.value.times, Fraction(least.value.minor))
    return LawAmount(exact, unit.value.currency, (unit.rule_id, rate.rule_id, least.rule_id))
