"""Random lives that many rules are held against: drawn once for all of them, since drawing takes longer than any rule.

``@whatever_happens(case_lives, number=120)`` stands where ``@settings(max_examples=120) @given(case_lives)`` would. A
life for which a rule does not hold is drawn again for that rule alone, so that Hypothesis looks for the shortest one
and shows it. The lives are others in each run, unless the environment's SEED says which.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count, islice
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis.strategies import SearchStrategy

from domain.kernel.aggregate import AggregateKind
from tests.unit.domain.asking import Asked
from tests.unit.domain.random_life import Life, Step, lived

Rule = Callable[[Any], None]
SEED = int(os.environ.get("SEED") or time.time_ns() % 1_000_000)
AT_ONCE = 100

of_one_drawing = settings(
    max_examples=AT_ONCE, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def whatever_happens(*kinds: SearchStrategy[list[tuple[Asked, int]]], number: int = 100) -> Callable[[Rule], Rule]:
    """The rule is held against so many lives of each kind."""

    def held(rule: Rule) -> Any:
        def test() -> None:
            for lives in kinds:
                for place, life in enumerate(islice(lives_of(lives), number)):
                    try:
                        rule(life)
                    except Exception as failure:
                        failure.add_note(f"SEED={SEED} draws the same lives again.")
                        _draw(lives, place // AT_ONCE, rule)
                        raise

        test.__name__, test.__doc__, test.__module__ = rule.__name__, rule.__doc__, rule.__module__
        return test

    return held


def never_come_to(
    rare: set[str],
    kind: AggregateKind[Any],
    lives: SearchStrategy[list[tuple[Asked, int]]],
    told: Callable[[Step], set[str]],
    within: int = 5_000,
) -> set[str]:
    """What of the rare is told of no step of so many lives. No more are lived than it takes to come to all."""
    missing = set(rare)
    for life in islice(lives_of(lives), within):
        if not missing:
            break
        for step in lived(kind, life):
            missing -= told(step)
    return missing


def lives_of(lives: SearchStrategy[list[tuple[Asked, int]]]) -> Iterator[Life]:
    """One after another, without end; the same for everybody who asks, and drawn when they are first asked for."""
    for drawing in count():
        yield from _drawn(lives, drawing)


@cache
def _drawn(lives: SearchStrategy[list[tuple[Asked, int]]], drawing: int) -> list[Life]:
    drawn: list[Life] = []
    _draw(lives, drawing, lambda asked: drawn.append(Life(asked)))
    return drawn


def _draw(lives: SearchStrategy[list[tuple[Asked, int]]], drawing: int, rule: Rule) -> None:
    """Draws the lives of one drawing, the same each time, for a rule."""

    @seed(SEED + drawing)
    @of_one_drawing
    @given(lives)
    def draw(asked: list[tuple[Asked, int]]) -> None:
        rule(asked)

    draw()
