"""How something is asked for in a random life: a command by how things stand, and how often it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command
from tests.unit.messages.messages import messages_of

Asked = Callable[[Any], Command]
"""The command that is asked for, given how things stand."""


def fixed(command: Command) -> Asked:
    return lambda state: command


def often(weights: dict[st.SearchStrategy[Asked], int]) -> st.SearchStrategy[Asked]:
    """One of these, each as often as its weight says."""
    each = [one for one, weight in weights.items() for _ in range(weight)]
    return st.integers(0, len(each) - 1).flatmap(each.__getitem__)


def anything(kind: AggregateKind[Any]) -> st.SearchStrategy[Asked]:
    """Any command of the kind with any fields: so a new one is asked for without a line here."""
    commands = sorted(kind.commands.values(), key=str)
    return st.sampled_from(commands).flatmap(messages_of).map(fixed)


payments = st.integers(1, 4).map(lambda number: UUID(int=number))
persons = st.integers(6, 9).map(lambda number: UUID(int=number))
amounts = st.sampled_from([-5, 0, 1, 500, 24_000, 25_500, 60_000, 100_000, 125_500, 130_000]) | st.integers(1, 130_000)
reasons = st.sampled_from(["asked", "asked", "asked", None])
days = st.dates(date(2026, 2, 20), date(2026, 8, 1))
