"""The locks say exactly what is installed for what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {
    "requirements.lock": ["local", "http"],
    "requirements-server.lock": ["http", "otel"],
    "requirements-dev.lock": ["local", "http", "otel", "dev"],
}
ASKED_BY_US = {"caseledger (pyproject.toml)", "-r -"}  # the second is what builds the package


class Pin(NamedTuple):
    """One version of one package, with the number of its files and who asks for it."""

    requirement: Requirement
    hashes: int
    asked_by: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (exactly,) = self.requirement.specifier
        assert exactly.operator == "=="
        return exactly.version


def pins(lock: str) -> Iterator[Pin]:
    """What a lock holds: a line that is not indented, then its hashes, then who asked for it."""
    for block in re.split(r"^(?=[a-z0-9])", lock, flags=re.M)[1:]:
        asked_by = re.findall(r"^ +#(?: via)? +(?!via)(\S.*)$", block, re.M)
        requirement = Requirement(block.splitlines()[0].removesuffix("\\"))
        yield Pin(requirement, block.count("--hash=sha256:"), frozenset(asked_by))


def asked(project: Mapping[str, object], extras: Iterable[str]) -> list[Requirement]:
    """What pyproject.toml asks for itself."""
    table, build = project["project"], project["build-system"]
    assert isinstance(table, Mapping)
    assert isinstance(build, Mapping)
    texts = [*table["dependencies"], *build["requires"]]
    return [Requirement(text) for text in texts + [t for e in extras for t in table["optional-dependencies"][e]]]


def differences(wanted: Iterable[Requirement], locked: Iterable[Pin]) -> list[str]:
    """A sentence for each way in which the two disagree."""
    by_name: dict[str, list[Pin]] = {}
    for pin in locked:
        by_name.setdefault(pin.name, []).append(pin)
    found, names = [], set()
    for requirement in wanted:
        name = canonicalize_name(requirement.name)
        names.add(name)
        if name not in by_name:
            found.append(f"{requirement} is not locked")
        for pin in by_name.get(name, ()):
            if not requirement.specifier.contains(pin.version, prereleases=True):
                found.append(f"{requirement} is locked at {pin.version}")
            if missing := requirement.extras - pin.requirement.extras:
                found.append(f"{requirement} is locked without [{', '.join(sorted(missing))}]")
    strangers = {pin.name for of_name in by_name.values() for pin in of_name if pin.asked_by & ASKED_BY_US} - names
    return found + [f"{name} is locked, and nothing asks for it any more" for name in sorted(strangers)]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found = differences(asked(project, LOCKS[lock]), pins((ROOT / lock).read_text()))
    assert not found, f"{lock} and pyproject.toml disagree; run `make lock`: {'; '.join(found)}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_with_its_hashes_and_without_a_place_to_fetch_it_from(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert [pin.name for pin in pins(text) if not pin.hashes] == []
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text


def test_what_several_locks_hold_has_one_version() -> None:
    held = {lock: {(pin.name, pin.version) for pin in pins((ROOT / lock).read_text())} for lock in LOCKS}
    assert all(some <= held["requirements-dev.lock"] for some in held.values())


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("red>=1", []),
        ("red>=2", ["red>=2 is locked at 1.4"]),
        ("red[fast]>=1", ["red[fast]>=1 is locked without [fast]"]),
        ("Red>=1", []),
        ("blue", ["blue is not locked", "red is locked, and nothing asks for it any more"]),
    ],
)
def test_a_disagreement_is_named(asks: str, says: list[str]) -> None:
    lock = (
        "red==1.4 \\\n    --hash=sha256:00\n    # via caseledger (pyproject.toml)\ngrey==2 \\\n    # via\n    #   red\n"
    )
    assert differences([Requirement(asks)], pins(lock)) == says
