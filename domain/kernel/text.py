"""Text at the door: one rule for every text that comes in, from a file, a command line or a command.

- ``clean_text``: what a person may read. Composed (NFC), so that "Ö" is one letter however it was typed; each blank is
  a plain one, and none stands at either end; no control character and nothing invisible, for two texts that look alike
  must be alike, and no text may steer a terminal or be more than a read model can hold.
- ``identifier``: what names something (a creditor, a reference, a portfolio, a code). The same, stricter: wide letters
  and digits of other scripts become plain ones, and blanks within come singly.
- ``name_key`` and ``reference_key``: the forms in which identifiers, and references of payments, are compared.
- ``legible``: what a stranger wrote who cannot be asked again, such as a payer's message: nothing is refused, what
  cannot be seen is left out.
"""

from __future__ import annotations

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

# Control, format (zero width, right-to-left marks, soft hyphen), half of a pair, private use, separators of lines.
_DAMAGED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Of other categories, and yet seen by nobody: joiners, fillers, selectors of variants, the empty Braille cell.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_WRITING = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Invisible, and part of how Persian names and emoji are written: they may stand in what is read, not in what names."""
_LINES = frozenset("\t\n")
_REPLACED = "\ufffd"
_BLANKS = "\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INNER_BLANK = re.compile(f"[{_BLANKS[3:]}]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
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
    allowed = _WRITING | _LINES if lines else _WRITING
    for character in () if _is_plain(text) else text:
        if character not in allowed:
            _refuse_damaged(character)
    if len(text) > length_max:
        raise DamagedText("value_too_long", f"It has {len(text)} characters; {length_max} are the most that fit.")
    return text


def identifier(value: str, length_max: int = IDENTIFIER_LENGTH_MAX) -> str:
    """The name of something in its one form; it may be empty. Raises DamagedText."""
    text = clean_text(value, length_max)
    if not text.isascii():
        for character in text:
            _refuse_damaged(character)
        text = unicodedata.normalize("NFC", "".join(map(_narrow, text)))
    return re.sub(" +", " ", text)


def name_key(text: str) -> str:
    """The form in which names and references of creditors are compared: blanks, dashes and letter case never tell two
    apart. Any text has one, damaged or not."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    narrow = "".join(_narrow(character) for character in legible(text) if character not in _WRITING)
    return unicodedata.normalize("NFC", " ".join(_DASHES.sub("-", narrow).casefold().split()))


def reference_key(text: str) -> str:
    """The form in which references of payments are compared; empty when it refers to nothing.

    As for names, but there are no blanks at all: references are printed in groups. In a reference of digits (with the
    "-" that a Norwegian KID may end in) leading zeros do not count either: bank formats pad to the left with them, and
    no check digit rule sees them. A reference of zeros only is none.
    """
    reference = unicodedata.normalize("NFC", name_key(text).replace(" ", "").upper())
    return reference.lstrip("0") if _DIGITS.fullmatch(reference) else reference


def legible(text: str) -> str:
    """What can be read of a text: control characters become blanks, what is invisible is left out."""
    return _plain("".join(_seen(character) for character in text)) if not _is_plain(text) else _plain(text)


def _plain(text: str) -> str:
    """Composed, every blank a plain one, none at the ends."""
    if not text.isascii():
        text = _INNER_BLANK.sub(" ", unicodedata.normalize("NFC", text))
    return text.strip(_BLANKS)


def _is_plain(text: str) -> bool:
    """Most texts: nothing to look for."""
    return text.isascii() and text.isprintable()


def _is_damaged(character: str) -> bool:
    return (
        unicodedata.category(character) in _DAMAGED_CATEGORIES
        or character == _REPLACED
        or _UNSEEN.match(character) is not None
        or ord(character) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(character) <= 0xFDEF
    )


def _refuse_damaged(character: str) -> None:
    if not _is_damaged(character):
        return
    name = f"U+{ord(character):04X}"
    if character == _REPLACED:
        reason = f"It holds {name}, the mark of a letter that was lost in an earlier conversion."
    elif "\x80" <= character <= "\x9f":
        reason = f"It holds the control character {name}; a file saved as Windows-1252 reads like that."
    elif "\udc80" <= character <= "\udcff":
        reason = "It holds a byte that is not UTF-8."
    elif unicodedata.category(character) == "Cc":
        reason = f"It holds the control character {name}."
    else:
        reason = f"It holds {name}, which cannot be seen. Type it again instead of copying it."
    raise DamagedText("damaged_text", reason)


def _seen(character: str) -> str:
    if character in _LINES or character in _WRITING:
        return character
    if not _is_damaged(character):
        return character
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else ""


def _narrow(character: str) -> str:
    """A digit of any script as 0 to 9, a wide or narrow letter as the plain one."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uff00" <= character <= "\uffef":
        return unicodedata.normalize("NFKC", character)
    return character
