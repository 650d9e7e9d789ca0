"""Work in several processes gives what it gives in one: results in order, progress, errors that say what they are."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator

import pytest

from infra.audit.side_by_side import WorkerDied, run_side_by_side
from tests.unit.audit.side_by_side_work import dies, doubled, fails_at_two, fails_peculiarly, slow_for_zero


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("processes", [1, 2, 9])
def test_every_task_is_done_once_and_tells_of_its_progress(processes: int) -> None:
    told: dict[int, list[int]] = {}
    results = run_side_by_side(doubled, [5, 6, 7], processes, lambda n, done: told.setdefault(n, []).append(done))
    assert [result for result, _ in results] == [10, 12, 14]
    assert told == {0: [5, 10], 1: [6, 12], 2: [7, 14]}
    assert len({worker for _, worker in results} - {os.getpid()}) == (0 if processes == 1 else min(processes, 3))


def test_results_stand_in_the_order_of_the_tasks_though_they_come_otherwise() -> None:
    assert run_side_by_side(slow_for_zero, [0, 1, 2, 3], 2, lambda *_: None) == [0, 1, 2, 3]


def test_the_first_error_ends_it_all_and_says_where_it_came_from() -> None:
    began = time.monotonic()
    with pytest.raises(LookupError, match="two is not wanted") as error:
        run_side_by_side(fails_at_two, [1, 3, 2], 2, lambda *_: None)
    assert "fails_at_two" in error.value.__notes__[0]
    assert time.monotonic() - began < 30, "the others were not stopped"


def test_an_error_that_cannot_be_sent_still_says_what_it_is() -> None:
    with pytest.raises(RuntimeError, match=r"Peculiar: [12] is peculiar"):
        run_side_by_side(fails_peculiarly, [1, 2], 2, lambda *_: None)


def test_a_process_that_is_gone_is_noticed() -> None:
    with pytest.raises(WorkerDied):
        run_side_by_side(dies, [1, 2], 2, lambda *_: None)


def test_no_task_is_no_result() -> None:
    assert run_side_by_side(doubled, [], 2, lambda *_: None) == []
