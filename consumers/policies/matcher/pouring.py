"""How a payment that is for several cases is poured over them: oldest first, or by the instalments of their plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.payment.portion import Portion


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What matching needs to know of a case. ``owed_minor`` is what it owes beyond what is on its way to it, and
    ``paid_minor`` what has been paid on it in all, with what is on its way."""

    case_id: UUID
    creditor: str
    currency: str
    owed_minor: int
    due_date: date
    is_open: bool
    paid_minor: int = 0


@dataclass(frozen=True, slots=True)
class PlanInstalment:
    """When it has been kept, ``target_minor`` has been paid on the case in all, in minor units."""

    due_date: date
    case_id: UUID
    target_minor: int


def oldest_first(amount_minor: int, cases: Sequence[KnownCase]) -> tuple[Portion, ...]:
    """Poured over the cases, the one due first before the others, up to what each owes; the rest on the last."""
    by_age = sorted(cases, key=lambda case: case.due_date)  # of those due on one day, in the order given
    portions: list[Portion] = []
    left = amount_minor
    for case in by_age[:-1]:
        part = min(left, case.owed_minor)
        left -= part
        portions.append(Portion(case.case_id, part))
    portions.append(Portion(by_age[-1].case_id, left))
    return tuple(portion for portion in portions if portion.amount_minor)


def by_plan(
    amount_minor: int, instalments: Sequence[PlanInstalment], cases: Sequence[KnownCase]
) -> tuple[Portion, ...]:
    """The instalment due first before the others, and of one day the case first whose own claim fell due first, each
    up to what is missing; what is left over then, to what these cases owe besides.

    So the sum of a month is the exact part of each case, early money counts for the months ahead, and too little
    leaves something missing on as few cases as it can.
    """
    known = {case.case_id: case for case in cases}
    portions = dict.fromkeys(known, 0)
    left = amount_minor
    ahead = [one for one in instalments if one.case_id in known]
    for one in sorted(ahead, key=lambda one: (one.due_date, known[one.case_id].due_date, one.case_id)):
        case = known[one.case_id]
        missing = min(one.target_minor - case.paid_minor, case.owed_minor) - portions[one.case_id]
        part = max(0, min(left, missing))
        portions[one.case_id] += part
        left -= part
    after = [replace(case, owed_minor=case.owed_minor - portions[case.case_id]) for case in cases]
    for portion in oldest_first(left, after):
        portions[portion.case_id] += portion.amount_minor
    return tuple(Portion(case, minor) for case, minor in portions.items() if minor)
