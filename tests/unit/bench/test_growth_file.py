"""What the growth measurement keeps, and how its two series are told apart."""

from __future__ import annotations

from pathlib import Path

from bench.growth_file import Growth, Place


def measured(*places: tuple[int, int]) -> Growth:
    growth = Growth(machine={"cores": 2})
    for partitions, events in places:
        growth.add(Place(partitions, events), "write", {"commands_per_s": partitions * events})
    return growth


FULL = [(4, 10_000), (4, 100_000), (4, 1_000_000), (1, 100_000), (2, 100_000)]


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    growth = measured(*FULL)
    growth.save(tmp_path / "growth.json")
    assert Growth.load(tmp_path / "growth.json") == growth


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert Growth.load(tmp_path / "growth.json").measured == {}


def test_a_stage_is_lacking_until_it_has_been_measured_at_that_place() -> None:
    growth = measured((4, 10_000))
    assert not growth.lacks(Place(4, 10_000), "write")
    assert growth.lacks(Place(4, 10_000), "follow")
    assert growth.lacks(Place(4, 100_000), "write")


def test_the_stages_of_a_place_are_one_set_of_figures() -> None:
    growth = measured((4, 10_000))
    growth.add(Place(4, 10_000), "follow", {"catchup_events_per_s": 7.0})
    assert growth.figures(Place(4, 10_000)) == {"commands_per_s": 40_000, "catchup_events_per_s": 7.0}


def test_four_digits_are_kept() -> None:
    growth = Growth()
    growth.add(Place(1, 1), "write", {"commands_per_s": 12_345.6})
    assert growth.figures(Place(1, 1)) == {"commands_per_s": 12_350}


def test_the_series_over_sizes_is_that_of_the_log_that_grew() -> None:
    assert list(measured(*FULL).by_events()) == [10_000, 100_000, 1_000_000]


def test_the_series_over_partitions_is_that_of_the_size_they_share() -> None:
    growth = measured(*FULL)
    assert list(growth.by_partitions()) == [1, 2, 4]
    assert growth.series() == Place(4, 100_000)


def test_other_figures_have_another_fingerprint() -> None:
    growth, other = measured(*FULL), measured(*FULL)
    assert growth.fingerprint == other.fingerprint
    other.add(Place(4, 10_000), "write", {"commands_per_s": 1.0})
    assert growth.fingerprint != other.fingerprint
