"""``python -m schemas`` as a person runs it: what it prints and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.__main__ import BROKEN, FINE, MISUSED, UNCHECKED
from tests.unit.schemas.contract_folder import field, record, write
from tests.waiting import PATIENCE_S

RUN = "import sys; from schemas.__main__ import main; sys.exit(main())"


def run(*arguments: str | Path, code: str = RUN) -> tuple[int, str]:
    """Exit code, and everything that was printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_message_is_added_step_by_step(tmp_path: Path) -> None:
    write(tmp_path, record(field("reason")))
    exit_code, said = run("--folder", tmp_path, "check")
    assert exit_code == BROKEN
    assert "case/events/Noted.v1.avsc: it has no row in the lock; run `python -m schemas lock`." in said

    assert run("--folder", tmp_path, "lock") == (FINE, "100001  caseledger.case.Noted version 1\n1 rows were added.\n")
    assert "Noted.v1.json" in run("--folder", tmp_path, "golden")[1]
    assert "Noted.v1.hex" in run("--folder", tmp_path, "golden")[1]
    exit_code, said = run("--folder", tmp_path, "check")
    assert exit_code == FINE
    assert "1 schemas: lock, conventions, compatibility and golden bytes hold." in said
    assert "no commit (no git here)" in said


def test_nothing_is_locked_while_something_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, record(field("debtor_name", personal="contact")))
    exit_code, said = run("--folder", tmp_path, "lock")
    assert exit_code == BROKEN
    assert "says_whose_personal_data_it_is" in said
    assert "Nothing was locked: an id is for ever" in said
    assert not (tmp_path / "lock.json").exists()


def test_findings_come_as_json_for_machines(tmp_path: Path) -> None:
    write(tmp_path, record(field("reason")))
    exit_code, said = run("--folder", tmp_path, "check", "--json")
    assert exit_code == BROKEN
    assert [finding["rule"] for finding in json.loads(said)] == ["locked"]


def test_the_help_teaches_the_steps_and_the_exit_codes() -> None:
    exit_code, said = run("--help")
    assert exit_code == FINE
    for word in ("python -m schemas lock", "golden", "check", "Exit codes: 0 all is well", "3 it could not be checked"):
        assert word in said


@pytest.mark.parametrize("arguments", [(), ("frobnicate",), ("check", "--fast")])
def test_a_command_line_that_is_not_understood_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == MISUSED


def test_without_avros_checker_the_exit_code_says_that_nothing_is_known() -> None:
    exit_code, said = run("check", code=RUN.replace("import sys;", "import sys; sys.modules['avro'] = None;"))
    assert exit_code == UNCHECKED
    assert "the package `avro` is not installed" in said
