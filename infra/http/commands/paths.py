"""Where a command is: its path, what it is of, and which scope it needs. All of it follows from the catalogue.

``RaiseDispute`` of a case is ``POST /v1/cases/{id}/raise-dispute``. The names are those of the contract, which never
change. A command whose aggregate follows from what it says has a second path, without the id:
``POST /v1/cases/receive-claim``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.catalogue import COMMANDS, kind_of
from domain.kernel.aggregate import AggregateKind
from domain.kernel.four_eyes import Approve
from domain.kernel.message import Command, moves_money
from domain.rule_usage import reach_of

PREFIX = "/v1"
PROGRAMS = "programs:act"


@dataclass(frozen=True, slots=True)
class CommandPath:
    """One command of the domain as HTTP sees it: its class, and the kind of aggregate that it is of."""

    cls: Any
    kind: AggregateKind[object]

    @property
    def name(self) -> str:
        """Of its class: ``RaiseDispute``."""
        return str(self.cls.__name__)

    @property
    def path(self) -> str:
        """With the id of its aggregate."""
        return f"{PREFIX}/{plural(self.kind)}/{{aggregate_id}}/{hyphened(self.name)}"

    @property
    def path_without_id(self) -> str | None:
        """For a command that says itself what it is for."""
        names_its_own = self.cls.belongs_to is not Command.belongs_to
        return f"{PREFIX}/{plural(self.kind)}/{hyphened(self.name)}" if names_its_own else None

    @property
    def scope(self) -> str:
        """Who sends it needs this."""
        return PROGRAMS if self.cls.BY_PROGRAMS else f"{plural(self.kind)}:act"

    @property
    def moves_money(self) -> bool:
        """Whether its decision can book money."""
        return any(moves_money(event) for event in reach_of(self.cls).events)

    @property
    def approves(self) -> bool:
        """Whether with it a second person says yes to what another one asked for."""
        return issubclass(self.cls, Approve)


def command_paths() -> Iterator[CommandPath]:
    """Every command there is."""
    for topic, cls in COMMANDS.items():
        yield CommandPath(cls, kind_of(topic))


def by_name() -> dict[str, CommandPath]:
    """By the name of their class."""
    return {one.name: one for one in command_paths()}


def plural(kind: AggregateKind[object]) -> str:
    """``bank-files`` of a bank_file; ``books`` are several already."""
    name = kind.name.replace("_", "-")
    return name if name.endswith("s") else f"{name}s"


def hyphened(name: str) -> str:
    """``raise-dispute`` of RaiseDispute."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
