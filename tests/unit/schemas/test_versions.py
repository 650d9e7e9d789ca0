"""What a reader of today makes of what was written in an older version."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.errors import LockError
from schemas.lock import read_lock
from schemas.registry import Registry
from tests.unit.schemas.contract_folder import NAME, field, lock, record, write


@pytest.fixture
def two_versions(tmp_path: Path) -> Registry:
    write(tmp_path, record(field("reason"), field("gone", default="was here")))
    lock(tmp_path)
    write(tmp_path, record(field("reason"), field("channel", default="letter")), version=2)
    lock(tmp_path)
    return Registry.read(tmp_path)


def test_old_bytes_get_the_default_of_a_field_that_came_later_and_lose_one_that_went(two_versions: Registry) -> None:
    old = two_versions.encode_version(two_versions.rows[0].id, {"reason": "moved", "gone": "old"})
    assert two_versions.decode(old) == (NAME, {"reason": "moved", "channel": "letter"})


def test_only_the_newest_version_is_written(two_versions: Registry) -> None:
    value = two_versions.encode(NAME, {"reason": "moved", "channel": "phone"})
    assert int.from_bytes(value[1:5], "big") == two_versions.newest(NAME).id == two_versions.rows[1].id
    assert two_versions.newest(NAME).version == 2


def test_the_tenth_version_is_newer_than_the_ninth(tmp_path: Path) -> None:
    for version in range(1, 11):
        write(tmp_path, record(field("reason")), version)
    lock(tmp_path)
    assert [row.version for row in read_lock(tmp_path)] == list(range(1, 11))
    assert Registry.read(tmp_path).newest(NAME).version == 10


def test_a_schema_that_was_changed_after_it_was_locked_stops_the_program(tmp_path: Path) -> None:
    write(tmp_path, record(field("reason")))
    lock(tmp_path)
    write(tmp_path, record(field("reason", "long")))
    with pytest.raises(LockError, match=r"Noted\.v1\.avsc was changed after it was locked.*a new version's file"):
        Registry.read(tmp_path)


def test_a_locked_schema_that_is_not_there_stops_the_program(tmp_path: Path) -> None:
    file = write(tmp_path, record(field("reason")))
    lock(tmp_path)
    file.unlink()
    with pytest.raises(LockError, match="named by the lock and is not there; restore it"):
        Registry.read(tmp_path)


def test_documentation_may_be_improved_in_place(tmp_path: Path) -> None:
    write(tmp_path, record(field("reason")))
    lock(tmp_path)
    write(tmp_path, record({**field("reason"), "doc": "Why it was noted, in the writer's own words."}))
    assert Registry.read(tmp_path).newest(NAME).version == 1


def test_a_registry_is_read_once() -> None:
    assert Registry.load() is Registry.load()
