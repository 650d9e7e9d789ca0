"""The bank's files: sums, and what became of each line."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from infra.http.problems import not_there
from infra.http.questions.reading import Cursor, Limit, Reading, reading
from infra.http.requests import BEARER
from infra.intake.banks.account_number import account_number
from projections.balances.bank_queries import BankFileRow, BankLineRow, bank_files, bank_lines

router = APIRouter(prefix="/v1/bank-files", dependencies=[Depends(BEARER)], tags=["payment"])

OfMoney = Annotated[Reading, Depends(reading("payments:read", sees_all=True))]


@router.get("", operation_id="bank-files")
def files(
    asked: OfMoney,
    account: Annotated[str | None, Query(max_length=50, description="Only this account of ours.")] = None,
    limit: Limit = 100,
) -> Response:
    """The files that came last: format, days, accounts, sums, and how many of their lines are matched, in suspense,
    otherwise, missing from the ledger, or kept for a person.
    """
    number = account and account_number(account)
    answer = asked.ask(lambda opened: bank_files(opened, limit, account=number))
    return asked.listed(answer.value, answer, limit=limit)


@router.get("/{bank_file_id}", operation_id="bank-file")
def file(asked: OfMoney, bank_file_id: UUID) -> Response:
    """One of them."""

    def ask(opened: connection) -> BankFileRow | None:
        return next(iter(bank_files(opened, 1, bank_file_id=bank_file_id)), None)

    answer = asked.ask(ask)
    return asked.one(answer.value, answer)


@router.get("/{bank_file_id}/lines", operation_id="bank-file-lines")
def lines(asked: OfMoney, bank_file_id: UUID, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """What became of each line, in the order of the file: its cases, or why it waits and who looks after it; what is
    kept for a person comes last.
    """
    (seen,) = asked.begins_after(cursor, int) or (0,)
    behind = max(0, seen)

    def ask(opened: connection) -> list[BankLineRow] | None:
        there = bank_files(opened, 1, bank_file_id=bank_file_id)
        return bank_lines(opened, bank_file_id, limit + 1, behind) if there else None

    answer = asked.ask(ask)
    if answer.value is None:
        raise not_there()
    following = (behind + limit,) if len(answer.value) > limit else None
    return asked.listed(answer.value, answer, limit=limit, next_place=following)
