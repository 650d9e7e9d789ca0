"""A run over a very large log: goes on where it was ended, never over another one, and never fills the disk."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from bench import scale_file
from bench.scale_file import load
from bench.scale_parts import ONE_BY_ONE_MAX, PARTS, parts_of
from bench.scale_room import BYTES_OF_AN_EVENT, SERVERS_BYTES, NoRoomForLog, require_room
from bench.scale_run import OtherRun, ScaleRun

YEAR = (1_500_000, 10_000, 8)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_file, "RESULTS", tmp_path / "scale.json")


def test_a_run_that_was_ended_goes_on_with_the_parts_that_are_lacking(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run = ScaleRun.begun(folder, *YEAR)
    assert run.lacking(["generate", "verify"]) == ["generate", "verify"]
    run.figures |= {"events": 30_000_000, "generate_s": 900.0, "generate_mib": 700.0}
    run.finish(folder, "generate")
    again = ScaleRun.begun(folder, *YEAR)
    assert again.lacking(["generate", "verify"]) == ["verify"]
    assert again.figures == run.figures
    assert load()[str(YEAR[0])]["figures"]["events"] == 30_000_000


def test_a_folder_with_a_run_of_another_size_or_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    ScaleRun.begun(tmp_path / "run", *YEAR)
    with pytest.raises(OtherRun, match="has a log of 1,500,000 cases of 10,000 stories in 8 partitions"):
        ScaleRun.begun(tmp_path / "run", 2_000_000, 10_000, 8)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one").touch()
    with pytest.raises(OtherRun, match="has other things in it"):
        ScaleRun.begun(tmp_path / "photos", *YEAR)
    assert (tmp_path / "photos" / "one").exists()


def test_what_holds_the_whole_log_in_memory_is_left_out_of_a_large_one() -> None:
    assert parts_of(ONE_BY_ONE_MAX) == list(PARTS)
    assert parts_of(ONE_BY_ONE_MAX + 1) == [part for part in PARTS if part not in ("projector", "check")]


def test_a_run_that_would_fill_the_disk_is_refused_with_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(BYTES_OF_AN_EVENT) <= set(PARTS)
    at_once = [bytes_ for part, bytes_ in BYTES_OF_AN_EVENT.items() if part != "index"]
    needed = SERVERS_BYTES + 30_000_000 * sum(at_once)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, needed))
    require_room(tmp_path, YEAR[0], list(PARTS))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, needed - 1))
    with pytest.raises(NoRoomForLog, match=r"take about \d+ GB, and the disk of .* has \d+ GB free"):
        require_room(tmp_path, YEAR[0], list(PARTS))
