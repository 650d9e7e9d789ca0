"""The copy that `make mutants` changes does the same as the project."""

from __future__ import annotations

from tests.mutation.plain_functions import plain

DECORATED = """\
@register("a")
@other
def one(x: int) -> int:
    return x


@lru_cache(
    maxsize=4,
)
def two() -> int:
    return 2


@frozen
class Three:
    @property
    def four(self) -> int:
        return 4
"""
PLAIN = """\
def one(x: int) -> int:
    return x
one = other(one)
one = register('a')(one)


def two() -> int:
    return 2


@frozen
class Three:
    @property
    def four(self) -> int:
        return 4
"""


def test_functions_are_registered_below_themselves_and_remember_nothing() -> None:
    assert plain(DECORATED) == PLAIN
