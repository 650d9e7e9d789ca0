"""What waits for a second person, the longest waiting first."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from infra.console.routing import AnyPage, commands_by_name, pages_router

router = pages_router("/console/approvals")

ROWS = 50


@router.get("")
async def approvals(
    page: AnyPage, kind: str = "", mine: bool = False, as_of: str = "", known_at: str = "", cursor: str | None = None
) -> Response:
    """All of it, or with ``mine`` only what whoever looks may decide: nobody approves what they asked for. Now, or what
    waited then."""
    when = page.when(as_of, known_at)
    asked = {"kind": kind, "mine": "true" if mine else "", "as_of": as_of, "known_at": known_at}
    by_me = page.caller.actor_id if mine else None
    which = {"kind": kind, "decided_by": by_me, **when.query()}
    found = await page.api.get("/v1/approvals", **which, cursor=cursor, limit=ROWS)
    return page.shown(
        "approvals.html", when=when, asked=asked, rows=found["rows"], next=found["next"], first=cursor is None,
        own=page.caller.actor_id, at=found["at"], decide=decisions_for, may=page.may_then(when),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecidingCommand:
    """A command that decides, the field of it that names what is decided, and whether it says yes."""

    name: str
    field: str
    is_yes: bool


_DECISIONS = {
    "refund": (("ApproveRefund", "number", True), ("CancelRefund", "number", False)),
    "remittance": (("ApproveRemittance", "number", True), ("CancelRemittance", "number", False)),
    "match": (("ConfirmSuggestion", "suggestion", True), ("RejectSuggestion", "suggestion", False)),
    "period": (),
}
"""Those that are not called after their kind, as ApproveClosure and DeclineClosure of ``closure`` are. A period is
confirmed with its digest: at the command line."""


def decisions_for(kind: str) -> list[DecidingCommand]:
    """The commands that decide what waits, by its kind."""
    called = "".join(part.capitalize() for part in kind.split("_"))
    usual = ((f"Approve{called}", "number", True), (f"Decline{called}", "number", False))
    found = [DecidingCommand(*one) for one in _DECISIONS.get(kind, usual)]
    return [one for one in found if one.name in commands_by_name()]
