"""Commands that are loaded when somebody asks for them: what one of them needs is imported for no other.

Only the help of the whole program, which shows every command, loads all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
import typer.main

from infra.cli.render.help_text import InReadingOrder, add

Load = Callable[[], Callable[..., None] | typer.Typer]
"""Gives the function behind a command, or a group of them."""


class ListedCommand(NamedTuple):
    """A command or group of the program: the panel of the help that shows it, and what loads it."""

    panel: str
    load: Load


def named(module: str, name: str) -> Load:
    """Loads the command of this name in a module of the command line."""
    return lambda: getattr(import_module(f"infra.cli.{module}"), name)


def grouped(module: str, name: str) -> Load:
    """Loads the group that the function of this name in a module puts together."""
    return lambda: getattr(import_module(f"infra.cli.{module}"), name)()


class WhenAskedFor(Mapping[str, Any]):
    """The program's commands by name, each made when it is first looked up."""

    def __init__(self, entries: Mapping[str, ListedCommand]) -> None:
        self._entries = entries
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name, self._entries[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def program_of(entries: Mapping[str, ListedCommand]) -> type[InReadingOrder]:
    """The group of these commands, in their order."""

    class Program(InReadingOrder):
        order = tuple(entries)

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands: Any = WhenAskedFor(entries)

    return Program


def _made(name: str, entry: ListedCommand) -> Any:
    app, loaded = typer.Typer(rich_markup_mode="rich"), entry.load()
    if isinstance(loaded, typer.Typer):
        app.add_typer(loaded, name=name, rich_help_panel=entry.panel)
    else:
        add(app, loaded, name, entry.panel)
    return typer.main.get_group(app).commands[name]
