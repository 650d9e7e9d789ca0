"""What the ledger says, in another language than English.

English is what is on record. A sentence of an event or of a refusal is found by the one that it was made from, in which
``…`` stands for what was filled in: ``Promise … kept`` is ``Betalningslöfte {1} hållet`` with the first of it. What was
filled in is a phrase of the same table, amounts, or a name, code or day, which stays as it is. A sentence that holds
other words of English is told in English as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.refusal_codes import WORKED_OUT
from infra.console.amounts import minor_of
from infra.console.formats import Formats

_AMOUNT = re.compile(r"(?<![\w.,])(-?[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?) ([A-Z]{3})\b")
_PERCENT = re.compile(r"([0-9]+)\.([0-9]+) %")
_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
"""Two words of English, one after the other."""


class _Unknown(Exception):
    """What was filled in is told by no phrase."""


class _Template:
    """One sentence in both languages."""

    def __init__(self, english: str, other: str) -> None:
        literals = english.split(WORKED_OUT)
        self.length = sum(map(len, literals))
        self.begins = literals[0].partition(" ")[0] if " " in literals[0] or len(literals) == 1 else ""
        self.other = other
        self._pattern = re.compile("(.+?)".join(map(re.escape, literals)), re.DOTALL)

    def filled_in(self, text: str) -> Sequence[str] | None:
        """What was, when ``text`` was made from this."""
        found = self._pattern.fullmatch(text)
        return found and found.groups()


class Said:
    """The sentences and phrases of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str], phrases: Mapping[str, str]) -> None:
        self._formats = Formats(language, "UTC")
        self._sentences, self._phrases = _by_beginning(sentences), _by_beginning(phrases)

    def sentence(self, text: str) -> str | None:
        """A sentence of the ledger in this language; None where it must be told in English."""
        try:
            return self._told(text, self._sentences)
        except _Unknown:
            return None

    def phrase(self, text: str) -> str | None:
        """A member of a closed set, or other words that sentences are filled in with; None where there are none."""
        return self._told(text, self._phrases)

    def _told(self, text: str, among: Mapping[str, Sequence[_Template]]) -> str | None:
        """The one with the most words of its own comes first. Raises _Unknown for words that are in no phrase."""
        candidates = [*among.get(text.partition(" ")[0], ()), *among.get("", ())]
        for template in sorted(candidates, key=lambda one: -one.length):
            values = template.filled_in(text)
            if values is not None:
                return template.other.format("", *map(self._value, values))
        return None

    def _value(self, text: str) -> str:
        """Raises _Unknown."""
        if (told := self.phrase(text)) is not None:
            return told
        if ", " in text:
            return ", ".join(map(self._value, text.split(", ")))
        if _WORDS.search(text):
            raise _Unknown
        return _PERCENT.sub(self._percent, _AMOUNT.sub(self._amount, text))

    def _amount(self, found: re.Match[str]) -> str:
        amount, currency = found.groups()
        if currency not in MINOR_UNIT_DIGITS:
            return found[0]
        return self._formats.money(minor_of(amount, currency, "en"), currency)

    def _percent(self, found: re.Match[str]) -> str:
        return f"{self._formats.number(float(f'{found[1]}.{found[2]}'), len(found[2]))} %"


@cache
def said_in(language: str) -> Said:
    """From the file of the language."""
    found = json.loads((Path(__file__).parent / f"said.{language}.json").read_text("utf-8"))
    return Said(language, found["sentences"], found["phrases"])


def _by_beginning(templates: Mapping[str, str]) -> dict[str, list[_Template]]:
    """By the first word, so that few are tried; those that begin with what is filled in by ""."""
    found = dict[str, list[_Template]]()
    for english, other in templates.items():
        made = _Template(english, other)
        found.setdefault(made.begins, []).append(made)
    return found
