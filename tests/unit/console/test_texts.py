"""The texts: the same keys in both languages, none of them unused, none of them missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import infra.console
from infra.console.texts import LANGUAGES, Texts, catalogue, language_of

FOLDER = Path(infra.console.__file__).parent
SOURCES = [path for suffix in ("*.html", "*.py") for path in FOLDER.rglob(suffix)]
QUOTED = re.compile(r"""["']([a-z_0-9.]+)["']""")
NAMED = re.compile(r"""named\(["']([a-z_]+)["']""")


def quoted() -> set[str]:
    texts = [path.read_text("utf-8") for path in SOURCES]
    found = {word for text in texts for word in QUOTED.findall(text)}
    return found | {f"{area}." for text in texts for area in NAMED.findall(text)}


def parts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_fill_in_the_same() -> None:
    english, swedish = (catalogue(one) for one in LANGUAGES)
    assert set(english) == set(swedish)
    assert {key: parts_of(text) for key, text in english.items()} == {
        key: parts_of(text) for key, text in swedish.items()
    }
    assert all(text.strip() for one in (english, swedish) for text in one.values())


def test_every_key_is_used() -> None:
    """A key stands somewhere in quotes, or the beginning of it that something is put behind: ``part.``."""
    found = quoted()
    unused = [
        key
        for key in catalogue("en")
        if key not in found and not any(key.startswith(word) for word in found if word.endswith("."))
    ]
    assert unused == []


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = re.compile(r"""\bt(?:exts)?\(["']([a-z_0-9.]+)["'][),]""")
    missing = {
        (path.name, key)
        for path in SOURCES
        if path.parent.name != "texts"
        for key in asked.findall(path.read_text("utf-8"))
        if key not in catalogue("en")
    }
    assert missing == set()


def test_what_nobody_gave_a_name_is_called_as_the_domain_calls_it() -> None:
    assert Texts("sv").named("part", "court_costs") == "Rättegångskostnader"
    assert Texts("sv").named("stage", "demand") == "inkassokrav"
    assert Texts("sv").named("clock", "of_another_year") == "of another year"


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        (None, "fi, sv", "sv"),
        ("en", "sv", "en"),
        ("xx", "sv", "sv"),
        ("<b>", "<b>", "en"),
    ],
)
def test_the_language_is_the_one_that_was_chosen_or_that_the_browser_asks_for(
    chosen: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(chosen, accepted) == language
