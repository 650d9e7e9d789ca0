"""One answer in the form that was asked for: a table for people, CSV, JSON or JSON lines for programs.

Every command that answers goes through ``tell``, so that ``--format`` means the same everywhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from domain.kernel.text import escaped
from infra.cli.render.screen import Screen, json_text, plain

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
    elif text := csv_text(_fields(content) if rows is None else [_row(row) for row in rows]):
        screen.line(text)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows with a heading; empty when there are none. A cell with several values holds a JSON list; one that a
    spreadsheet would take for a formula is quoted with an apostrophe, as spreadsheets do it themselves."""
    text = io.StringIO()
    names = list({name: None for row in rows for name in row})
    writer = csv.DictWriter(text, names, lineterminator="\n")
    if rows:
        writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue().removesuffix("\n")


def _fields(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{"field": name, "value": value} for name, value in _flat(content)]


def _row(row: Any) -> Mapping[str, Any]:
    return dict(_flat(row)) if isinstance(row, Mapping) else {"value": row}


def _flat(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Fields of fields get names such as ``actor.id``."""
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set):
        return escaped(json.dumps(list(value), ensure_ascii=False, default=plain))
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else str(plain(value))
    return escaped(f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text)
