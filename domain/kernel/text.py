"""Text at the door: one rule for every text that comes in, from a file, a command line or a command.

- ``clean_text``: what a person may read. Composed (NFC), so that "Ö" is one letter however it was typed; each blank is
  a plain one, and none stands at either end; no control character and nothing invisible, for two texts that look alike
  must be alike, and no text may steer a terminal or be more than a read model can hold.
- ``identifier``: what names something (a creditor, a reference, a portfolio, a code). The same, stricter: wide letters
  and digits of other scripts become plain ones, and blanks within come singly.
- ``name_key`` and ``reference_key``: the forms in which identifiers, and references of payments, are compared.
- ``escaped`` and ``json_escaped``: any text as it may be shown.
- ``legible``: what a stranger wrote who cannot be asked again, such as a payer's message: nothing is refused, what
  cannot be seen is left out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Literal

IDENTIFIER_LENGTH_MAX = 200
"""Characters. A row of an index of PostgreSQL holds 2,704 bytes: three identifiers of four bytes a letter fit."""
TEXT_LENGTH_MAX = 500
"""Characters of a text in one line, such as a debtor's name or what a debt is for."""
NOTE_LENGTH_MAX = 4_000
"""Characters of a text that a person writes, in several lines if need be."""

TextProblem = Literal["damaged_text", "value_too_long"]

# Control, format (zero width, right-to-left marks, soft hyphen, tags), separators of lines, half of a pair, and private
# use; then what no category tells: joiners, fillers, selectors of variants, an empty Braille cell, no character.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe"
    "\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "\U000e0000-\U000e0fff\U000efffe-\U0010ffff"
)
_CANNOT_BE_SEEN = re.compile(f"[{_UNSEEN}]")
_DAMAGED = re.compile(f"[{_UNSEEN}\ufffd]")
_WRITING = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Invisible, and part of how Persian names and emoji are written: they may stand in what is read, not in what names."""
_LINES = frozenset("\t\n")
_REPLACED = "\ufffd"
_BLANKS = "\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INNER_BLANK = re.compile(f"[{_BLANKS[3:]}]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[`\u00b4\u02b9\u02bc\u2018\u2019\u201b\u2032]")
_DIGITS = re.compile(r"[0-9]+-?")


class DamagedText(ValueError):
    """A text cannot be taken in: ``code`` is stable, ``reason`` a sentence that never repeats the text."""

    def __init__(self, code: TextProblem, reason: str) -> None:
        super().__init__(reason)
        self.code: TextProblem = code
        self.reason = reason


def clean_text(value: str, length_max: int = TEXT_LENGTH_MAX, *, lines: bool = False) -> str:
    """The text in its one form; it may be empty. With ``lines`` it may have several. Raises DamagedText."""
    if lines:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    text = _plain(value)
    refuse_unseen(text, _WRITING | _LINES if lines else _WRITING)
    if len(text) > length_max:
        raise DamagedText("value_too_long", f"It has {len(text)} characters; {length_max} are the most that fit.")
    return text


def identifier(value: str, length_max: int = IDENTIFIER_LENGTH_MAX) -> str:
    """The name of something in its one form; it may be empty. Raises DamagedText."""
    text = clean_text(value, length_max)
    if not text.isascii():
        refuse_unseen(text, frozenset())
        text = unicodedata.normalize("NFC", "".join(map(_narrow, text)))
    return re.sub(" +", " ", text)


def is_identifier(value: str) -> bool:
    """Whether a text without damage is in the form that `identifier` gives."""
    if value.isascii():
        return value.isprintable() and "  " not in value and value == value.strip(" ")
    try:
        return identifier(value, len(value)) == value
    except DamagedText:
        return False


def as_identifier(text: str) -> str:
    """What can be read of a stranger's text, in the form that `identifier` gives."""
    seen = (" " if each in _LINES else each for each in legible(text) if each not in _WRITING)
    return identifier("".join(seen), len(text) + 1)


def name_key(text: str) -> str:
    """The form in which names and references of creditors are compared. Any text has one, damaged or not.

    How many blanks there are, kinds of dashes and apostrophes, letters that are drawn as one, small or wide, and letter
    case never tell two apart.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    plain = "".join(_narrow(character) for character in legible(text) if character not in _WRITING)
    plain = unicodedata.normalize("NFKC", _QUOTES.sub("'", _DASHES.sub("-", plain)))
    return unicodedata.normalize("NFKC", " ".join(plain.casefold().split()))


def reference_key(text: str) -> str:
    """The form in which references of payments are compared; empty when it refers to nothing.

    As for names, but there are no blanks at all: references are printed in groups. In a reference of digits (with the
    "-" that a Norwegian KID may end in) leading zeros do not count either: bank formats pad to the left with them, and
    no check digit rule sees them. A reference of zeros only is none, and so is one without a letter or digit: "-".
    """
    if text.isascii() and text.isdigit():
        return text.lstrip("0")
    reference = unicodedata.normalize("NFC", name_key(text).replace(" ", "").upper())
    if not any(character.isalnum() for character in reference):
        return ""
    return reference.lstrip("0") if _DIGITS.fullmatch(reference) else reference


def legible(text: str) -> str:
    """What can be read of a text: control characters become blanks, what is invisible is left out."""
    return _plain(_DAMAGED.sub(_seen, text))


def escaped(text: str) -> str:
    """For showing: what cannot be seen as an escape such as ``\\x1b``, so that no terminal obeys it. Lines stay."""
    return _CANNOT_BE_SEEN.sub(_escape, text)


def json_escaped(document: str) -> str:
    """A JSON document with the escapes of JSON for what cannot be seen in its texts; its lines stay."""
    return _CANNOT_BE_SEEN.sub(_json_escape, document)


def _plain(text: str) -> str:
    """Composed, every blank a plain one, none at the ends."""
    if not text.isascii():
        text = _INNER_BLANK.sub(" ", unicodedata.normalize("NFC", text))
    return text.strip(_BLANKS)


def refuse_unseen(text: str, allowed: frozenset[str] = _WRITING | _LINES) -> None:
    """Raises DamagedText for a character that cannot be seen, or that a conversion left in place of another."""
    if text.isascii() and text.isprintable():
        return
    for found in _DAMAGED.finditer(text):
        if found[0] not in allowed:
            raise DamagedText("damaged_text", _reason(found[0]))


def _reason(character: str) -> str:
    name = f"U+{ord(character):04X}"
    if character == _REPLACED:
        return f"It holds {name}, the mark of a letter that was lost in an earlier conversion."
    if "\x80" <= character <= "\x9f":
        return f"It holds the control character {name}; a file saved as Windows-1252 reads like that."
    if "\udc80" <= character <= "\udcff":
        return "It holds a byte that is not UTF-8."
    if unicodedata.category(character) == "Cc":
        return f"It holds the control character {name}."
    return f"It holds {name}, which cannot be seen. Type it again instead of copying it."


def _seen(found: re.Match[str]) -> str:
    if found[0] in _LINES or found[0] in _WRITING:
        return found[0]
    return " " if unicodedata.category(found[0]) in ("Cc", "Zl", "Zp") else ""


def _escape(found: re.Match[str]) -> str:
    if found[0] == "\n" or found[0] in _WRITING:
        return found[0]
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\n" or found[0] in _WRITING else json.dumps(found[0])[1:-1]


def _narrow(character: str) -> str:
    """A digit of any script as 0 to 9, a wide or narrow letter as the plain one."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uff00" <= character <= "\uffef":
        return unicodedata.normalize("NFKC", character)
    return character
