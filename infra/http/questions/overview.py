"""Questions about everything: balances, creditors, the trail, service levels, key figures, and the law."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from domain.law.rule_text import RuleText, all_rules
from infra.http.problems import HttpProblem
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.questions.times import earlier
from infra.http.questions.trail_pages import trail_page, trail_place
from infra.http.requests import BEARER
from infra.postgres.progress import PositionedAnswer
from projections.audit_trail.queries import TrailFilter, trail
from projections.balances import queries as balances_queries
from projections.kpi.queries import BY_NAME_THEN, Question, figures
from projections.kpi.queries import Grouping as KpiGrouping
from projections.kpi.table import KPIS
from projections.sla.queries import ClockChoice, Grouping, board, breached

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfCases = Annotated[Reading, Depends(reading("cases:read"))]
OfCreditors = Annotated[Reading, Depends(reading("creditors:read"))]
OfMoney = Annotated[Reading, Depends(reading("payments:read", sees_all=True))]
OfTrail = Annotated[Reading, Depends(reading("trail:read", sees_all=True))]
OfClocks = Annotated[Reading, Depends(reading("sla:read"))]
OfFigures = Annotated[Reading, Depends(reading("kpis:read"))]
OfLaw = Annotated[Reading, Depends(reading("law:read"))]


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


@router.get("/trail", tags=["trail"], operation_id="trail")
def whole_trail(
    asked: OfTrail,
    aggregate_id: UUID | None = None,
    case_id: UUID | None = None,
    actor_kind: str | None = None,
    actor_id: str | None = None,
    type: Annotated[str | None, Query(description="Of events: DisputeRaised.")] = None,
    causation_id: Annotated[UUID | None, Query(description="The command that wrote them.")] = None,
    correlation_id: Annotated[UUID | None, Query(description="The matter that they belong to.")] = None,
    occurred_from: Instant = None,
    occurred_before: Instant = None,
    recorded_from: Instant = None,
    recorded_before: Instant = None,
    as_of: Instant = None,
    known_at: Instant = None,
    newest_first: bool = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Who did what, when, and why, in the order of recording, or of happening when a period of that is asked for.

    With `as_of` what had happened by then, with `known_at` what was on record by then.
    """
    which = TrailFilter(
        case_id=case_id,
        aggregate_id=aggregate_id,
        actor_kind=actor_kind,
        actor_id=actor_id,
        type=type,
        causation_id=causation_id,
        correlation_id=correlation_id,
        occurred_from=occurred_from,
        occurred_before=earlier(occurred_before, as_of),
        recorded_from=recorded_from,
        recorded_before=earlier(recorded_before, known_at),
    )
    after = trail_place(asked, cursor)
    answer = asked.ask(lambda opened: trail(opened, which, after, limit + 1, newest_first=newest_first))
    found: PositionedAnswer[Any] = answer
    return trail_page(asked, found, limit, which.order)


@router.get("/sla", tags=["sla"], operation_id="sla")
def service_levels(
    asked: OfClocks,
    by: Grouping = "clock",
    clock: str | None = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    team: str | None = None,
    as_of: Instant = None,
    known_at: Instant = None,
    risk_days: Annotated[int, Query(ge=0, le=366)] = 3,
) -> Response:
    """How many clocks of each kind were met, run, are at risk, or were breached; as they stood, or will stand if
    nothing happens, at `as_of`, as far as on record by `known_at`. Teams are those of now."""
    which = _clocks(asked, clock, creditor_id, portfolio, team)
    at, then = asked.at(as_of, known_at)
    until = at + timedelta(days=risk_days)
    answer = asked.ask(lambda opened: board(opened, at, which, by=by, risk_until=until, then=then))
    return asked.listed(answer.value, answer, limit=len(answer.value), at=at, risk_until=until)


@router.get("/sla/breached", tags=["sla"], operation_id="sla-breached")
def breaches(
    asked: OfClocks,
    clock: str | None = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    team: str | None = None,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """The clocks that were breached, those due longest ago first; as they stood at `as_of`, as far as on record by
    `known_at`."""
    which = _clocks(asked, clock, creditor_id, portfolio, team)
    at, then = asked.at(as_of, known_at)
    after: Any = asked.begins_after(cursor, datetime, UUID, str, int)
    answer = asked.ask(lambda opened: breached(opened, at, which, limit=limit + 1, after=after, then=then))
    return asked.listed(
        answer.value, answer, lambda row: (row.due_at, row.aggregate_id, row.clock, row.number), limit, at=at
    )


@router.get("/kpis", tags=["kpis"], operation_id="kpis")
def key_figures(
    asked: OfFigures,
    name: Annotated[list[str] | None, Query(description="Only these.")] = None,
    by: KpiGrouping = "all",
    creditor_id: str | None = None,
    portfolio: str | None = None,
    begins: Instant = None,
    ends: Instant = None,
    zone: Literal["UTC", "Europe/Stockholm"] = "UTC",
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """Key figures, each with the two numbers that it is made of. With `as_of` and `known_at` those that are named: of
    cases and payments as they then stood, and of the events that had happened and were on record.
    """
    rows, then = asked.rows_of_all(creditor_id, portfolio), asked.then(as_of, known_at)
    if unknown := set(name or ()) - {one.name for one in KPIS}:
        raise HttpProblem("parameter_invalid", f"`name` has {len(unknown)} that are no figures: docs/kpis.md has them.")
    narrowed = not rows.is_open or by not in ("all", "month")
    wanted = [one for one in KPIS if (not name or one.name in name) and (one.of_cases or not narrowed)]
    if then and not name:
        raise HttpProblem("time_not_answered", BY_NAME_THEN)
    about = Question(
        at=then.at if then else asked.services.clock.now(), zone=zone, by=by, begins=begins, ends=ends,
        creditor_id=rows.creditor_id, portfolio=rows.portfolio,
    )  # fmt: skip

    def ask(opened: connection) -> list[dict[str, Any]]:
        return [{"name": one.name, "figure": figure} for one in wanted for figure in figures(opened, one, about, then)]

    answer = asked.ask(ask)
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/law", tags=["law"], operation_id="law")
def law(
    asked: OfLaw,
    jurisdiction: str | None = None,
    rule: Annotated[str | None, Query(description="A rule's whole id, or the name of its table: reminder_fee.")] = None,
    on: Annotated[date | None, Query(description="Only what is in force on this day.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """The rows of law and policy that decisions rest on, with law and source."""
    (after,) = asked.begins_after(cursor, str) or ("",)
    found = sorted(
        (one for one in all_rules() if one.rule_id > after and _is_of(one, jurisdiction, rule) and _holds(one, on)),
        key=lambda one: one.rule_id,
    )
    nothing: PositionedAnswer[None] = PositionedAnswer(None, {})
    return asked.listed(found, nothing, lambda row: (row.rule_id,), limit)


def _is_of(one: RuleText, jurisdiction: str | None, rule: str | None) -> bool:
    parts = one.rule_id.split(".")
    return jurisdiction in (None, parts[0]) and (rule in (None, one.rule_id) or rule in parts[1:2])


def _holds(one: RuleText, day: date | None) -> bool:
    if day is None:
        return True
    return one.valid_from is not None and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def _clocks(
    asked: Reading, clock: str | None, creditor_id: str | None, portfolio: str | None, team: str | None
) -> ClockChoice:
    rows = asked.rows_of_all(creditor_id, portfolio)
    return ClockChoice(clock=clock, creditor_id=rows.creditor_id, portfolio=rows.portfolio, team=team)
