"""One monthly sum is split over several cases, exact to the minor unit: each month's parts add up to the sum, and what
a case owes is paid with its last part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.case.plans.state import Instalment


def split(instalments: Sequence[Instalment], owed_minor: Mapping[UUID, int]) -> dict[UUID, tuple[Instalment, ...]]:
    """The part of each case of instalments that add up to all that is owed on these cases, above zero on each.

    Each month the sum goes to the cases by what is left of each, rounded down; the minor units that are left over go
    to those with the largest fractions, the case named first before the others. A part of zero is none.
    """
    left = dict(owed_minor)
    assert sum(one.amount_minor for one in instalments) == sum(left.values()), "they are instalments of this debt"
    parts: dict[UUID, list[Instalment]] = {case: [] for case in left}
    for one in instalments:
        for case, share in _shares(one.amount_minor, left).items():
            left[case] -= share
            if share:
                parts[case].append(Instalment(one.due_date, share))
    return {case: tuple(of_case) for case, of_case in parts.items()}


def _shares(amount_minor: int, left: Mapping[UUID, int]) -> dict[UUID, int]:
    whole = sum(left.values())
    shares = {case: amount_minor * minor // whole for case, minor in left.items()}
    fractions = {case: amount_minor * minor % whole for case, minor in left.items()}
    over = amount_minor - sum(shares.values())
    for case in sorted(fractions, key=lambda one: -fractions[one])[:over]:  # a stable order: as they were named
        shares[case] += 1
    return shares


def by_day(parts: Sequence[Sequence[Instalment]]) -> tuple[Instalment, ...]:
    """What is due on each day on all cases together."""
    total: dict[object, Instalment] = {}
    for one in (instalment for part in parts for instalment in part):
        before = total.get(one.due_date)
        total[one.due_date] = Instalment(one.due_date, one.amount_minor + (before.amount_minor if before else 0))
    return tuple(sorted(total.values(), key=lambda one: one.due_date))
