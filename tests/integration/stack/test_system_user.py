"""PostgreSQL under a root who keeps his folders closed, as a temporary folder or /root is."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from infra.stack import postgres, system_user
from infra.stack.errors import FolderNotUsable
from infra.stack.local_stack import LocalStack

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has PostgreSQL run as somebody else")


@pytest.fixture
def closed(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that only root may enter, with PostgreSQL's programs in it."""
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    programs = postgres._program("postgres").parent
    package = programs.parent.parent
    shutil.copytree(package, home / package.name)
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, home / libraries.name)
    monkeypatch.setattr(postgres, "_program", lambda name: home / programs.relative_to(package.parent) / name)
    return home


@as_root
def test_root_runs_postgresql_from_closed_folders_and_leaves_their_modes_alone(closed: Path) -> None:
    stack = LocalStack(closed / "home")
    stack.start("postgres")
    try:
        (pid,) = (service.pid for service in stack.status().services if service.answers)
        assert pid is not None
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        stack.down()


@as_root
def test_without_a_way_in_the_error_names_the_folders(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FolderNotUsable, match=rf"user nobody may not enter {closed}.*ordinary user"):
        LocalStack(closed / "home").start("postgres")


def test_whoever_is_not_root_runs_postgresql_as_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_user.stand_in() is None
    assert system_user.entering(None, Path("/nowhere"), Path("/nowhere")) == ()
