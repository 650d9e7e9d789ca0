"""What a customer owes: all of it, one debt with how to pay it, and what they can do about it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from infra.console.asking import ApiProblem
from infra.console.letters import PDF, letter_as_pdf, letter_shown
from infra.console.my.acting import ACTS, HERE, MyAct, Typed
from infra.console.my.fields import FieldWrong
from infra.console.my.frame import DEBTS, WAITING, Mine, MyPage, back_to
from infra.console.my.paying import qr_code
from infra.console.routing import pages_router
from infra.http.problems import HttpProblem
from infra.http.requests import services_of

router = pages_router("/my")

PARTS = ("principal", "interest", "fees", "court_costs")
ROWS = 200
_ANSWERS = {
    "accept-plan": {"accepted_by": "customer"} | HERE,
    "reject-plan": {"rejected_by": "customer", "reason": "not_wanted"},
}
Key = Annotated[str, Form(max_length=64)]


@router.get("")
async def home(page: Mine) -> Response:
    """My page begins with what is owed."""
    return RedirectResponse(DEBTS, 303)


@router.get("/debts")
async def debts(page: Mine) -> Response:
    """All of them, those that are open first."""
    found = await page.api.get("/v1/cases", limit=ROWS)
    rows = sorted(found["rows"], key=lambda row: row["status"] != "open")
    return page.shown("my/debts.html", rows=rows)


@router.get("/debts/{case_id}")
async def debt(page: Mine, case_id: UUID, done: str | None = None) -> Response:
    """What is owed to whom and why, how to pay it, what was agreed, and what can be done."""
    return page.shown("my/debt.html", done=done if done in _DONE else None, **await _debt(page, case_id))


@router.get("/debts/{case_id}/statement")
async def statement(page: Mine, case_id: UUID) -> Response:
    """Every figure, down to what happened and its row of law, as PDF."""
    paper = await page.api.ask("GET", f"/v1/cases/{case_id}/statement", {}, {"accept": PDF})
    return Response(paper.content, media_type=PDF)


@router.get("/debts/{case_id}/letters/{number}.pdf")
async def letter_pdf(page: Mine, case_id: UUID, number: int) -> Response:
    """A letter, to keep."""
    return await letter_as_pdf(page, case_id, number)


@router.get("/debts/{case_id}/letters/{number}")
async def letter(page: Mine, case_id: UUID, number: int) -> Response:
    """A letter as it was sent to them."""
    return await letter_shown(page, "my/letter.html", case_id, number, f"{DEBTS}/{case_id}")


@router.get("/debts/{case_id}/{act}")
async def form(page: Mine, case_id: UUID, act: str) -> Response:
    """The form of one act."""
    case, standing = await _known(page, case_id)
    return _form(page, _act(act), case, standing)


@router.post("/debts/{case_id}/answer")
async def answer(page: Mine, case_id: UUID, said: Annotated[str, Form(max_length=20)], key: Key) -> Response:
    """Yes or no to what the agency has proposed or offered."""
    command, _, number = said.partition(" ")
    if command == "accept-settlement" and number.isascii() and number.isdigit():
        body: dict[str, Any] = HERE | {"settlement": int(number)}
    elif command in _ANSWERS:
        body = dict(_ANSWERS[command])
    else:
        raise HttpProblem("parameter_invalid", "This is no answer to anything.")
    sent = await page.api.post(f"/v1/cases/{case_id}/{command}", body, key)
    return back_to(f"{DEBTS}/{case_id}", sent, "answer")


@router.post("/debts/{case_id}/{act}")
async def acted(page: Mine, case_id: UUID, act: str, key: Key) -> Response:
    """Does it, or shows the form again with what stands against it."""
    chosen = _act(act)
    case, standing = await _known(page, case_id)
    typed = {name: str(value) for name, value in (await page.request.form()).items()}
    try:
        sent = await chosen.send(Typed(page, case, standing, typed, key))
    except FieldWrong as wrong:
        return _form(page, chosen, case, standing, 422, typed=typed, wrong={wrong.field: wrong.key})
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        at_fields = _at_fields(chosen, problem)
        refused = None if at_fields else problem.document
        return _form(page, chosen, case, standing, problem.status, typed=typed, refused=refused, at_fields=at_fields)
    return back_to(f"{DEBTS}/{case_id}", sent, chosen.name)


def _at_fields(act: MyAct, problem: ApiProblem) -> dict[str, str]:
    """What the API says is wrong with fields that the form has, by their names there."""
    told = {one["field"].removesuffix("_minor"): one["problem"] for one in problem.document["errors"]}
    return {field.name: told[field.name] for field in act.fields if field.name in told}


_DONE = frozenset({*ACTS, "answer", WAITING})


def _act(name: str) -> MyAct:
    if name not in ACTS:
        raise HttpProblem("route_unknown", "There is no such page.")
    return ACTS[name]


async def _known(page: MyPage, case_id: UUID) -> tuple[Any, Any]:
    path = f"/v1/cases/{case_id}"
    return await page.api.get(path), await page.api.get(f"{path}/state")


async def _debt(page: MyPage, case_id: UUID) -> dict[str, Any]:
    case, standing = await _known(page, case_id)
    trail = await page.api.get(f"/v1/cases/{case_id}/trail", limit=ROWS)
    pay_to = services_of(page.request).my_page.pay_to.get(case["currency"])
    reference, owed = case["payment_reference"], case["outstanding_minor"]
    return {
        "case": case,
        "standing": standing,
        "trail": trail["rows"],
        "letters": (await page.api.get(f"/v1/cases/{case_id}/letters"))["rows"] if standing["letters"] else [],
        "parts": PARTS,
        "answer_by": {one["deadline"]: one["due_date"] for one in standing["deadlines"]},
        "pay_to": pay_to,
        "qr": pay_to and qr_code(pay_to, reference, owed, case["currency"]),
        "acts": [one.name for one in ACTS.values() if case["status"] == "open" and one.is_there(standing)],
    }


def _form(
    page: MyPage,
    act: MyAct,
    case: Any,
    standing: Any,
    status: int = 200,
    *,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    refused: Any = None,
    at_fields: dict[str, str] | None = None,
) -> Response:
    return page.shown(
        "my/act.html", status, act=act, case=case, standing=standing,
        typed=typed or {}, wrong=wrong or {}, refused=refused, at_fields=at_fields or {},
    )  # fmt: skip
