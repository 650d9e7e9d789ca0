"""What somebody gets who installs caseledger rather than working on it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
PACKAGES = [pattern.removesuffix("*") for pattern in SETUPTOOLS["packages"]["find"]["include"]]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_types_are_told_to_those_who_build_on_it(package: str) -> None:
    assert (ROOT / package / "py.typed").read_text() == ""
    assert "py.typed" in SETUPTOOLS["package-data"][package]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_that_is_not_python_is_installed_too(package: str) -> None:
    folder = ROOT / package
    installed = {path for pattern in SETUPTOOLS["package-data"][package] for path in folder.glob(pattern)}
    others = {path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".md")}
    assert others - installed == set()
