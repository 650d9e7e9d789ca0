"""What every question has in common: who asks, what they see, from which position on, and how it is answered."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Header, Query, Request
from psycopg2.extensions import connection
from pydantic import AfterValidator, AwareDatetime
from starlette.responses import JSONResponse, Response

from infra.documents.csv_text import csv_text, flat_row
from infra.http.access.callers import Caller, RowFilter
from infra.http.answers.media_types import CSV, JSON, NDJSON
from infra.http.answers.values import plain
from infra.http.commands import headers
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.cursors import binding_of, cursor, read_cursor
from infra.http.questions.times import check_times
from infra.http.requests import AnyCaller, services_of
from infra.http.services import Services
from infra.postgres.progress import PositionedAnswer
from infra.reads.purposes import ReadingPurpose
from infra.reads.unsealing import may_read
from projections.kit.then import Then

FORMS = (JSON, CSV, NDJSON)
NEXT = "Caseledger-Next"
LIMIT_MAX = 1_000

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Rows at most.")]
Cursor = Annotated[str | None, Query(max_length=1_000, description="The next page: what the page before gave.")]
Value = TypeVar("Value")


def _in_utc(given: datetime | None) -> datetime | None:
    """Raises ValueError for a time that there is not in UTC."""
    try:
        return given and given.astimezone(UTC)
    except OverflowError:
        raise ValueError("there is no such time in UTC") from None


Instant = Annotated[
    AwareDatetime | None, AfterValidator(_in_utc), Query(description="A time with its offset from UTC.")
]
"""In UTC."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One question of somebody who may ask it."""

    services: Services
    caller: Caller
    after: Mapping[int, int]
    form: str
    request: Request

    def ask(self, question: Callable[[connection], Value]) -> PositionedAnswer[Value]:
        """What the read models answer. Raises HttpProblem."""
        return self.services.questions.ask(question, self.after)

    def shows_personal(self, person_id: UUID) -> bool:
        """Whether this person's personal fields are shown in the clear; that they were goes on record.

        They are the caller's own, or the role may see them, or for the purpose that was said, or two people have agreed
        that the caller reads them.
        """
        return person_id in self.shown_persons([person_id])

    def shown_persons(self, person_ids: Collection[UUID]) -> frozenset[UUID]:
        """Of whom of these that is so."""
        own = {one for one in person_ids if one == self.caller.rows.person_id}
        shown = frozenset(person_ids if self.caller.sees_personal else own | self._unsealed({*person_ids} - own))
        state = self.request.state
        state.in_the_clear = bool(shown) or getattr(state, "in_the_clear", False)
        return shown

    def _unsealed(self, person_ids: Collection[UUID]) -> frozenset[UUID]:
        now = self.services.clock.now()
        histories = self.services.histories.histories_of(person_ids) if person_ids else {}
        return frozenset(one for one, events in histories.items() if may_read(events, self.caller.actor_id, now))

    def then(self, as_of: datetime | None, known_at: datetime | None) -> Then | None:
        """The time that is asked of; None for now. Raises HttpProblem for one that has not come."""
        now = self.services.clock.now()
        if any(at is not None and at > now for at in (as_of, known_at)):
            raise HttpProblem(
                "parameter_invalid", "`as_of` and `known_at` are times that have come: nobody knows later."
            )
        return Then(as_of, known_at, self.services.zone) if as_of or known_at else None

    @property
    def binding(self) -> str:
        """What its cursors are bound to: the path, the filters and the caller's rows."""
        asked = self.request.query_params.items()
        filters = sorted((name, value) for name, value in asked if name not in _OF_PAGES)
        return binding_of(self.request.url.path, filters, self.caller.rows)

    def at(self, as_of: datetime | None, known_at: datetime | None) -> tuple[datetime, Then | None]:
        """The time of a question that may be about one to come, and the one that is asked of where it is past. Raises
        HttpProblem."""
        now = self.services.clock.now()
        if as_of is not None and as_of > now:
            return as_of, self.then(None, known_at)
        then = self.then(as_of, known_at)
        return (then.at if then else now), then

    def begins_after(self, text: str | None, *kinds: type) -> tuple[Any, ...] | None:
        """The place that a cursor names. Raises HttpProblem."""
        return None if text is None else read_cursor(text, self.binding, *kinds)

    def rows(
        self, creditor_id: str | None = None, portfolio: str | None = None, person_id: UUID | None = None
    ) -> RowFilter:
        """What is asked for, within what the key sees. Raises HttpProblem for anything else."""
        held = self.caller.rows
        for asked, own in (
            (creditor_id, held.creditor_id),
            (portfolio, held.portfolio),
            (person_id, held.person_id),
        ):
            if own is not None and asked not in (None, own):
                raise HttpProblem("forbidden", "The key is held to other rows than these.")
        return RowFilter(creditor_id or held.creditor_id, portfolio or held.portfolio, person_id or held.person_id)

    def rows_of_all(self, creditor_id: str | None = None, portfolio: str | None = None) -> RowFilter:
        """The rows, for a question that is not about a person. Raises HttpProblem for a key that is held to one."""
        rows = self.rows(creditor_id, portfolio)
        if rows.person_id is not None:
            raise HttpProblem("forbidden", "The key is held to one person, and this is about all.")
        return rows

    def listed(
        self,
        rows: Sequence[Any],
        answer: PositionedAnswer[Any],
        place: Callable[[Any], tuple[object, ...]] | None = None,
        limit: int = LIMIT_MAX,
        *,
        next_place: tuple[object, ...] | None = None,
        **more: Any,
    ) -> Response:
        """A page: ``place`` gives what the list is sorted by, of a row. One row more than ``limit`` was asked for.

        Or ``next_place`` says where the next page begins, and whether there is one.
        """
        shown = rows[:limit]
        if place and len(rows) > limit:
            next_place = place(shown[-1])
        following = next_place and cursor(self.binding, *next_place)
        documents = [plain(row) for row in shown]
        if self.form == JSON:
            return JSONResponse(
                {"rows": documents, "next": following, **plain(more), "reflects": plain(answer.positions)}
            )
        if self.form == CSV:
            text = csv_text([flat_row(one) for one in documents])
            content = f"{text}\n" if text else ""
        else:
            content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents)
        said = {NEXT: following} if following else {}
        return Response(content, headers=said, media_type=f"{self.form}; charset=utf-8")

    def one(self, row: Any, answer: PositionedAnswer[Any], version: int | None = None, **more: Any) -> Response:
        """One thing. Raises HttpProblem when it is None: it is not there, or not for this key."""
        if row is None:
            raise not_there()
        said = {} if version is None else {"ETag": headers.etag(version)}
        return JSONResponse({**plain(row), **plain(more), "reflects": plain(answer.positions)}, headers=said)


