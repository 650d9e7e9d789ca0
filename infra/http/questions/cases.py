"""Questions about cases: lists, one case as it stands or stood, its trail, its clocks, and what can be done on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from domain.catalogue import kind_of
from domain.kernel.decision import Context
from domain.law.rule_text import rule_text
from domain.trying import Tried, tried
from infra.audit.history import state_after
from infra.http.answers.events import recorded_document
from infra.http.answers.values import plain
from infra.http.problems import not_there
from infra.http.questions.known_cases import known_events, log_reached, visible
from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.questions.trail_pages import trail_page, trail_place
from infra.http.requests import BEARER
from projections.audit_trail.queries import TrailEntry, TrailFilter, newest_version, trail
from projections.balances.answers import CaseBalance
from projections.balances.as_of import balance_after
from projections.balances.queries import (
    case_balances,
    cases_with_creditor_reference,
    cases_with_payment_reference,
)
from projections.sla.queries import ClockStatus, clocks_of

router = APIRouter(prefix="/v1/cases", dependencies=[Depends(BEARER)], tags=["case"])

OfCases = Annotated[Reading, Depends(reading("cases:read"))]


@router.get("", operation_id="cases")
def cases(
    asked: OfCases,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    person_id: UUID | None = None,
    status: Literal["open", "closed"] | None = None,
    reference: Annotated[
        str | None, Query(max_length=100, description="The creditor's, or the one that the case is paid with.")
    ] = None,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """What cases stand at, in the order of their ids; or what those stood at that had come in by `as_of`, as far as it
    was on record by `known_at`. `status` is that of then; creditors are called what they are called now.
    """
    rows, then = asked.rows(creditor_id, portfolio, person_id), asked.then(as_of, known_at)
    (after,) = asked.begins_after(cursor, UUID) or (None,)

    def ask(opened: connection) -> list[CaseBalance]:
        def found(limit: int, after: UUID | None, case_id: UUID | None = None) -> list[CaseBalance]:
            held = (rows.creditor_id, rows.portfolio, status, after, limit)
            return case_balances(opened, *held, case_id=case_id, person_id=rows.person_id, then=then)

        if reference is None:
            return found(limit + 1, after)
        called = cases_with_payment_reference(opened, reference) or cases_with_creditor_reference(opened, reference)
        return [
            row for case_id in sorted(called) if after is None or case_id > after for row in found(1, None, case_id)
        ]

    answer = asked.ask(ask)
    return asked.listed(answer.value, answer, lambda row: (row.case_id,), limit)


@router.get("/{case_id}", operation_id="case")
def case(asked: OfCases, case_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """What a case stands at, with its version as ETag; or what it stood at by `as_of`, as far as that was on record
    by `known_at`. Of another time it is folded from the log itself, as the read model folds it.
    """
    if as_of or known_at:
        events = known_events(asked, case_id, as_of, known_at)
        then = {**plain(balance_after(events)), "version": events[-1].version}
        return asked.one(then, log_reached(events), as_of=as_of, known_at=known_at)
    rows = asked.caller.rows

    def ask(opened: connection) -> tuple[CaseBalance | None, int]:
        found = visible(opened, case_id, rows)
        return found, newest_version(opened, case_id) if found else 0

    answer = asked.ask(ask)
    found, version = answer.value
    return asked.one(found and {**plain(found), "version": version}, answer, version)


@router.get("/{case_id}/history", operation_id="case-history")
def history(asked: OfCases, case_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """The events of a case that had happened by `as_of` and were on record by `known_at`, and what was owed then.

    Read from the log itself. Money counts from the bank's day. Personal texts are withheld.
    """
    events = known_events(asked, case_id, as_of, known_at)
    state = state_after(events)
    then = {
        "stage": state.life.stage,
        "outstanding_minor": state.outstanding_minor,
        "currency": state.currency,
        "version": events[-1].version,
    }
    documents = [recorded_document(one) for one in events]
    return asked.listed(documents, log_reached(events), limit=len(events), then=then)


@router.get("/{case_id}/trail", operation_id="case-trail")
def case_trail(asked: OfCases, case_id: UUID, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Who did what on a case and the payments that were ever matched to it, the oldest first."""
    rows, after = asked.caller.rows, trail_place(asked, cursor)

    def ask(opened: connection) -> list[TrailEntry] | None:
        seen = visible(opened, case_id, rows)
        return trail(opened, TrailFilter(case_id=case_id), after, limit + 1) if seen else None

    return trail_page(asked, asked.ask(ask), limit)


@router.get("/{case_id}/clocks", operation_id="case-clocks")
def case_clocks(asked: OfCases, case_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """Every clock of a case, as it stands, or stood at `as_of`, as far as on record by `known_at`."""
    rows, (at, then) = asked.caller.rows, asked.at(as_of, known_at)

    def ask(opened: connection) -> list[ClockStatus] | None:
        return clocks_of(opened, case_id, at, then=then) if visible(opened, case_id, rows) else None

    answer = asked.ask(ask)
    if answer.value is None:
        raise not_there()
    return asked.listed(answer.value, answer)


@router.get("/{case_id}/explain", operation_id="case-explain")
def explain(
    asked: OfCases,
    case_id: UUID,
    command: Annotated[str | None, Query(description="One only: RaiseDispute.")] = None,
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """What can be done on a case, what is blocked, until when, and by which rule: decided, and not done.

    With `as_of` as of that time, by the law of that day.
    """
    events = known_events(asked, case_id, as_of, known_at)
    kind, at = kind_of(events[0].topic), as_of or asked.services.clock.now()
    context = Context(at, at, asked.caller.actor, asked.services.histories.creditors())
    of_people = {cls.__name__: cls for cls in kind.commands.values() if not cls.BY_PROGRAMS}
    only = known_word("command", command, of_people)
    wanted = [of_people[only]] if only else list(of_people.values())
    state = state_after(events)
    found = [_tried_document(one) for cls in wanted for one in tried(kind, cls, state, context)]
    return asked.listed(found, log_reached(events), limit=len(found), at=at)


def _tried_document(one: Tried) -> dict[str, Any]:
    refusal = one.refusal
    law = rule_text(refusal.rule) if refusal and refusal.rule else None
    return {
        "command": one.command.__name__,
        "with": {name: list(members) for name, members in one.differs_by},
        "status": "can_be_done" if one.is_allowed else "blocked" if one.is_blocked else "does_not_fit",
        "code": refusal and refusal.code,
        "message": refusal and refusal.message,
        "rule": refusal and refusal.rule,
        "law": law and law.law,
        "allowed_from": one.allowed_from,
    }
