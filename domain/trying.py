"""What can be done with an aggregate now, what is blocked, by which rule and until when: decided, and not done.

Each command is tried in the ways of ``domain.sample_commands``. Deciding changes nothing, so trying is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.message import Command
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.sample_commands import Choice, members_of, samples, ways_of

_LOOKS = (*range(48), *range(48, 35 * 24, 24), *range(35 * 24, 400 * 24, 5 * 24))
"""Hours ahead at which is looked whether it is allowed then, if nothing happens until then: two days hour by hour, five
weeks day by day, and a year in steps that come to every day of the week."""
_IN_A_ROW = 8
"""Looks, some days off and at the end, that tell of those in between when they have the same answer."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What comes of a command when it says one of ``choices``; ``refusal`` None: it can be done.

    ``differs_by`` says which members of closed sets these choices have, where not all have the same answer; empty: all.
    ``allowed_from`` (UTC) is when it could be done if nothing happens until then; None: at no time that was looked at.
    """

    command: type[Command]
    choices: tuple[Choice, ...]
    differs_by: tuple[tuple[str, tuple[str, ...]], ...]
    refusal: Refusal | None
    allowed_from: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether it can be done now."""
        return self.refusal is None

    @property
    def is_blocked(self) -> bool:
        """Whether a rule of law, policy or decency forbids it, and not only how things stand."""
        return self.refusal is not None and self.refusal.rule is not None


def tried(kind: AggregateKind[Any], cls: type[Command], state: Any, context: Context) -> list[Tried]:
    """What comes of each choice of a command, those with the same answer together; what can be done comes first."""
    together: dict[tuple[str, str, str], list[Choice]] = {}
    refusals: dict[tuple[str, str, str], Refusal | None] = {}
    for choice, refusal in _answers(kind, cls, state, context):
        key = (refusal.code, refusal.rule or "", refusal.message) if refusal else ("", "", "")
        together.setdefault(key, []).append(choice)
        refusals[key] = refusal
    found = [
        Tried(cls, tuple(choices), _differs_by(cls, choices) if len(together) > 1 else (), refusals[key])
        for key, choices in together.items()
    ]
    dated = [changed(one, allowed_from=_allowed_from(kind, one, state, context)) for one in found]
    return sorted(dated, key=lambda one: (not one.is_allowed, not one.is_blocked))


def _answers(
    kind: AggregateKind[Any], cls: type[Command], state: Any, context: Context
) -> Iterator[tuple[Choice, Refusal | None]]:
    for choice, commands in samples(cls, state, context, context.day(state.claim.jurisdiction)):
        yield choice, _best(kind, commands, state, context)


def _best(kind: AggregateKind[Any], commands: Iterator[Command], state: Any, context: Context) -> Refusal | None:
    """None when one of them can be done; else the refusal of the one that a rule forbids, or of the first."""
    refusals = list[Refusal]()
    for command in commands:
        decision = kind.decide(state, command, context)
        if not isinstance(decision, Refusal):
            return None
        refusals.append(decision)
    return next((refusal for refusal in refusals if refusal.rule), refusals[0])


def _differs_by(cls: type[Command], choices: Sequence[Choice]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = list[tuple[str, tuple[str, ...]]]()
    for name, members in members_of(cls).items():
        used = tuple(member.value for member in members if any(choice.get(name) is member for choice in choices))
        if 0 < len(used) < len(members):
            found.append((name, used))
    return tuple(found)


def _allowed_from(kind: AggregateKind[Any], one: Tried, state: Any, context: Context) -> datetime | None:
    """The first full hour ahead at which its first choice could be done, as far as was looked."""
    refusal = one.refusal
    if refusal is None or refusal.rule is None:
        return None

    def answer(when: datetime) -> Refusal | None:
        then = changed(context, now=when, occurred_at=when)
        ways = ways_of(one.command, one.choices[0], state, then, then.day(state.claim.jurisdiction))
        return _best(kind, ways, state, then)

    begin = context.now.replace(minute=0, second=0, microsecond=0)
    looks = [begin + timedelta(hours=hours) for hours in _LOOKS]
    telling = (answer(when) for when in (*looks[48 : 48 + _IN_A_ROW], *looks[-_IN_A_ROW:]))
    if all(said is not None and (said.code, said.rule) == (refusal.code, refusal.rule) for said in telling):
        return None
    for before, found in pairwise(looks):
        if answer(found) is None:
            hours = (before + timedelta(hours=hour) for hour in range(1, (found - before) // timedelta(hours=1) + 1))
            return next(when for when in hours if answer(when) is None)
    return None
