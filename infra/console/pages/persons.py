"""One person: who they are and how they are reached, and every case that they owe on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/persons")

ACTS = ("ChangeContactDetails", "ChangeChannelWishes", "AppointRepresentative", "RequestAccess")
"""What is done most, in the order in which it is offered."""


@router.get("/{person_id}")
async def person(page: AnyPage, person_id: UUID, as_of: str = "", known_at: str = "") -> Response:
    """What they are called, what they wish, what they owe in all, and on which cases; or owed and wished then."""
    when = page.when(as_of, known_at)
    found = await page.api.get(f"/v1/persons/{person_id}", **when.query())
    known = found["known_as"] or []
    has_several = len(found["cases"]) > 1 and not when.is_past
    plans = await page.api.found(f"/v1/persons/{person_id}/combined-plans") if has_several else None
    return page.shown(
        "person.html",
        when=when,
        found=found,
        person=found["person"],
        names=list(dict.fromkeys(one["name"] for one in known if one["name"])),
        known=known,
        cases=found["cases"],
        owed=_owed(found["cases"]),
        acts=[name for name in ACTS if page.may_then(when)(name)],
        together=owing(found["cases"]) if page.may_then(when)("AgreeCombinedPlan") else 0,
        plans=(plans or {}).get("rows", []),
        called={one["case_id"]: f"{one['creditor']} {one['creditor_reference']}" for one in found["cases"]},
        may_change=page.may("ChangeCombinedPlan"),
        may_end=page.may("EndCombinedPlan"),
    )


def owing(cases: Sequence[Mapping[str, Any]]) -> int:
    """On how many of them a plan could be agreed together; 0 where it is not more than one."""
    count = sum(one["status"] == "open" and one["outstanding_minor"] > 0 for one in cases)
    return count if count > 1 else 0


def _owed(cases: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Of open cases, by currency."""
    sums = Counter[str]()
    for one in cases:
        if one["status"] == "open":
            sums[one["currency"]] += one["outstanding_minor"]
    return sorted(sums.items())
