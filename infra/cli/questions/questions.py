"""What the questions to the read models have in common: the answer, and the positions that it reflects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar

from infra.cli.holding import Shows, shows
from infra.cli.reads import put_answer_on_record
from infra.cli.render.screen import styled
from infra.cli.session import Session

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from psycopg2.extensions import connection
    from rich.text import Text

    from infra.postgres.progress import PositionedAnswer

Value = TypeVar("Value")


def asked(session: Session, ask: Callable[[connection], Value], *, wait: bool) -> PositionedAnswer[Value]:
    """The read models' answer; one that may hold personal fields is on record by then.

    Raises what ``infra.cli.database.asked`` raises, and Unavailable when it cannot be put on record.
    """
    from infra.cli import database

    answer = database.asked(session.served if wait else session.settings, ask, wait=wait)
    if shows(session.command) is Shows.NAMES:
        put_answer_on_record(session, answer.value)
    return answer


def reflects(answer: PositionedAnswer[Any], *models: str) -> dict[str, int]:
    """Up to which position of each partition all of the answer's ``models`` had followed the log; none where one is at
    the start."""
    reached = [answer.positions[model] for model in models]
    last = {partition: min(one.get(partition, 0) for one in reached) for partition in sorted(reached[0])}
    return {str(partition): position for partition, position in last.items() if position}


def reflects_line(answer: PositionedAnswer[Any], *models: str) -> Text:
    """The same for people, in a small line below the answer."""
    places = ", ".join(f"{partition}/{position}" for partition, position in reflects(answer, *models).items())
    return styled((f"As of partition/position {places or 'nothing yet'} of the log", "dim"))


def documents(rows: Sequence[DataclassInstance]) -> list[dict[str, Any]]:
    """Rows for machines, field for field."""
    return [asdict(row) for row in rows]


def totals(rows: Sequence[Any], by: str) -> Mapping[str, dict[str, int]]:
    """The sums of every whole-number field of rows of one kind, by the value of the field ``by``."""
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        of = sums.setdefault(getattr(row, by), {})
        for field in fields(row):
            value = getattr(row, field.name)
            if isinstance(value, int):
                of[field.name] = of.get(field.name, 0) + value
    return sums
