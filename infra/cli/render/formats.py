"""One answer in the form that was asked for: a table for people, CSV, JSON or JSON lines for programs.

Every command that answers goes through ``tell``, so that ``--format`` means the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from infra.cli.render.screen import Screen, json_text
from infra.documents.csv_text import csv_text, flat, flat_row

if TYPE_CHECKING:
    from rich.console import RenderableType


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


AnswerAs = Annotated[
    Format,
    typer.Option(
        "--format",
        help="How to answer. json (short: --json) is one object, with amounts in minor units and times in UTC; csv and "
        "jsonl have a row or line for each thing that is listed.",
    ),
]

SHORT_FORM = "--json"


class Answering(TyperCommand):
    """A command for which ``--json`` is short for ``--format json``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Click's, with the short form written out."""
        if any("--format" in parameter.opts for parameter in self.params):
            typed = args[: args.index("--")] if "--" in args else args
            written_out = [f"--format={Format.JSON}" if one == SHORT_FORM else one for one in typed]
            args = written_out + args[len(typed) :]
        return super().parse_args(ctx, args)


def tell(
    screen: Screen,
    answer_as: Format,
    document: Callable[[], Mapping[str, Any]],
    shown: Callable[[], Sequence[RenderableType]],
    listed: str | None = None,
) -> None:
    """Write the answer. ``listed`` names the field of the document that is a list: csv and jsonl write only its rows.

    An answer that lists nothing is one line of jsonl, and in CSV a row for each of its fields.
    """
    if answer_as is Format.TABLE:
        screen.show(*shown())
        return
    content = document()
    rows = content.get(listed) if listed else None
    if answer_as is Format.JSON:
        screen.document(content)
    elif answer_as is Format.JSONL:
        for row in [content] if rows is None else rows:
            screen.line(json_text(row))
    elif text := csv_text(_fields(content) if rows is None else [flat_row(row) for row in rows]):
        screen.line(text)


def _fields(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{"field": name, "value": value} for name, value in flat(content)]
