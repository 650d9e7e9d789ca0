"""Garbage in cycles is still found, only less often."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from infra.runtime.garbage import OBJECTS_BETWEEN_SEARCHES, search_rarely


class Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_a_cycle_is_found_after_so_many_objects_and_not_after_the_usual_few() -> None:
    gc.collect()
    search_rarely()
    lost = weakref.ref(Cycle())
    few = [[] for _ in range(OBJECTS_BETWEEN_SEARCHES // 2)]
    assert lost() is not None
    many = [[] for _ in range(OBJECTS_BETWEEN_SEARCHES)]
    assert lost() is None
    assert few and many


def test_it_may_be_said_twice() -> None:
    search_rarely()
    search_rarely()
    assert gc.get_threshold()[0] == OBJECTS_BETWEEN_SEARCHES
