"""Money that leaves and money that must agree: remittances, refunds, and differences to the bank."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER
from projections.balances import bank_queries, refunds, remittances

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)], tags=["payment"])

OfMoney = Annotated[Reading, Depends(reading("payments:read", sees_all=True))]
OneCreditor = Annotated[str | None, Query(max_length=100, description="Only its own.")]


@router.get("/remittances", operation_id="remittances")
def of_creditors(
    asked: OfMoney, creditor_id: OneCreditor = None, as_of: Instant = None, known_at: Instant = None
) -> Response:
    """What was or is to be paid to creditors, the newest first, with how far each has come; or had come by `as_of`, as
    far as on record by `known_at`."""
    then = asked.then(as_of, known_at)
    answer = asked.ask(lambda opened: remittances.remittances(opened, creditor_id, then))
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/remittances/due", operation_id="remittances-due")
def due(asked: OfMoney, creditor_id: OneCreditor = None, as_of: Instant = None, known_at: Instant = None) -> Response:
    """What was collected and is in no remittance yet, by creditor and currency; or was in none by `as_of`, as far as on
    record by `known_at`. Money counts from the bank's day."""
    then = asked.then(as_of, known_at)
    answer = asked.ask(lambda opened: remittances.to_remit(opened, creditor_id, then))
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/refunds", operation_id="refunds")
def to_payers(
    asked: OfMoney,
    all: Annotated[bool, Query(description="Also those that are paid or cancelled.")] = False,
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """Refunds that are under way, those that came to stand as they do last first; or were by `as_of`, as far as on
    record by `known_at`."""
    then = asked.then(as_of, known_at)
    answer = asked.ask(lambda opened: refunds.refunds(opened, only_under_way=not all, then=then))
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/differences", operation_id="differences")
def of_bank_days(
    asked: OfMoney,
    all: Annotated[bool, Query(description="Also those that have been explained.")] = False,
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """Where bank and ledger differ, the oldest days first; or differed by `as_of`, as far as on record by
    `known_at`."""
    then = asked.then(as_of, known_at)
    answer = asked.ask(lambda opened: bank_queries.differences(opened, only_open=not all, then=then))
    return asked.listed(answer.value, answer, limit=len(answer.value))
