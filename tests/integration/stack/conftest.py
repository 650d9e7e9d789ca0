"""Stacks of their own for the tests that break one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.stack.local_stack import LocalStack


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder for one stack; what still runs in it after the test is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="cl-")).resolve()
    yield folder
    LocalStack(folder).down()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A stack whose data folders are made and empty; it is down."""
    folder = Path(tempfile.mkdtemp(prefix="cl-")).resolve()
    with LocalStack(folder):
        pass
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def made_home(made_once: Path, home: Path) -> Path:
    """A folder whose stack was up before and is down: starting it skips what only the first start does."""
    subprocess.run(["cp", "-a", f"{made_once}/.", str(home)], check=True)
    return home
