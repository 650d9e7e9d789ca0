"""Clocks: the machine's, and one that a file sets for every process."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from infra.runtime.clock import FileClock, SystemClock, clock_from
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError

MARCH = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_clock_that_runs_goes_on_from_the_time_it_was_set_to(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    FileClock.set(path, MARCH)
    clock = FileClock(path)
    first = clock.now()
    assert MARCH <= first < MARCH + timedelta(seconds=30)
    assert clock.now() > first


def test_time_passes_from_when_the_file_was_written_not_from_when_it_was_first_read(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    FileClock.set(path, MARCH)
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
    os.utime(path, (an_hour_ago, an_hour_ago))
    passed = FileClock(path).now() - MARCH
    assert timedelta(hours=1) <= passed < timedelta(hours=1, seconds=30)


def test_a_clock_that_stands_says_the_same_until_it_is_set_again(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = FileClock(path)
    FileClock.set(path, MARCH, runs=False)
    assert clock.now() == clock.now() == MARCH
    for day in range(1, 4):  # the same size each time, and perhaps the same tick of the file system's clock
        FileClock.set(path, MARCH + timedelta(days=day), runs=False)
        assert clock.now() == MARCH + timedelta(days=day)


def test_without_a_file_it_is_the_machines_time_and_a_file_removed_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = FileClock(path)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)
    FileClock.set(path, MARCH, runs=False)
    assert clock.now() == MARCH
    path.unlink()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_time_in_another_zone_is_the_same_instant_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    FileClock.set(path, MARCH.astimezone(timezone(timedelta(hours=1))), runs=False)
    assert FileClock(path).now() == MARCH
    assert FileClock(path).now().tzinfo is UTC


def test_a_time_without_a_zone_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        FileClock.set(tmp_path / "clock.json", datetime(2026, 3, 2))  # noqa: DTZ001
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"now": 5}', '{"now": "2026-03-02T08:00:00"}', '{"now": "2026-03-02T08:00:00Z", "runs": "no"}'],
)
def test_a_clock_file_that_says_no_time_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "clock.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"CASELEDGER_CLOCK_FILE.*clock\.json.*2026-03-02T08:00:00Z"):
        FileClock(path).now()


def test_the_settings_say_which_clock(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    FileClock.set(path, MARCH, runs=False)
    assert isinstance(clock_from(Settings(home=tmp_path)), SystemClock)
    assert clock_from(Settings(home=tmp_path, clock_file=path)).now() == MARCH
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)
