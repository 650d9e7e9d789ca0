"""The arithmetic behind docs/capacity.md."""

from __future__ import annotations

import pytest

from bench.agency_need import (
    AgencyNeed,
    duration_text,
    headroom,
    partitions_for,
    processes_for,
    rate_at,
    size_text,
    slowing,
)


def test_thirty_million_events_a_year_are_less_than_one_a_second() -> None:
    assert AgencyNeed().mean_events_per_s == pytest.approx(0.9506, abs=0.0001)


def test_nothing_is_deleted_in_all_the_years() -> None:
    assert AgencyNeed(events_a_year=30, years=10).events_kept == 300


def test_a_case_of_the_largest_agency_has_fifteen_events_a_year() -> None:
    assert AgencyNeed().events_of_a_case_a_year == 15


def test_headroom_says_how_many_times_over() -> None:
    assert headroom(available=1_000, needed=100) == 10


@pytest.mark.parametrize(
    ("available", "needed", "processes"), [(1_000, 1, 1), (1_000, 500, 1), (1_000, 501, 2), (100, 1_000, 20)]
)
def test_processes_are_so_many_that_each_is_at_most_half_busy(available: float, needed: float, processes: int) -> None:
    assert processes_for(available, needed) == processes


def test_a_log_of_one_size_says_nothing_of_slowing() -> None:
    assert slowing({10_000: 0.5}) == 1.0


def test_the_two_largest_logs_say_how_much_a_tenfold_slows() -> None:
    assert slowing({10_000: 9.9, 100_000: 0.8, 1_000_000: 0.6}) == pytest.approx(0.75)


def test_logs_that_are_not_a_tenfold_apart_are_reckoned_to_one() -> None:
    assert slowing({10_000: 0.8, 1_000_000: 0.2}) == pytest.approx(0.5)


def test_a_log_that_seems_quicker_than_a_smaller_one_is_taken_for_as_quick() -> None:
    assert slowing({10_000: 0.5, 100_000: 0.9}) == 1.0


def test_beyond_the_largest_log_each_tenfold_slows_again() -> None:
    rates, shares = {10_000: 9_999.0, 100_000: 1_000.0}, {10_000: 0.8, 100_000: 0.4}
    assert rate_at(10_000_000, rates, shares) == pytest.approx(250)


def test_within_what_was_measured_the_largest_log_counts() -> None:
    rates, shares = {10_000: 9_999.0, 100_000: 1_000.0}, {10_000: 0.8, 100_000: 0.4}
    assert rate_at(20_000, rates, shares) == 1_000


@pytest.mark.parametrize(("events", "partitions"), [(1, 4), (4_000, 4), (4_001, 6), (13_000, 16)])
def test_partitions_are_the_next_count_at_which_one_is_read_in_time(events: int, partitions: int) -> None:
    assert partitions_for(events, events_per_s=100, within_s=10) == partitions


def test_more_partitions_than_are_sensible_are_refused() -> None:
    with pytest.raises(ValueError, match="1000 partitions"):
        partitions_for(1_000_000, events_per_s=100, within_s=10)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s"), (9.99, "10.0 s"), (50, "50 s"), (720, "12 min"), (12_600, "3.5 h"), (181_440, "2.1 days")],
)
def test_durations_are_as_exact_as_anybody_needs_them(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(("size", "text"), [(700, "700 B"), (35e9, "35 GB"), (1.23e12, "1.2 TB"), (4_500, "4.5 kB")])
def test_sizes_are_told_as_disks_are_sold(size: float, text: str) -> None:
    assert size_text(size) == text
