"""A release of this source, made once for whoever asks, and environments that hold nothing but what is put in."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from infra.release.building import Made, build

ROOT = Path(__file__).parents[1]
ELSEWHERE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""The environment of a program that finds nothing of this source."""


@cache
def release_made() -> Made:
    """The files, in a folder that is gone when the run ends."""
    folder = Path(mkdtemp(prefix="cl-release-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return build(ROOT, folder)


def empty_environment(folder: Path, *packages: str) -> Path:
    """Installs packages, in the versions of the lock, into a new environment; returns its Python."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    versions = folder / "versions.txt"
    locked = re.findall(
        r"^([a-z0-9.-]+)(?:\[\S+\])?(==[^ ;]+)(.*?) *\\$", (ROOT / "requirements-dev.lock").read_text(), re.M
    )
    versions.write_text("".join(f"{name}{version}{marker}\n" for name, version, marker in locked), "utf-8")
    python = folder / "bin" / "python"
    quietly = ("--quiet", "--disable-pip-version-check", "--constraint", str(versions))
    subprocess.run([str(python), "-m", "pip", "install", *quietly, *packages], check=True, timeout=300, env=ELSEWHERE)
    return python
