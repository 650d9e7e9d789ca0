"""Releases of this source, installed as whoever runs one has it: from its wheel, with the versions of its own lock."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.release.building import BUILD, unpack
from infra.runtime.settings import Settings
from tests.release_made import ELSEWHERE, ROOT
from tests.waiting import PATIENCE_S

LOCKS = ("requirements-server.lock", "requirements.lock")
"""To run with servers that exist; the second where a release has no such one."""
SCHEMA_IDS = "schemas/lock.json"
SET_BACK = "projections/person/model.py"
"""The read model whose definition is set back by one where there is no release: the smallest one."""
QUIETLY = ("install", "--quiet", "--disable-pip-version-check", "--no-compile")


@dataclass(frozen=True)
class Release:
    """A commit to upgrade from. ``is_made_up``: no release; one of its read models is set back by a definition, so that
    what an upgrade can ask of an operator is asked."""

    revision: str
    is_made_up: bool = False


@dataclass(frozen=True)
class Program:
    """What runs a version's programs: a Python, and whether it finds this source or only what is installed."""

    python: Path | None = None
    """None: this source, as it stands."""

    def call(self, code: str, environ: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Run it to its end, which may say anything."""
        inherited = ELSEWHERE if self.python else dict(os.environ)
        own = {name: value for name, value in inherited.items() if not name.startswith("CASELEDGER_")}
        if self.python is None:
            own["PYTHONPATH"] = str(ROOT)
        command = (str(self.python or sys.executable), "-c", code)
        return subprocess.run(
            command, env={**own, **environ}, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )


HERE = Program()


def earlier_release() -> Release | str:
    """What UPGRADE_FROM names, else the last tag, else the commit before this one; or why there is none."""
    if asked := os.environ.get("UPGRADE_FROM"):
        return Release(asked)
    with suppress(subprocess.CalledProcessError, OSError):
        tags = _git("tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname")
        if tags:
            return Release(tags.split("\n")[0])
        before = _git("rev-parse", "--verify", "--quiet", "HEAD^1")
        if _keeps_schemas_of(before):
            return Release(before, is_made_up=True)
        return "there is no release yet, and this commit changes schemas that the one before it had"
    return "there is no history to take an earlier commit from: a copy of the source, or of its last commit alone"


def installed(release: Release, folder: Path) -> Program:
    """A new environment that holds a release. What it needs is taken from ours where it wants the same versions."""
    folder.mkdir()
    source = _taken_out(release.revision, folder)
    if release.is_made_up:
        _set_back(source / SET_BACK)
    wheel = _wheel(source, folder, f"0+{_git('rev-parse', '--short', release.revision)}")
    environment = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / "bin" / "python"
    lock = next(name for name in LOCKS if (source / name).exists())
    if _same(lock, release.revision):
        _share_packages(python)
    else:
        _install(python, "--require-hashes", "--requirement", str(source / lock))
    _install(python, "--no-deps", str(wheel))
    return Program(python)


def prepare(program: Program, settings: Settings) -> str:
    """Topics, tables and keys, made by a version: `caseledger up --no-workers`. What it says when it ends before."""
    done = _caseledger(program, settings, "up", "--no-workers")
    return "" if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr}"


def found_with(program: Program, settings: Settings) -> None:
    """The same, which must not end before."""
    said = prepare(program, settings)
    assert not said, said


def rebuild(program: Program, settings: Settings, models: str) -> None:
    """`caseledger projections rebuild MODELS`."""
    done = _caseledger(program, settings, "projections", "rebuild", *models.split())
    assert done.returncode == 0, done.stderr


def form_of_database(program: Program) -> str:
    """What a version wants of a database, to tell whether another one can go on with it."""
    said = (
        "from infra.postgres.migrate import migrations; from projections.catalogue import MODELS; "
        "print(len(migrations()), sorted((model.name, model.definition) for model in MODELS))"
    )
    done = program.call(said, {}, Path("/"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def _caseledger(program: Program, settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "CASELEDGER_HOME": str(settings.home),
        "CASELEDGER_LOG": settings.log,
        "CASELEDGER_PARTITIONS": str(settings.partitions),
        "CASELEDGER_KAFKA_BOOTSTRAP": str(settings.kafka_bootstrap),
        "CASELEDGER_DATABASE_URL": str(settings.database_url),
        "CASELEDGER_PAGES": "no",
    }
    code = f"import sys; sys.argv = {['caseledger', *words]!r}; from infra.cli.main import run; run()"
    return program.call(code, environ, settings.home)


def _keeps_schemas_of(revision: str) -> bool:
    """Whether all that was written by that commit can be read here."""
    now = json.loads((ROOT / SCHEMA_IDS).read_text("utf-8"))
    return all(schema in now for schema in json.loads(_git("show", f"{revision}:{SCHEMA_IDS}")))


def _same(path: str, revision: str) -> bool:
    """Whether a file of that commit has what the same one here has."""
    return _git("show", f"{revision}:{path}") == (ROOT / path).read_text("utf-8").strip()


def _set_back(path: Path) -> None:
    """The definition before the one that this read model has."""
    text, found = re.subn(
        r"(?m)^(    definition = )(\d+)$", lambda said: f"{said[1]}{int(said[2]) - 1}", path.read_text("utf-8")
    )
    assert found == 1, f"{path} says its definition in another way now"
    path.write_text(text, "utf-8")


def _share_packages(python: Path) -> None:
    """Let it find the packages that are installed here; not this source, which they name by a file of their own."""
    found = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    own = python.parents[1] / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (own / "ours.pth").write_text("\n".join(sorted(found)) + "\n", "utf-8")


def _install(python: Path, *what: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(python), *QUIETLY, *what]
    subprocess.run(command, check=True, timeout=300, env=ELSEWHERE)


def _taken_out(revision: str, folder: Path) -> Path:
    """The files of a commit, without its history."""
    source, archive = folder / "source", folder / "source.tar"
    _git("archive", "--format=tar", f"--output={archive}", revision)
    with tarfile.open(archive) as files:
        unpack(files, source)
    return source


def _wheel(source: Path, folder: Path, version: str) -> Path:
    environ = {**ELSEWHERE, "SETUPTOOLS_SCM_PRETEND_VERSION": version}
    command = (sys.executable, "-c", BUILD, "build_wheel", str(folder))
    done = subprocess.run(command, cwd=source, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


def _git(*args: str) -> str:
    return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
