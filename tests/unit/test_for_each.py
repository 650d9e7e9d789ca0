"""A test that stands for many says of which ones it is not true, and is not content with none."""

from __future__ import annotations

import inspect

import pytest

from tests.for_each import NothingToTry, for_each


def test_every_failure_is_told_with_its_name_and_nothing_is_left_out() -> None:
    tried = []

    @for_each("number", [1, 2, 3, 4], name="number {}".format)
    def is_odd(number: int, fixture: str) -> None:
        tried.append((number, fixture))
        assert number % 2

    with pytest.raises(ExceptionGroup, match="2 of 4 failed") as failed:
        is_odd(fixture="given")
    assert tried == [(1, "given"), (2, "given"), (3, "given"), (4, "given")]
    assert [one.__notes__ for one in failed.value.exceptions] == [["for number number 2"], ["for number number 4"]]
    assert list(inspect.signature(is_odd).parameters) == ["fixture"], "pytest gives it the fixture and nothing else"


def test_nothing_to_try_is_a_failure() -> None:
    @for_each("number", [])
    def anything(number: int) -> None:
        raise AssertionError

    with pytest.raises(NothingToTry):
        anything()
