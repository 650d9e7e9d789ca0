"""When a dead worker is started again, after which pause, and when a person must look."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.stack.supervision import (
    PAUSE_S_MAX,
    QUICK_FAILURES_MAX,
    QUICK_S,
    TO_BE_PUT_RIGHT,
    Ending,
    Restarts,
    read_records,
    why_it_ended,
    write_records,
)

NOW = 1_780_000_000.0


def dying(record: Restarts, lived_s: float, times: int = 1, exit_code: int | None = 1) -> Restarts:
    for _ in range(times):
        record = record.ended(Ending(NOW, "x", lived_s), exit_code)
        record = record if record.given_up else record.started_again()
    return record


def test_the_first_death_is_answered_at_once_and_each_quick_one_after_it_later() -> None:
    pauses, record = [], Restarts()
    for _ in range(QUICK_FAILURES_MAX - 1):
        record = record.ended(Ending(NOW, "x", 1.0), 1)
        assert record.next_try_at is not None
        pauses.append(record.next_try_at - NOW)
    assert pauses[0] < 1.0
    assert pauses == sorted(pauses)
    assert pauses[-1] == PAUSE_S_MAX


def test_after_so_many_quick_deaths_it_is_given_up_and_stays_so() -> None:
    assert not dying(Restarts(), 1.0, QUICK_FAILURES_MAX - 1).given_up
    given_up = dying(Restarts(), 1.0, QUICK_FAILURES_MAX)
    assert (given_up.given_up, given_up.next_try_at) == (True, None)
    assert given_up.count == QUICK_FAILURES_MAX - 1


def test_a_worker_that_lives_long_between_its_deaths_is_never_given_up() -> None:
    often = dying(Restarts(), QUICK_S, 100)
    assert (often.given_up, often.count, often.quick_failures) == (False, 100, 1)


def test_a_worker_that_says_that_starting_again_does_not_help_is_believed() -> None:
    assert dying(Restarts(), 1000.0, exit_code=TO_BE_PUT_RIGHT).given_up


def test_a_person_who_starts_it_anew_clears_the_count_and_not_the_story() -> None:
    anew = dying(Restarts(), 1.0, QUICK_FAILURES_MAX).tried_anew()
    assert (anew.given_up, anew.quick_failures) == (False, 0)
    assert anew.last is not None


@pytest.mark.parametrize(
    ("exit_code", "said", "why"),
    [
        (-9, "half a line", "killed by SIGKILL"),
        (-250, "", "killed by signal 250"),
        (1, "ERROR projector: gone", "ended with exit code 1: ERROR projector: gone"),
        (1, "", "ended with exit code 1"),
        (0, "ended with exit code 0", "ended with exit code 0"),
        (None, "last words", "ended: last words"),
    ],
)
def test_why_it_ended_is_said_in_words(exit_code: int | None, said: str, why: str) -> None:
    assert why_it_ended(exit_code, said) == why


def test_what_is_written_is_read_again_and_a_broken_file_is_none(tmp_path: Path) -> None:
    records = {"writer": dying(Restarts(), 1.0, 3), "followers": Restarts()}
    write_records(tmp_path, records)
    assert read_records(tmp_path) == records
    (tmp_path / "run" / "supervision.json").write_text('{"writer": {"last"')
    assert read_records(tmp_path) == {}
