"""What `make` says before anything is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"

VARIABLES = ("ARGS", "BROKERS", "FROM", "INPUTS", "ROUNDS", "SEED")
"""Whoever runs these tests may have been given them."""


def make(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(MAKEFILE, folder)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (folder / name).touch()
    own = ("MAKE", "MFLAGS", *VARIABLES)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return subprocess.run(["make", *args], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def python_that(folder: Path, says: str) -> Path:
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{says}\n")
    python.chmod(0o755)
    return python


def test_help_names_every_target(tmp_path: Path) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE.read_text(), re.M)
    done = make(tmp_path)
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines()] == phony.split()


def pages() -> list[Path]:
    root = MAKEFILE.parent
    return [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]


TOLD = sorted(
    {line for page in pages() for line in re.findall(r"\bmake [a-z]+(?: [A-Z]+=[^\s`)]+)+", page.read_text("utf-8"))}
)


@pytest.mark.parametrize("line", TOLD)
def test_each_variable_that_a_page_gives_to_a_target_changes_what_is_run(tmp_path: Path, line: str) -> None:
    _, target, *given = line.replace('"', "").split()
    run = make(tmp_path, "--dry-run", target, *given)
    assert run.returncode == 0, run.stderr
    for one in given:
        others = [other for other in given if other != one]
        assert make(tmp_path, "--dry-run", target, *others).stdout != run.stdout, f"{one} changes nothing"


def test_some_pages_give_variables() -> None:
    assert "make up BROKERS=3" in TOLD and len(TOLD) > 5


@pytest.mark.parametrize("target", ["demo", "test", "lint", "up"])
def test_a_python_that_is_too_old_is_named_with_what_to_do(tmp_path: Path, target: str) -> None:
    old = python_that(tmp_path, "exit 1  # sys.version_info < (3, 11)")
    done = make(tmp_path, f"PYTHON={old}", target)
    assert done.returncode != 0
    assert f"needs Python 3.11 or newer, and none of these is: {old}" in done.stderr
    assert "make PYTHON=/path/to/python3" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_ensurepip_names_the_package_to_install(tmp_path: Path) -> None:
    bare = python_that(tmp_path, 'case "$*" in *ensurepip*) exit 1;; --version) echo Python 3.12.3;; esac')
    done = make(tmp_path, f"PYTHON={bare}", "demo")
    assert done.returncode != 0
    assert "Python 3.12.3 at" in done.stderr
    assert "apt install python3-venv" in done.stderr
