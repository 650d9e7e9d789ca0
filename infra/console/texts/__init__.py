"""The texts of the pages: one catalogue, a file for each language, the same keys in each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from infra.console.texts.said import said_in

LANGUAGES = ("en", "sv")
"""The first is the one for whoever asks for none of them."""
COOKIE = "language"


_SENTENCES = re.compile(r"(?<=[.!?]) (?=[^\Wa-z0-9_])")
"""Where the next one begins."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Key to text; ``{name}`` in a text is filled in."""
    found: dict[str, str] = json.loads((Path(__file__).parent / f"{language}.json").read_text("utf-8"))
    return found


class Texts:
    """The texts in one language: ``t("key", name=value)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._of = catalogue(language)
        self._said = None if language == LANGUAGES[0] else said_in(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text. Raises KeyError for a key that is none: a page with it is never delivered."""
        return self._of[key].format(**values) if values else self._of[key]

    def said(self, text: str) -> str | None:
        """What the ledger says in English, in this language; None where it is told in English here, too."""
        return self._said.sentence(text) if self._said else text

    def named(self, area: str, name: str) -> str:
        """What something of the domain is called here; its own name where nobody gave it another."""
        return self._of.get(f"{area}.{name}") or (self._said and self._said.phrase(name)) or _in_words(name)


def without_commands(text: str) -> str:
    """What is left of a text of the ledger for who has no command line: no sentence that names a command of it."""
    return " ".join(one for one in _SENTENCES.split(text) if "`" not in one)


def language_of(chosen: str | None, accepted: str | None) -> str:
    """What was chosen; else the first of ``Accept-Language`` that there is."""
    wanted = [chosen or "", *(part.partition(";")[0].strip()[:2].lower() for part in (accepted or "").split(","))]
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])


def _in_words(name: str) -> str:
    """``Raise dispute`` of RaiseDispute, ``first contact`` of first_contact."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
    return words.capitalize() if name[:1].isupper() else words
