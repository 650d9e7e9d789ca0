"""The figures of very large logs: a column for each size, and nothing told that was not measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import scale_file
from bench.capacity import PAGE
from bench.marked_table import with_table
from bench.scale_file import ROOM, ROWS, keep, load, rewrite, table

MEASURED = scale_file.RESULTS


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_file, "RESULTS", tmp_path / "scale.json")


def test_each_size_has_a_column_and_what_was_not_reached_is_empty() -> None:
    keep(200_000, {"events": 4_000_000, "stories": 10_000, "generate_s": 1_234.5, "generate_mib": 512.3})
    keep(20_000, {"events": 400_000, "generate_s": 61.26, "generate_mib": 300.0, "log_gib": 0.25})
    lines = list(table(load()))
    assert lines[0] == "| | 20,000 cases | 200,000 cases |"
    assert lines[2] == "| events | 400,000 | 4,000,000 |"
    assert lines[3] == "| stories | each its own | 10,000 |"
    assert f"| {ROWS['generate']} | 61 s, 300 MiB | 20 min, 512 MiB |" in lines
    assert f"| {ROWS['check']} |  |  |" in lines
    assert f"| {ROOM['log_gib']} | 256 MiB |  |" in lines


def test_a_size_that_is_measured_again_replaces_what_there_was() -> None:
    keep(20_000, {"events": 1, "generate_s": 5.0, "generate_mib": 1.0})
    keep(20_000, {"events": 2})
    assert list(load()) == ["20000"]
    assert load()["20000"]["figures"] == {"events": 2}


def test_the_table_of_the_page_is_made_from_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_file, "RESULTS", MEASURED)
    page = PAGE.read_text("utf-8")
    assert page == with_table(page, "scale", "scale", table(load())), "run python -m bench.scale_file"


def test_the_page_has_a_place_for_the_table(tmp_path: Path) -> None:
    page = tmp_path / "capacity.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    keep(7, {"events": 140})
    rewrite(page)
    assert "| | 7 cases |" in page.read_text("utf-8")
