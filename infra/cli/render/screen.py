"""What people see: answers on standard output, everything else on standard error.

So ``caseledger balances --json > file`` holds the answer and nothing but the answer, while progress and notes still
reach the person who waits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console, RenderableType

WIDTH_WITHOUT_TERMINAL = 128
"""Wide enough for every table: a CI log or a file has no edge of its own."""


class Screen:
    """The two streams. Colours follow the terminal, NO_COLOR and FORCE_COLOR."""

    def __init__(self) -> None:
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    def show(self, *what: RenderableType) -> None:
        """A part of the answer, for people."""
        for one in what:
            self.out.print(one)

    def note(self, text: str) -> None:
        """Something beside the answer that is good to know."""
        self.err.print(text, style="dim", markup=False)

    def step(self, text: str) -> None:
        """Something has been done."""
        self.err.print(f"[green]✓[/] {_escaped(text)}")

    def warn(self, text: str) -> None:
        """Something that a person should look at; the command goes on."""
        self.err.print(f"[yellow]![/] {_escaped(text)}")

    def fail(self, text: str) -> None:
        """Why the command ends here."""
        self.err.print(f"[bold red]✗[/] {_escaped(text)}")

    def document(self, content: Mapping[str, Any]) -> None:
        """The answer for machines: one JSON object."""
        self.out.out(json.dumps(content, ensure_ascii=False, indent=2, default=plain), highlight=False)


def plain(value: object) -> object:
    """What JSON has no word for. Times are UTC; money is always written by whoever knows the currency."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, UUID | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH_WITHOUT_TERMINAL
    return console


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
