"""A file of any size is read in the same little memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from infra.intake import fingerprint
from infra.intake.banks import spool
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.written import WrittenEntry
from infra.intake.fingerprint import Ordinals
from tests.unit.intake.bank_samples import SAMPLES, Sample

SMALL, LARGE = 600, 2_400


def peak_of(path: Path) -> int:
    tracemalloc.start()
    try:
        for _ in read_bank_file(path).lines:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("sample", [SAMPLES[0], SAMPLES[1], SAMPLES[2], SAMPLES[3], SAMPLES[8]], ids=str)
def test_a_file_four_times_as_large_takes_no_more_memory(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES_MAX", 1 << 14)  # so that few lines are many
    monkeypatch.setattr(spool, "AT_ONCE", 16)
    monkeypatch.setattr(fingerprint, "IN_MEMORY_MAX", 100)
    peaks = []
    for lines in (LARGE, SMALL, LARGE):  # the first one fills caches, which are bounded and may just have to grow
        path = tmp_path / f"{lines}.txt"
        entries = (WrittenEntry(100 + n, (f"{n + 1}",), bank_reference=f"{n:09d}") for n in range(lines))
        path.write_bytes(sample.write(sample.day(*entries)))
        peaks.append(peak_of(path))
    assert peaks[2] - peaks[1] < 250_000, "bytes more for 1,800 lines more; kept, they take ten times that"


def test_equals_are_counted_the_same_when_what_was_seen_has_moved_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [(f"{n % 7}", f"{n % 3}") for n in range(200)]
    in_memory = Ordinals()
    expected = [in_memory.next_of(name) for name in names]
    monkeypatch.setattr(fingerprint, "IN_MEMORY_MAX", 2)
    on_disk = Ordinals()
    assert [on_disk.next_of(name) for name in names] == expected
    assert max(expected) == 9
