"""What a debtor keeps of pay, and what of it can be attached, where it follows from several rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from domain.kernel.money import Money
from domain.law.codes import Household, Protected
from domain.law.computed import LawAmount, needed, refuses_without_rules
from domain.law.scope import asked
from domain.law.subsistence import (
    ATTACHMENT_SHARE,
    LIVSOPPHOLD,
    LIVSOPPHOLD_HOUSEHOLD_REDUCTION,
    NORMALBELOPP,
    PFAENDUNGSFREIBETRAG,
    SUOJAOSUUS,
)

_DAYS_OF_A_MONTH = 30  # KFMFS 2021:1 and ulosottokaari 4:48 both reckon so
_PERSONS_WITHOUT_REDUCTION = 3
_GERMAN_STEP = Money(10_00, "EUR")  # ZPO § 850c(5): pay of a month is rounded down to it
_MOST_GERMAN_DEPENDANTS = 5


@refuses_without_rules
def swedish_reserved_amount(day: date, adults: Household, ages: Sequence[int], housing: Money) -> LawAmount:
    """Utsökningsbalken 7:5: the standard amounts of the household, and its housing cost, for each month.

    ``adults`` is SINGLE or COUPLE; ``ages`` are those the children reach in the calendar year.
    """
    people = [asked(adults), *(asked(Household.CHILD, age=age) for age in ages)]
    rows = [needed(NORMALBELOPP, "SE", day, one) for one in people]
    exact = Fraction(sum(row.value.money.minor for row in rows) + housing.minor)
    return LawAmount(exact, "SEK", tuple(row.rule_id for row in rows))


def swedish_part_of_month(monthly: LawAmount, days: int) -> Money:
    """A monthly amount for ``days`` days, in whole kronor, half of one up (KFMFS 2021:1)."""
    part = LawAmount(monthly.exact_minor * days / _DAYS_OF_A_MONTH, monthly.currency, monthly.rules)
    return part.rounded_to(Money(1_00, "SEK"))


@refuses_without_rules
def norwegian_livsopphold(day: date, debtor: Household, ages: Sequence[int]) -> LawAmount:
    """FOR-2014-06-13-724, for each month; the cost of housing comes on top.

    ``debtor`` is SINGLE, EACH_OF_COUPLE (the debtor's own part) or SUPPORTS_PARTNER. From the fourth person of the
    household on the amounts are reduced, and it is those of the youngest children that are.
    """
    own = needed(LIVSOPPHOLD, "NO", day, asked(debtor))
    children = [needed(LIVSOPPHOLD, "NO", day, asked(Household.CHILD, age=age)) for age in sorted(ages)]
    persons = (1 if debtor is Household.SINGLE else 2) + len(children)
    cut = needed(LIVSOPPHOLD_HOUSEHOLD_REDUCTION, "NO", day)
    reduced = children[: max(0, persons - _PERSONS_WITHOUT_REDUCTION)]
    exact = sum((Fraction(row.value.money.minor) for row in (own, *children)), Fraction(0))
    exact -= sum((row.value.money.minor * cut.value.of_one for row in reduced), Fraction(0))
    used = (own, *children, *([cut] if reduced else []))
    return LawAmount(exact, "NOK", tuple(dict.fromkeys(row.rule_id for row in used)))


@refuses_without_rules
def finnish_protected_amount(day: date, dependants: int) -> LawAmount:
    """Ulosottokaari 4:48: of the debtor and each dependant, for a month of thirty days."""
    debtor = needed(SUOJAOSUUS, "FI", day, asked(Protected.DEBTOR))
    each = needed(SUOJAOSUUS, "FI", day, asked(Protected.DEPENDANT))
    a_day = debtor.value.money.minor + dependants * each.value.money.minor
    return LawAmount(Fraction(a_day * _DAYS_OF_A_MONTH), "EUR", (debtor.rule_id, each.rule_id))


@refuses_without_rules
def german_protected_pay(day: date, dependants: int) -> LawAmount:
    """ZPO § 850c(1), (2): what of a month's pay is free; dependants above five count no more."""
    rows = [needed(PFAENDUNGSFREIBETRAG, "DE", day, asked(part)) for part in _german_parts(dependants)]
    exact = Fraction(sum(row.value.money.minor for row in rows))
    return LawAmount(exact, "EUR", tuple(dict.fromkeys(row.rule_id for row in rows)))


@refuses_without_rules
def german_attachable_pay(day: date, net_pay: Money, dependants: int) -> LawAmount:
    """ZPO § 850c(3): a share of the pay of a month above the free part, and all of it above the upper limit."""
    parts = _german_parts(dependants)
    free = [needed(PFAENDUNGSFREIBETRAG, "DE", day, asked(part)) for part in parts]
    limit = needed(PFAENDUNGSFREIBETRAG, "DE", day, asked(Protected.UPPER_LIMIT))
    share = needed(ATTACHMENT_SHARE, "DE", day, asked(dependants=dependants))
    below = min(net_pay.minor, limit.value.money.minor)
    above_free = below - below % _GERMAN_STEP.minor - sum(row.value.money.minor for row in free)
    exact = max(0, above_free) * share.value.of_one + net_pay.minor - below
    return LawAmount(exact, "EUR", tuple(dict.fromkeys(row.rule_id for row in (*free, limit, share))))


def _german_parts(dependants: int) -> list[Protected]:
    further = max(0, min(dependants, _MOST_GERMAN_DEPENDANTS) - 1)
    return [Protected.DEBTOR, *[Protected.FIRST_DEPENDANT][:dependants], *[Protected.FURTHER_DEPENDANT] * further]
