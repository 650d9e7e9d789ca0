"""What people see: answers on standard output, everything else on standard error.

So ``caseledger balances --json > file`` holds the answer and nothing but the answer, while progress and notes still
reach the person who waits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment
from rich.text import Text

from domain.kernel.text import escaped, json_escaped
from infra.documents.csv_text import plain

WIDTH_WITHOUT_TERMINAL = 128
"""Wide enough for every table: a CI log or a file has no edge of its own."""


class Screen:
    """The two streams. Colours follow the terminal, NO_COLOR and FORCE_COLOR.

    A text is shown as it is, letter for letter: brackets are no markup here, and what would steer a terminal is shown
    as an escape. Whatever is to have a style is a ``Text``, as ``styled`` makes it.

    What is said beside the answer is one line, however long, that a terminal folds by itself: a command that it names
    can be copied, and found by a program, whole.
    """

    def __init__(self) -> None:
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    def show(self, *what: RenderableType) -> None:
        """A part of the answer, for people."""
        for one in what:
            self.out.print(one)

    def note(self, text: str) -> None:
        """Something beside the answer that is good to know."""
        self._say(Text(text, style="dim"))

    def step(self, text: str) -> None:
        """Something has been done."""
        self._say(styled(("✓", "green"), f" {text}"))

    def warn(self, text: str) -> None:
        """Something that a person should look at; the command goes on."""
        self._say(styled(("!", "yellow"), f" {text}"))

    def fail(self, text: str) -> None:
        """Why the command ends here."""
        self._say(styled(("✗", "bold red"), f" {text}"))

    def line(self, text: str) -> None:
        """One line or more of an answer for machines, as they are."""
        self.out.out(text, highlight=False)

    def document(self, content: Mapping[str, Any]) -> None:
        """The answer for machines: one JSON object."""
        self.out.out(json_text(content, indent=2), highlight=False)

    def _say(self, text: Text) -> None:
        self.err.print(text, soft_wrap=True)


def styled(*parts: str | tuple[str, str]) -> Text:
    """One text of parts, each with a style of its own where it is given with one."""
    return Text.assemble(*parts)


def json_text(content: Mapping[str, Any], indent: int | None = None) -> str:
    """One JSON object. What cannot be seen stands in JSON's own escapes, so that it is as safe on a terminal as it is
    exact in a file."""
    return json_escaped(json.dumps(content, ensure_ascii=False, indent=indent, default=plain))


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH_WITHOUT_TERMINAL
    console.push_render_hook(_Legible())
    return console


class _Legible(RenderHook):
    """Stands before everything that is printed, so that nobody can forget it."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Escaped(one) for one in renderables]


@dataclass(frozen=True)
class _Escaped:
    """The same, with nothing in its texts that a terminal would obey."""

    inner: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.inner, options):
            yield segment if segment.control else Segment(escaped(segment.text), segment.style)
