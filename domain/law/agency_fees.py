"""What an agency may charge the debtor at most, where it follows from several rows (NO, DE)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.kernel.money import Money
from domain.law.codes import Contest, CreditorVat, Debtor, Weight
from domain.law.computed import LawAmount, needed, printed_amount, refuses_without_rules
from domain.law.cost_caps import (
    AGENCY_FEE_CAP_FACTOR,
    AGENCY_FEE_RATE,
    FEE_TIMES_BUSINESS,
    FEE_TIMES_HEAVY,
    FEE_TIMES_NO_VAT_RIGHT,
    INKASSOSATS,
    MINIMUM_FEE,
    RVG_FEE_STEP,
    RVG_FEE_UNIT,
    SMALL_CLAIM_FEE,
)
from domain.law.scope import Quantity, asked

_FEE_TIMES = {
    Debtor.BUSINESS: FEE_TIMES_BUSINESS,
    CreditorVat.NOT_DEDUCTED: FEE_TIMES_NO_VAT_RIGHT,
    Weight.HEAVY: FEE_TIMES_HEAVY,
}
_GERMAN_SMALL_CLAIM = Money(50_00, "EUR")
_GERMAN_TABLE_ENDS = Money(50_000_00, "EUR")


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

    An uncontested claim up to 50 EUR has a fee of its own. Above 50,000 EUR the fee of 1.0 grows by steps.
    """
    unit = _german_unit(claim, day, contest)
    rate = needed(AGENCY_FEE_RATE, "DE", day, asked(contest))
    least = needed(MINIMUM_FEE, "DE", day)
    exact = max(unit.exact_minor * rate.value.times, Fraction(least.value.minor))
    return LawAmount(exact, unit.currency, (*unit.rules, rate.rule_id, least.rule_id))


def _german_unit(claim: Money, day: date, contest: Contest) -> LawAmount:
    """The fee of 1.0. Raises where a row is missing."""
    if claim.minor <= _GERMAN_SMALL_CLAIM.minor and contest is not Contest.CONTESTED:
        return printed_amount(SMALL_CLAIM_FEE, "DE", day, asked(amount=claim))
    reached_minor = min(claim.minor, _GERMAN_TABLE_ENDS.minor)
    unit = printed_amount(RVG_FEE_UNIT, "DE", day, asked(amount=Money(reached_minor, claim.currency)))
    while reached_minor < claim.minor:
        step = needed(RVG_FEE_STEP, "DE", day, asked(amount=Money(reached_minor + 1, claim.currency)))
        highest = step.scope.bounds[Quantity.AMOUNT].high
        until_minor = claim.minor if highest is None else min(claim.minor, highest)
        started = -(-(until_minor - reached_minor) // step.value.step_minor)
        unit = LawAmount(
            unit.exact_minor + started * step.value.money.minor, unit.currency, (*unit.rules, step.rule_id)
        )
        reached_minor = until_minor
    return unit
