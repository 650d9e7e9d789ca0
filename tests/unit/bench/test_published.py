"""docs/capacity.md and docs/growth.svg say what bench/growth.json holds, and nothing else."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.capacity import PAGE, with_tables
from bench.capacity_tables import FIGURES
from bench.growth_file import Growth, Place
from bench.growth_picture import PICTURE
from bench.reading_table import rewrite as rewrite_reading


@pytest.fixture(scope="module")
def growth() -> Growth:
    return Growth.load()


def test_the_tables_of_the_page_are_made_from_what_was_measured(growth: Growth) -> None:
    assert PAGE.read_text() == with_tables(PAGE.read_text(), growth), "run python -m bench.capacity"


def test_the_picture_was_drawn_from_what_was_measured(growth: Growth) -> None:
    picture = PICTURE.read_text()
    ElementTree.fromstring(picture)
    assert growth.fingerprint in picture, "run python -m bench.growth_picture"


def test_the_page_shows_the_picture() -> None:
    assert f"]({PICTURE.name})" in PAGE.read_text()


def test_every_figure_of_the_tables_was_measured_everywhere(growth: Growth) -> None:
    assert growth.measured
    for place in growth.measured:
        assert set(FIGURES) <= set(growth.figures(place)), place


def test_another_measurement_makes_another_page(growth: Growth) -> None:
    other = Growth(growth.machine, {place: dict(stages) for place, stages in growth.measured.items()}, growth.when)
    largest = max(other.by_events())
    place = Place(other.series().partitions, largest)
    other.add(place, "more", {"log_bytes_per_event": 12_340.0})
    assert "12,340" in with_tables(PAGE.read_text(), other)


def test_a_page_without_a_place_for_a_table_is_refused(growth: Growth) -> None:
    with pytest.raises(ValueError, match="growth: sizes"):
        with_tables("no markers", growth)


def test_the_table_of_readers_is_made_from_what_was_measured(tmp_path: Path) -> None:
    page = tmp_path / "capacity.md"
    page.write_text(PAGE.read_text())
    rewrite_reading(page)
    assert page.read_text() == PAGE.read_text(), "run python -m bench.reading_table"
