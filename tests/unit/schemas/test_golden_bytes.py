"""What was ever written can be read for ever: the frozen bytes of one sample of each version."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.golden_bytes import bytes_file, findings, read_bytes, read_sample, sample_file, write_missing
from schemas.lock import FOLDER, LockRow, append_rows, read_schema, write_lock
from schemas.registry import Registry
from schemas.values import from_json, placeholder, to_json
from tests.for_each import for_each
from tests.unit.schemas.contract_folder import field, lock, record, write

REGISTRY = Registry.load()
each_version = for_each("row", REGISTRY.rows, lambda row: f"{row.name}-{row.version}")
NEWEST = [row for row in REGISTRY.rows if REGISTRY.newest(row.name) == row]


@for_each("row", NEWEST, lambda row: row.name)
def test_the_sample_of_the_newest_version_encodes_to_its_golden_bytes(row: LockRow) -> None:
    assert REGISTRY.encode(row.name, read_sample(row)) == read_bytes(row)


@each_version
def test_golden_bytes_of_every_version_decode_to_their_sample(row: LockRow) -> None:
    name, fields = REGISTRY.decode(read_bytes(row))
    sample = read_sample(row)
    kept = {field["name"] for field in read_schema(FOLDER / REGISTRY.newest(row.name).file)["fields"]}
    assert name == row.name
    assert fields.keys() == kept
    assert {key: fields[key] for key in kept & sample.keys()} == {key: sample[key] for key in kept & sample.keys()}


@each_version
def test_golden_bytes_carry_the_id_of_their_version(row: LockRow) -> None:
    assert read_bytes(row)[:5] == b"\0" + row.id.to_bytes(4, "big")


@each_version
def test_a_sample_is_its_json_and_back(row: LockRow) -> None:
    schema, sample = read_schema(FOLDER / row.file), read_sample(row)
    assert from_json(schema, to_json(schema, sample)) == sample


@each_version
def test_placeholders_are_a_sample_that_can_be_written(row: LockRow) -> None:
    schema = read_schema(FOLDER / row.file)
    assert placeholder(schema) == placeholder(schema)
    assert REGISTRY.encode_version(row.id, from_json(schema, placeholder(schema)))


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    write(tmp_path, record(field("reason")))
    lock(tmp_path)
    return tmp_path


def test_a_sample_is_written_first_and_its_bytes_when_a_person_has_seen_it(tmp_path: Path) -> None:
    write(tmp_path, record(field("reason")))
    write_lock(append_rows([], tmp_path), tmp_path)
    registry = Registry.read(tmp_path)
    (row,) = registry.rows
    assert write_missing(registry, tmp_path) == [sample_file(row, tmp_path)]
    sample_file(row, tmp_path).write_text('{"reason": "moved"}', encoding="utf-8")
    assert write_missing(registry, tmp_path) == [bytes_file(row, tmp_path)]
    assert registry.decode(read_bytes(row, tmp_path)) == (row.name, {"reason": "moved"})
    assert write_missing(registry, tmp_path) == []


def test_nothing_that_is_there_is_ever_overwritten(contract: Path) -> None:
    registry = Registry.read(contract)
    (row,) = registry.rows
    sample_file(row, contract).write_text('{"reason": "another"}', encoding="utf-8")
    before = bytes_file(row, contract).read_text(encoding="ascii")
    assert write_missing(registry, contract) == []
    assert bytes_file(row, contract).read_text(encoding="ascii") == before


def rules_found(contract: Path) -> list[str]:
    return [finding.rule for finding in findings(Registry.read(contract), contract)]


def test_golden_bytes_that_are_as_they_were_are_fine(contract: Path) -> None:
    assert rules_found(contract) == []


@pytest.mark.parametrize("file_of", [sample_file, bytes_file])
def test_a_missing_golden_file_is_found(contract: Path, file_of: object) -> None:
    (row,) = Registry.read(contract).rows
    file_of(row, contract).unlink()  # type: ignore[operator]
    assert rules_found(contract) == ["golden_present"]


def test_a_golden_file_of_nothing_is_found(contract: Path) -> None:
    (contract / "golden" / "Stray.v1.hex").write_text("00", encoding="ascii")
    assert rules_found(contract) == ["golden_known"]


@pytest.mark.parametrize(
    "altered", ["", "zz", "000001", "00000186a108", "00000186a10861626364", "00000186a2086d6f7665"]
)
def test_altered_golden_bytes_are_found(contract: Path, altered: str) -> None:
    (row,) = Registry.read(contract).rows
    bytes_file(row, contract).write_text(altered, encoding="ascii")
    assert rules_found(contract) == ["golden_unchanged"]


@pytest.mark.parametrize("altered", ['{"reason": "another"}', '{"other": "field"}', "{}", "[]", "no json"])
def test_an_altered_sample_is_found(contract: Path, altered: str) -> None:
    (row,) = Registry.read(contract).rows
    sample_file(row, contract).write_text(altered, encoding="utf-8")
    assert rules_found(contract) == ["golden_unchanged"]
