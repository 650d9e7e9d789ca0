"""What a person typed, checked before any command sees it: one rule for the texts of every command there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from domain.kernel.text import NOTE_LENGTH_MAX, TEXT_LENGTH_MAX, DamagedText, clean_text
from infra.cli.render.formats import Answering

IN_LINES = frozenset({"note", "text"})
"""Options whose text may have several lines."""


class Checked(Answering):
    """A command whose texts come in their one form (``clean_text``); a damaged one ends it with exit code 2.

    Names of files are no texts: whatever a file is called, it can be read.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Click's, and then each text that is among the values."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            if parameter.name in ctx.params:
                ctx.params[parameter.name] = _checked(ctx, parameter, ctx.params[parameter.name])
        return rest


def _checked(ctx: Any, parameter: Any, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_checked(ctx, parameter, one) for one in value)
    if type(value) is not str:
        return value
    lines = parameter.name in IN_LINES
    try:
        return clean_text(value, NOTE_LENGTH_MAX if lines else TEXT_LENGTH_MAX, lines=lines)
    except DamagedText as damage:
        raise typer.BadParameter(damage.reason, ctx=ctx, param=parameter) from None


def some_files(paths: list[Path]) -> list[Path]:
    """Each of them as one that can be read from its beginning more than once. Raises BadParameter."""
    return [path for path in map(a_file, paths) if path is not None]


def a_file(path: Path | None) -> Path | None:
    """A file that can be read from its beginning more than once: lines are counted, read, and kept where it is.

    A pipe can be read once only, and one that nobody writes to would wait for ever. Raises BadParameter.
    """
    if path is None:
        return None
    places = (path.absolute(), path.resolve())
    if not path.is_file() or any(place.is_relative_to(system) for place in places for system in ("/dev", "/proc")):
        raise typer.BadParameter(
            "It is a pipe or a device, and a file is read more than once. Write what comes through it into a file, and "
            "give the name of that."
        )
    return path
