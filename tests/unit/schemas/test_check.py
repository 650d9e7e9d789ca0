"""The whole check, on contracts that are broken in one way each."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.check import appendable, check
from schemas.lock import FIRST_ID, LOCK, digest, read_lock, read_schema, write_lock
from tests.unit.schemas.contract_folder import NAME, field, lock, record, write


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Rows in this order: Noted version 1, Moved version 1, Noted version 2."""
    write(tmp_path, record(field("reason")))
    lock(tmp_path)
    write(tmp_path, record(field("reason"), field("channel", default="letter")), version=2)
    write(tmp_path, record(field("why"), name="Moved"))
    lock(tmp_path)
    return tmp_path


def rules_found(contract: Path) -> set[str]:
    return {finding.rule for finding in check(contract)}


def commit(folder: Path, message: str = "A contract") -> None:
    git(folder, "add", ".")
    git(folder, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", message)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


def test_our_own_contract_holds() -> None:
    assert check() == []


def test_a_whole_contract_has_no_findings(contract: Path) -> None:
    assert check(contract) == []


def test_ids_are_given_in_order_and_never_one_that_was_used(contract: Path) -> None:
    assert [row.id for row in read_lock(contract)] == [FIRST_ID, FIRST_ID + 1, FIRST_ID + 2]
    write(contract, record(field("reason"), field("channel", default="letter"), field("by", default="")), version=3)
    new, findings = appendable(contract)
    assert findings == []
    assert [(row.id, row.name, row.version) for row in new] == [(FIRST_ID + 3, NAME, 3)]


def test_a_file_without_a_row_is_found(contract: Path) -> None:
    write(contract, record(field("reason"), name="Fresh"))
    assert rules_found(contract) == {"locked"}


def test_a_row_without_its_file_is_found(contract: Path) -> None:
    (contract / "case" / "events" / "Moved.v1.avsc").unlink()
    assert rules_found(contract) == {"readable"}


def test_a_changed_file_is_found_and_the_next_version_named(contract: Path) -> None:
    write(contract, record(field("why", default=""), name="Moved"))
    (finding,) = check(contract)
    assert finding.rule == "unchanged"
    assert "make the change in case/events/Moved.v2.avsc" in finding.message


def test_changed_documentation_is_no_finding(contract: Path) -> None:
    write(contract, {**record(field("reason")), "doc": "Said better."})
    assert check(contract) == []


@pytest.mark.parametrize(
    ("number", "change", "rule"),
    [
        (1, {"id": FIRST_ID}, "unique"),
        (1, {"file": "case/events/Noted.v1.avsc"}, "unique"),
        (2, {"version": 1}, "unique"),
        (0, {"id": FIRST_ID + 9}, "ascending"),
        (2, {"version": 3}, "gapless"),
        (1, {"name": "caseledger.case.Renamed"}, "name"),
        (1, {"sha256": "0" * 64}, "unchanged"),
    ],
)
def test_a_lock_row_that_is_not_right_is_found(
    contract: Path, number: int, change: dict[str, object], rule: str
) -> None:
    rows = read_lock(contract)
    rows[number] = replace(rows[number], **change)  # type: ignore[arg-type]
    write_lock(rows, contract)
    assert rule in rules_found(contract)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"id": 1}]'])
def test_a_lock_that_cannot_be_read_is_a_finding_and_no_crash(contract: Path, text: str) -> None:
    (contract / LOCK).write_text(text, encoding="utf-8")
    found = check(contract)
    assert found, text
    assert found[0].rule in ("readable", "locked")


def test_an_incompatible_version_is_found(contract: Path) -> None:
    write(contract, record(field("why"), field("who"), name="Moved"), version=2)
    lock(contract)
    assert rules_found(contract) == {"avro"}


def test_a_type_that_two_messages_tell_differently_is_found(contract: Path) -> None:
    for name, unit in (("First", "days since 1970-01-01"), ("Second", None)):
        attributes = {"unit": unit} if unit else {}
        line = {"type": "record", "name": "Line", "doc": "A line.", "fields": [field("day", "int", **attributes)]}
        write(contract, record(field("line", line), name=name))
    lock(contract)
    assert rules_found(contract) == {"shared_types"}


def test_a_file_that_is_not_named_as_a_version_is_found(contract: Path) -> None:
    (contract / "case" / "events" / "Noted.avsc").write_text("{}", encoding="utf-8")
    (finding,) = check(contract)
    assert "is not named <Name>.v<version>.avsc" in finding.message


def take_away_moved(contract: Path) -> None:
    write_lock([row for row in read_lock(contract) if not row.name.endswith("Moved")], contract)
    for file in [*contract.rglob("Moved.*")]:
        if file.is_file() and ".git" not in file.parts:
            file.unlink()


def test_a_row_that_was_committed_may_not_get_another_meaning_though_file_and_hash_agree(contract: Path) -> None:
    git(contract, "init", "-q")
    commit(contract)
    assert check(contract) == []
    write(contract, record(field("why"), field("who", default=""), name="Moved"))
    rows = read_lock(contract)
    rows[1] = replace(rows[1], sha256=digest(read_schema(contract / rows[1].file)))
    write_lock(rows, contract)
    (finding,) = check(contract)
    assert finding.rule == "append_only"
    assert "the row of caseledger.case.Moved version 1 was changed since HEAD" in finding.message


def test_a_row_that_was_committed_may_not_go_with_its_files(contract: Path) -> None:
    git(contract, "init", "-q")
    commit(contract)
    take_away_moved(contract)
    (finding,) = check(contract)
    assert "was removed since HEAD" in finding.message


def test_a_row_that_was_released_may_not_go_even_by_a_commit(contract: Path) -> None:
    git(contract, "init", "-q")
    commit(contract)
    git(contract, "tag", "v1.0.0")
    take_away_moved(contract)
    commit(contract, "Take a message away")
    (finding,) = check(contract)
    assert "was removed since v1.0.0" in finding.message
