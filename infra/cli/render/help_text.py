"""How help is laid out: docstrings flow to the width of the screen, and groups list what they have in reading order."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from domain.kernel.text import escaped
from infra.cli.acting import with_its_options
from infra.cli.typed import Checked

EXAMPLE = "Example: "
IN_PLAIN_WORDS = {
    r"^Value error, ": "",
    r"^Input should be a valid UUID.*": "It is no id. Write the whole of it, as answers show it.",
    r"^Input should be a valid integer.*": "It is no whole number.",
    r"^Input should be greater than or equal to (\S+)$": r"It must be \1 or more.",
    r"^Input should be less than or equal to (\S+)$": r"It must be \1 or less.",
}
"""How the library says what is wrong with a value, and how a person does."""


class InReadingOrder(TyperGroup):
    """Lists commands as they were added; commands and groups are not told apart."""

    order: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the help."""
        return [name for name in self.order if name in self.commands]

    def make_context(self, *args: Any, **options: Any) -> Any:
        """Click's; what is wrong with the command line is told without sending a terminal what stands in it."""
        with _told_safely():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Click's, in the same way."""
        with _told_safely():
            return super().invoke(ctx)


@contextmanager
def _told_safely() -> Iterator[None]:
    try:
        yield
    except TyperException as problem:
        if isinstance(message := getattr(problem, "message", None), str):
            problem.message = escaped(in_plain_words(message))
        raise


def in_plain_words(message: str) -> str:
    """What is wrong with a value that was typed; a message that the library's checks did not write stays as it is."""
    for pattern, words in IN_PLAIN_WORDS.items():
        message = re.sub(pattern, words, message, flags=re.DOTALL)
    return message


def group(help_text: str) -> typer.Typer:
    """A group of commands under one word."""
    return typer.Typer(no_args_is_help=True, help=help_text, rich_markup_mode="rich")


def add(app: typer.Typer, function: Callable[..., None], name: str, panel: str | None = None) -> None:
    """Put a command on a program or group; its docstring is its help."""
    app.command(name, cls=Checked, help=flowing(function.__doc__ or ""), rich_help_panel=panel)(
        with_its_options(function)
    )


def add_all(app: typer.Typer, commands: Mapping[str, Callable[..., None]], panel: str | None = None) -> None:
    """Put commands, by name, on a program or group."""
    for name, function in commands.items():
        add(app, function, name, panel)


def flowing(docstring: str) -> str:
    """Paragraphs without the line breaks of the source; an example gets a line of its own."""
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(_styled(" ".join(paragraph.split())) for paragraph in paragraphs)


def _styled(paragraph: str) -> str:
    if paragraph.startswith(EXAMPLE):
        return f"{EXAMPLE}[cyan]{paragraph.removeprefix(EXAMPLE)}[/]"
    return _with_commands_in_colour(paragraph)


def _with_commands_in_colour(paragraph: str) -> str:
    """What stands between single backquotes is something to type."""
    parts = paragraph.split("`")
    return "".join(f"[cyan]{part}[/]" if place % 2 else part for place, part in enumerate(parts))
