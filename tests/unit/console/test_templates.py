"""What stands in templates: nothing that a browser would run or style in the page itself, and everything escaped."""

from __future__ import annotations

import re

import pytest

from infra.console.rendering import FOLDER, environment
from infra.console.static_files import static_files

TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
FORBIDDEN = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style in the page": re.compile(r"<style|\sstyle\s*=", re.I),
    "a handler in the page": re.compile(r"\son[a-z]+=|hx-on", re.I),
    "an address that is run": re.compile(r"javascript:|js:", re.I),
    "a text that is not escaped": re.compile(r"\|\s*safe\b|autoescape|Markup"),
    "something from elsewhere": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.I),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_a_template_needs_a_weaker_policy(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert {what for what, pattern in FORBIDDEN.items() if pattern.search(text)} == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    assert environment().get_template(name)
    assert environment().autoescape is True


def test_the_name_under_which_a_file_is_served_changes_with_its_content() -> None:
    places, files = static_files()
    assert re.fullmatch(r"/console/static/console\.[0-9a-f]{12}\.css", places["console.css"])
    assert {place.rpartition("/")[2] for place in places.values()} == set(files)
