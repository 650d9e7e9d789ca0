"""The rows of law and policy that decisions rest on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.law.rule_text import RuleText, all_rules
from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Cursor, Limit, Reading, reading
from infra.http.requests import BEARER
from infra.postgres.progress import PositionedAnswer

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfLaw = Annotated[Reading, Depends(reading("law:read"))]


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
    where = known_word("jurisdiction", jurisdiction, {_parts(one)[0] for one in all_rules()})
    name = known_word("rule", rule, {word for one in all_rules() for word in (one.rule_id, *_parts(one)[1:2])})
    found = sorted(
        (one for one in all_rules() if one.rule_id > after and _is_of(one, where, name) and _holds(one, on)),
        key=lambda one: one.rule_id,
    )
    nothing: PositionedAnswer[None] = PositionedAnswer(None, {})
    return asked.listed(found, nothing, lambda row: (row.rule_id,), limit)


def _is_of(one: RuleText, jurisdiction: str | None, rule: str | None) -> bool:
    parts = _parts(one)
    return jurisdiction in (None, parts[0]) and (rule in (None, one.rule_id) or rule in parts[1:2])


def _parts(one: RuleText) -> list[str]:
    return one.rule_id.split(".")


def _holds(one: RuleText, day: date | None) -> bool:
    if day is None:
        return True
    return one.valid_from is not None and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
