"""Source archives and wheels of caseledger and of its Kafka extension, and the bill of materials."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.release.kafka_extension import write_source

BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"
LOCK = "requirements.lock"


@dataclass(frozen=True)
class BuildFailed(Exception):
    """A tool of Python's said no; what was built before is kept."""

    what: str
    said: str

    def __str__(self) -> str:
        return f"{self.what} could not be made. What was made before it is kept. The tool said:\n{self.said}"


@dataclass(frozen=True)
class Made:
    """The files of one release."""

    version: str
    source: Path
    wheel: Path
    extension_source: Path
    extension: Path
    materials: Path


def build(root: Path, folder: Path) -> Made:
    """Makes a release of the source at ``root`` in ``folder``, an absolute path. Raises BuildFailed.

    Each wheel is made from the source archive, as it is for whoever builds it from there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = _sdist(root, folder)
    version = source.name.removeprefix("caseledger-").removesuffix(".tar.gz")
    with TemporaryDirectory() as work:
        write_source(root, Path(work) / "extension", version)
        extension_source = _sdist(Path(work) / "extension", folder)
    return Made(
        version,
        source,
        _wheel_of(source, folder),
        extension_source,
        _wheel_of(extension_source, folder),
        _materials(root, folder / f"caseledger-{version}.cdx.json", version),
    )


def _sdist(project: Path, folder: Path) -> Path:
    return folder / _built("build_sdist", project, folder)


def _wheel_of(source: Path, folder: Path) -> Path:
    with TemporaryDirectory() as work:
        with tarfile.open(source) as archive:
            unpack(archive, work)
        (project,) = Path(work).iterdir()
        return folder / _built("build_wheel", project, folder)


def unpack(archive: tarfile.TarFile, folder: Path | str) -> None:
    """What we packed ourselves. Python before 3.11.4 cannot be told to look at what it unpacks."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
    else:
        archive.extractall(folder)


def _built(hook: str, project: Path, folder: Path) -> str:
    """What the build backend says that it made: its last line."""
    return _said(project.name, [sys.executable, "-c", BUILD, hook, str(folder)], project).splitlines()[-1]


def _materials(root: Path, path: Path, version: str) -> Path:
    """Every package that the lock installs, with version and hashes, as CycloneDX 1.6."""
    command = (sys.executable, "-m", "cyclonedx_py", "requirements", LOCK, "--pyproject", "pyproject.toml")
    options = ("--output-reproducible", "--sv", "1.6", "--of", "JSON", "-o", str(path))
    _said("The bill of materials", [*command, *options], root)
    bill = json.loads(path.read_text("utf-8"))
    bill["metadata"]["component"]["version"] = version
    path.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    return path


def _said(what: str, command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(what, done.stderr[-2000:])
    return done.stdout
