"""What is owed and paid in all: by portfolio, by the ledger's account; and whose claims they are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from psycopg2.extensions import connection
from starlette.responses import Response

from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER
from projections.balances import queries as balances_queries

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfCreditors = Annotated[Reading, Depends(reading("creditors:read"))]
OfMoney = Annotated[Reading, Depends(reading("payments:read", sees_all=True))]


@router.get("/balances", tags=["balances"], operation_id="balances")
def balances(
    asked: OfCreditors,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """What is owed and paid in each portfolio and currency; or was by `as_of`, as far as on record by `known_at`."""
    rows, then = asked.rows_of_all(creditor_id, portfolio), asked.then(as_of, known_at)

    def ask(opened: connection) -> list[Any]:
        return balances_queries.portfolio_balances(opened, rows.creditor_id, rows.portfolio, then)

    answer = asked.ask(ask)
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/balances/accounts", tags=["balances"], operation_id="accounts")
def accounts(asked: OfMoney, as_of: Instant = None, known_at: Instant = None) -> Response:
    """The ledger's accounts in each currency: debit positive, credit negative. They sum to zero, now and at any time:
    by `as_of`, as far as on record by `known_at`."""
    then = asked.then(as_of, known_at)
    answer = asked.ask(lambda opened: balances_queries.accounts(opened, then))
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/creditors", tags=["creditor"], operation_id="creditors")
def creditors(asked: OfCreditors) -> Response:
    """The registered creditors, by their ids."""
    rows = asked.rows_of_all()
    answer = asked.ask(lambda opened: balances_queries.registered_creditors(opened, rows.creditor_id))
    return asked.listed(answer.value, answer, limit=len(answer.value))
