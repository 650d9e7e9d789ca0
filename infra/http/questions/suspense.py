"""Money that found no case: why, for how long, who paid it and what it may be for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.cases.who_paid import WhoPaid
from infra.http.answers.values import plain
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.requests import BEARER
from projections.balances import queries as balances_queries
from projections.kit.then import Then

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfMoney = Annotated[Reading, Depends(reading("payments:read", sees_all=True))]


@router.get("/suspense", tags=["payment"], operation_id="suspense")
def suspense(
    asked: OfMoney,
    owner: Annotated[str | None, Query(description="Who looks after it; empty: nobody.")] = None,
    amount_minor: Annotated[int | None, Query(description="Only what is just so much, in minor units.")] = None,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Money that found no case, the longest waiting first, with who paid and the cases that are suggested; or what
    waited at `as_of`, as far as that was on record by `known_at`.

    What the payer is called and wrote (`payer`, `payer_account`, `references`, `message`) is null without the scope
    `personal:read`, or `personal:ask` and a purpose. Whoever asks is on record before the answer leaves.
    """
    after: Any = asked.begins_after(cursor, datetime, UUID)
    then = asked.then(as_of, known_at)
    at = then.at if then else asked.services.clock.now()
    amounts = None if amount_minor is None else dict.fromkeys(MINOR_UNIT_DIGITS, amount_minor)
    answer = asked.ask(
        lambda opened: balances_queries.suspense(opened, at, limit + 1, after, owner=owner, amounts=amounts, then=then)
    )
    shown = answer.value[:limit]
    following = (shown[-1].since, shown[-1].payment_id) if len(answer.value) > limit else None
    paid = _who_paid(asked, [row.payment_id for row in shown], then)
    rows = [{**plain(row), **plain(paid[row.payment_id])} for row in shown]
    return asked.listed(rows, answer, limit=limit, next_place=following)


def _who_paid(asked: Reading, payment_ids: Collection[UUID], then: Then | None) -> Mapping[UUID, WhoPaid]:
    if not payment_ids:
        return {}
    histories = asked.services.histories.histories_of(payment_ids)
    paid = {payment: WhoPaid.of(events, then) for payment, events in histories.items()}
    seen = asked.shown_persons({one.person_id for one in paid.values() if one.person_id})
    those = [payment for payment, one in paid.items() if one.person_id in seen]
    lines = asked.services.histories.opened([histories[payment][0] for payment in those])
    shown = {payment: paid[payment].told_by(line) for payment, line in zip(those, lines, strict=True)}
    return {payment: shown.get(payment) or one.masked() for payment, one in paid.items()}
