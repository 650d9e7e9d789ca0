"""What customers type into forms, as the commands have it. Whatever is wrong is told by the name of its field."""

from __future__ import annotations

from datetime import date

from infra.console.amounts import minor_of

CHILDREN_MOST = 20


class FieldWrong(Exception):
    """``key`` is the text that says what is wrong with ``field``; no message repeats what was typed."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(key)
        self.field, self.key = field, key


def amount_minor(field: str, text: str, currency: str, language: str, *, is_needed: bool = True) -> int | None:
    """Minor units, not below zero; None for nothing where none is needed. Raises FieldWrong."""
    if not text.strip():
        if is_needed:
            raise FieldWrong(field, "my.wrong.missing")
        return None
    try:
        minor = minor_of(text, currency, language)
    except ValueError:
        minor = -1
    if minor < 0:
        raise FieldWrong(field, "my.wrong.amount")
    return minor


def day(field: str, text: str) -> date:
    """A day. Raises FieldWrong."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise FieldWrong(field, "my.wrong.day") from None


def ages(field: str, text: str) -> list[int]:
    """``4, 9`` or nothing: the ages that children reach this year. Raises FieldWrong."""
    words = text.replace(",", " ").split()
    if len(words) > CHILDREN_MOST or not all(
        word.isascii() and word.isdigit() and int(word[:3]) < 100 for word in words
    ):
        raise FieldWrong(field, "my.wrong.ages")
    return [int(word) for word in words]


def words(field: str, text: str) -> str:
    """Something in their own words. Raises FieldWrong for nothing."""
    if not text.strip():
        raise FieldWrong(field, "my.wrong.missing")
    return text.strip()
