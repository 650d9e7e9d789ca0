"""The forms in which names, addresses and numbers are found."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
WORDS_MAX = 20
WORD_LETTERS_MAX = 64
ADDRESS_LETTERS_MAX = 320
"""A longer one is none (RFC 3696), and would not fit into an index."""
PHONE_DIGITS = 8
"""So many digits at the end are the same with and without the country's number and the zero before an area's."""


def words_of(name: str) -> list[str]:
    """The words of a name, each once, whatever their letter case."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return list(dict.fromkeys(word[:WORD_LETTERS_MAX] for word in _WORD.findall(folded)))[:WORDS_MAX]


def email_key(address: str) -> str:
    """Letter case and what stands around it tell no two addresses apart."""
    return unicodedata.normalize("NFC", address).strip().casefold()[:ADDRESS_LETTERS_MAX]


def phone_key(number: str) -> str:
    """The last digits of a phone number; empty when it has none."""
    return "".join(sign for sign in number if sign in "0123456789")[-PHONE_DIGITS:]