def reading(scope: str, *, sees_all: bool = False, forms: Sequence[str] = FORMS) -> Callable[..., Awaitable[Reading]]:
    """A dependency: a question that needs this scope, and where ``sees_all`` a key that is held to no rows. It is
    answered in one of ``forms``, in the first of them where nobody asks."""

    async def asked(
        request: Request,
        caller: AnyCaller,
        accept: Annotated[
            str | None, Header(description="The media type of the answer: one of those that it has.")
        ] = None,
        seen: Annotated[
            str | None, Header(alias=headers.POSITION, description="What an answer said: this one is not older.")
        ] = None,
        purpose: Annotated[
            str | None, Header(alias=headers.PURPOSE, description=f"What it is for: {', '.join(ReadingPurpose)}.")
        ] = None,
    ) -> Reading:
        caller.check_scope(scope)
        if sees_all:
            caller.check_sees_all()
        check_times(request)
        if any("\x00" in text for pair in request.query_params.multi_items() for text in pair):
            raise HttpProblem("parameter_invalid", "No parameter has a character that is none.")
        return Reading(services_of(request), caller, headers.positions(seen), _form_of(accept, forms), request)

    return asked


_OF_PAGES = ("cursor", "limit")


def _form_of(accept: str | None, forms: Sequence[str]) -> str:
    """The first that is asked for of those that there are."""
    for one in (accept or forms[0]).lower().split(","):
        wanted = one.partition(";")[0].strip()
        if wanted in ("*/*", "application/*"):
            return forms[0]
        if wanted in forms:
            return wanted
    raise HttpProblem("not_acceptable", f"Answers are {_listed(forms)}.")


def _listed(forms: Sequence[str]) -> str:
    return f"{', '.join(forms[:-1])} or {forms[-1]}"
