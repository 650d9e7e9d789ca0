"""The money in our hands: what found no case, what waits for a second person, and the ledger's accounts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from infra.console.pages.approvals import decisions_for
from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/money")

ROWS = 50
PAID_OUT = ("refund", "remittance", "loss")
"""Kinds of approvals that let money go."""
MATCH = "match"
ACTS = ("MatchPayment", "AssignSuspense", "ProposeRefund", "HoldPayment")


@router.get("")
async def money(page: AnyPage, as_of: str = "", known_at: str = "", cursor: str | None = None) -> Response:
    """Suspense with who paid and the cases that are suggested, what waits to be approved, and the trial balance; now,
    or as it all stood."""
    when = page.when(as_of, known_at)
    because = page.caller.purpose.value if page.caller.purpose else ""
    suspense = await page.api.get("/v1/suspense", **when.query(), cursor=cursor, limit=ROWS)
    waiting = await page.api.found("/v1/approvals", **when.query(), limit=1_000)
    rows = (waiting or {}).get("rows", [])
    accounts = (await page.api.get("/v1/balances/accounts", **when.query()))["rows"]
    return page.shown(
        "money.html",
        when=when,
        filters={name: text for name, text in (("as_of", as_of), ("known_at", known_at), ("because", because)) if text},
        suspense=suspense["rows"],
        next=suspense["next"],
        first=cursor is None,
        candidates=_candidates(rows),
        why=_why(suspense["rows"]),
        waiting=[one for one in rows if one["kind"] in PAID_OUT],
        decide=decisions_for,
        may=page.may_then(when),
        own=page.caller.actor_id,
        acts=[name for name in ACTS if page.may_then(when)(name)],
        accounts=accounts,
        sides=_sides(accounts),
    )


def _candidates(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Mapping[str, Any]]]:
    """What is suggested for each payment, by its id."""
    found = defaultdict[str, list[Mapping[str, Any]]](list)
    for one in rows:
        if one["kind"] == MATCH:
            found[one["aggregate_id"]].append(one)
    return found


def _why(suspended: Iterable[Mapping[str, Any]]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Basis and score of each suggestion, by its payment and number."""
    return {
        (one["payment_id"], str(candidate["suggestion"])): candidate
        for one in suspended
        for candidate in one["candidates"]
    }


def _sides(accounts: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, int]]:
    """By currency: the sum of debit and that of credit, which are the same."""
    debit, credit = Counter[str](), Counter[str]()
    for one in accounts:
        (debit if one["balance_minor"] >= 0 else credit)[one["currency"]] += abs(one["balance_minor"])
    return [(currency, debit[currency], credit[currency]) for currency in sorted({*debit, *credit})]


@router.get("/payouts")
async def payouts(page: AnyPage, as_of: str = "", known_at: str = "") -> Response:
    """Remittances and refunds with how far each has come or had come, and what is or was due to creditors."""
    when = page.when(as_of, known_at)
    return page.shown(
        "payouts.html",
        when=when,
        due=(await page.api.get("/v1/remittances/due", **when.query()))["rows"],
        remittances=(await page.api.get("/v1/remittances", **when.query()))["rows"][:ROWS],
        refunds=(await page.api.get("/v1/refunds", **when.query()))["rows"],
    )


@router.get("/reconciliation")
async def reconciliation(page: AnyPage, all: bool = False, as_of: str = "", known_at: str = "") -> Response:
    """Days on which bank and ledger differ or differed, who looks after each, and by when it is to be explained."""
    when = page.when(as_of, known_at)
    found = await page.api.get("/v1/differences", all="true" if all else "", **when.query())
    return page.shown("reconciliation.html", when=when, rows=found["rows"], all=all)
