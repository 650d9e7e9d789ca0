"""One case: what is owed and why, what may be done, what happened; now, and as it was known at any time."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from infra.console.letters import PDF, letter_as_pdf, letter_shown
from infra.console.pages.persons import owing
from infra.console.routing import AnyPage, AskedPage, pages_router
from infra.console.times import TimesAsked

router = pages_router("/console/cases")

PARTS = ("principal", "interest", "fees", "court_costs")
COLUMNS = ("claimed", "added", "credited", "paid", "paid_to_creditor", "written_off", "other", "owed")
COMMON = (
    "RecordContact", "MakePromise", "ProposePlan", "RequestDeferral", "PlaceHold", "RaiseDispute", "ReceiveComplaint",
    "ReceiveInquiry",
)  # fmt: skip
"""What is done most, in the order in which it is offered."""
TONES = {"breached": "bad", "at_risk": "warn", "met": "good"}
"""Of a clock's state."""
ENTRIES = 1_000
NEWEST = 40


@router.get("/{case_id}")
async def case(
    page: AnyPage, case_id: UUID, as_of: str = "", known_at: str = "", step: int = 0, all: bool = False
) -> Response:
    """The page. ``step`` is the slider: as it was known when so many events were on record."""
    entries = (await page.api.get(f"/v1/cases/{case_id}/trail", limit=ENTRIES))["rows"]
    when = page.when(as_of, known_at)
    if 0 < step < len(entries):
        when = TimesAsked(known_at=datetime.fromisoformat(entries[step - 1]["recorded_at"]))
    told, stood, clocks = await gather(
        page.api.get(f"/v1/cases/{case_id}/statement", **when.query()),
        page.api.get(f"/v1/cases/{case_id}/state", **when.query()),
        page.api.get(f"/v1/cases/{case_id}/clocks", **when.query()),
    )
    names, together = await _debtors(page, stood)
    shown = await _known(page, case_id, when, entries) if when.is_past else entries
    newest_first = shown[::-1]
    return page.shown(
        "case.html",
        told=told,
        case=stood,
        when=when,
        step=step or len(entries),
        steps=len(entries),
        entries=newest_first if all else newest_first[:NEWEST],
        older=0 if all else max(len(shown) - NEWEST, 0),
        clocks=clocks["rows"],
        names=names,
        together=together,
        may_combine=page.may("AgreeCombinedPlan"),
        acts=[name for name in COMMON if page.may_then(when)(name)],
        parts=PARTS,
        columns=[name for name in COLUMNS if name == "owed" or any(told["parts"][p][f"{name}_minor"] for p in PARTS)],
        tones=TONES,
    )


@router.get("/{case_id}/statement.pdf")
async def statement(
    page: AnyPage, case_id: UUID, as_of: datetime | None = None, known_at: datetime | None = None
) -> Response:
    """Every figure of that time, down to what happened and its row of law, to keep."""
    query = TimesAsked(as_of, known_at).query()
    paper = await page.api.ask("GET", f"/v1/cases/{case_id}/statement", query, {"accept": PDF})
    said = {"Content-Disposition": 'attachment; filename="statement.pdf"'}
    return Response(paper.content, media_type=PDF, headers=said)


@router.get("/{case_id}/letters/{number}.pdf")
async def letter_pdf(page: AnyPage, case_id: UUID, number: int) -> Response:
    """A letter, to keep."""
    return await letter_as_pdf(page, case_id, number)


@router.get("/{case_id}/letters/{number}")
async def letter(page: AnyPage, case_id: UUID, number: int) -> Response:
    """A letter as it was sent, with the figures of that moment."""
    return await letter_shown(page, "letter.html", case_id, number, f"/console/cases/{case_id}")


@router.get("/{case_id}/allowed")
async def allowed(page: AnyPage, case_id: UUID) -> Response:
    """What can be done on it now, what is blocked by which rule and until when, and what does not fit."""
    tried = (await page.api.get(f"/v1/cases/{case_id}/explain"))["rows"]
    by_status = {
        status: [one for one in tried if one["status"] == status]
        for status in ("can_be_done", "blocked", "does_not_fit")
    }
    return page.shown("case_allowed.html", case_id=case_id, tried=by_status, may=page.may)


@router.get("/{case_id}/difference")
async def difference(
    page: AnyPage, case_id: UUID, as_of: str = "", known_at: str = "", other_as_of: str = "", other_known_at: str = ""
) -> Response:
    """Two times beside each other: what was owed, how the case stood, and the events that only one of them knew."""
    first, second = page.when(as_of, known_at), page.when(other_as_of, other_known_at)
    sides = [await _side(page, case_id, when) for when in (first, second)]
    return page.shown("case_difference.html", case_id=case_id, sides=sides, parts=PARTS)


async def _side(page: AskedPage, case_id: UUID, when: TimesAsked) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}"
    told = await page.api.get(f"{path}/statement", **when.query())
    history = await page.api.get(f"{path}/history", **when.query())
    events, stage = history["rows"], history["then"]["stage"]
    return {
        "when": when,
        "told": told,
        "stage": stage,
        "events": {(one["partition"], one["position"]): one for one in events},
    }


async def _known(
    page: AskedPage, case_id: UUID, when: TimesAsked, entries: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Those of the case's own events that had happened and were on record then."""
    history = (await page.api.get(f"/v1/cases/{case_id}/history", **when.query()))["rows"]
    places = {(one["partition"], one["position"]) for one in history}
    return [one for one in entries if (one["partition"], one["position"]) in places]


async def _debtors(page: AskedPage, stood: Mapping[str, Any]) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """What its debtors are called, for whoever may see that; and who of them owes on several cases, on how many."""
    names: dict[str, str] = {}
    together: list[tuple[str, int]] = []
    for debtor in stood["debtors"]:
        person_id = debtor["person_id"]
        person = await page.api.found(f"/v1/persons/{person_id}") if page.caller.sees_personal else None
        for known in (person or {}).get("known_as") or ():
            names.setdefault(person_id, known["name"])
        if person and (count := owing(person["cases"])):
            together.append((person_id, count))
    return names, together
