"""The source of `eventsourcing-kafka`: the Kafka persistence module alone, under names of its own.

Nothing of it is written twice. Its modules are ours, copied with the names of packages changed, so that it stands in an
environment beside caseledger or without it.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

NAME, PACKAGE = "eventsourcing-kafka", "eventsourcing_kafka"
NEEDED = ("eventsourcing", "kafka-python", "zstandard")
"""Of what caseledger depends on, what these modules import."""

PLACES = {
    "infra/eventsourcing": PACKAGE,
    "infra/eventlog": f"{PACKAGE}/eventlog",
    "infra/runtime/crash_points.py": f"{PACKAGE}/crash_points.py",
}
RENAMED = (
    (re.compile(r"\binfra\.eventsourcing\b"), PACKAGE),
    (re.compile(r"\binfra\.eventlog\b"), f"{PACKAGE}.eventlog"),
    (re.compile(r"\binfra\.runtime\.crash_points\b"), f"{PACKAGE}.crash_points"),
    (re.compile(r"\binfra/eventlog\b"), f"{PACKAGE}/eventlog"),
    (re.compile(r"\bCASELEDGER_CRASH_AT\b"), "EVENTSOURCING_KAFKA_CRASH_AT"),
)

PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = {name}
version = {version}
description = "Apache Kafka as an event store for the eventsourcing library"
readme = "README.md"
requires-python = {python}
license = "MIT"
license-files = ["LICENSE"]
dependencies = {dependencies}

[tool.setuptools.packages.find]
include = ["eventsourcing_kafka*"]

[tool.setuptools.package-data]
eventsourcing_kafka = ["py.typed", "**/*.sql"]
"""


def renamed(text: str) -> str:
    """A module, test or page of ours as it reads in the extension."""
    for name, new in RENAMED:
        text = name.sub(new, text)
    return text


def write_source(root: Path, folder: Path, version: str) -> None:
    """Writes the whole project into a new ``folder``, from caseledger's source at ``root``."""
    for place, new in PLACES.items():
        copy_renamed(root / place, folder / new)
    (folder / PACKAGE / "py.typed").touch()
    copy_renamed(root / "docs" / "kafka-persistence.md", folder / "README.md")
    shutil.copy(root / "LICENSE", folder)
    (folder / "pyproject.toml").write_text(_project(root, version), "utf-8")


def copy_renamed(place: Path, new: Path) -> None:
    """A file, or every file of a folder but what Python has compiled."""
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file() and path.suffix != ".pyc":
            target = new / path.relative_to(place) if place.is_dir() else new
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(renamed(path.read_text("utf-8")), "utf-8")


def _project(root: Path, version: str) -> str:
    ours = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [line for line in ours["dependencies"] if re.split(r"[\[<>=~!]", line)[0] in NEEDED]
    return PROJECT.format(
        name=json.dumps(NAME),
        version=json.dumps(version),
        python=json.dumps(ours["requires-python"]),
        dependencies=json.dumps(needed),
    )
