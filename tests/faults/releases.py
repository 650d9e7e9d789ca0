"""Releases of this source, installed as whoever runs one has it: from its wheel, with the versions of its own lock."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path

from infra.release.building import BUILD
from infra.runtime.settings import Settings
from tests.release_made import ELSEWHERE, ROOT

LOCKS = ("requirements-server.lock", "requirements.lock")
"""To run with servers that exist; the second where a release has no such one."""


def earlier_release() -> str | None:
    """What UPGRADE_FROM names, else the last tag before this commit; None where there is neither, or no history."""
    if asked := os.environ.get("UPGRADE_FROM"):
        return asked
    with suppress(subprocess.CalledProcessError):
        tags = _git("tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname")
        return tags.split("\n")[0] or None
    return None


def installed(revision: str | None, folder: Path) -> Path:
    """The Python of a new environment that holds what was committed as ``revision``; None: this source as it stands."""
    folder.mkdir()
    source = ROOT if revision is None else _taken_out(revision, folder)
    wheel = _wheel(source, folder, f"0+{_git('rev-parse', '--short', revision or 'HEAD')}")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = folder / "env" / "bin" / "python"
    lock = next(source / name for name in LOCKS if (source / name).exists())
    install = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile")
    subprocess.run([*install, "--require-hashes", "--requirement", str(lock)], check=True, timeout=300, env=ELSEWHERE)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, timeout=300, env=ELSEWHERE)
    return python


def found_with(python: Path, settings: Settings) -> None:
    """Topics, tables and keys, made by a release: `caseledger up --no-workers`."""
    environ = {name: value for name, value in ELSEWHERE.items() if not name.startswith("CASELEDGER_")}
    environ |= {
        "CASELEDGER_HOME": str(settings.home),
        "CASELEDGER_LOG": settings.log,
        "CASELEDGER_PARTITIONS": str(settings.partitions),
        "CASELEDGER_KAFKA_BOOTSTRAP": str(settings.kafka_bootstrap),
        "CASELEDGER_DATABASE_URL": str(settings.database_url),
        "CASELEDGER_PAGES": "no",
    }
    command = (str(python.with_name("caseledger")), "up", "--no-workers")
    done = subprocess.run(command, env=environ, cwd=settings.home, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def form_of_database(python: Path) -> str:
    """What a release wants of a database, to tell whether another one can go on with it."""
    said = (
        "from infra.postgres.migrate import migrations; from projections.catalogue import MODELS; "
        "print(len(migrations()), sorted((model.name, model.definition) for model in MODELS))"
    )
    return subprocess.run(
        [str(python), "-c", said], env=ELSEWHERE, cwd="/", capture_output=True, text=True, check=True
    ).stdout


def _taken_out(revision: str, folder: Path) -> Path:
    """The files of a commit, without its history."""
    source, archive = folder / "source", folder / "source.tar"
    _git("archive", "--format=tar", f"--output={archive}", revision)
    with tarfile.open(archive) as files:
        files.extractall(source, filter="data")
    return source


def _wheel(source: Path, folder: Path, version: str) -> Path:
    environ = {**ELSEWHERE, "SETUPTOOLS_SCM_PRETEND_VERSION": version}
    command = (sys.executable, "-c", BUILD, "build_wheel", str(folder))
    done = subprocess.run(command, cwd=source, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


def _git(*args: str) -> str:
    return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
