"""What `make` says before anything is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"


def make(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(MAKEFILE, folder)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (folder / name).touch()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
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
