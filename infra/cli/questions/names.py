"""Names that people type: found whatever their case, blanks and dashes; unknown ones are errors with the nearest."""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.nearest import nearest
from domain.kernel.text import name_key
from infra.cli.failures import CannotBeUsed, NotFound

LISTED_MAX = 12
"""So many names are listed when none is near; more would bury the sentence."""


def known_name(given: str, known: Iterable[str], what: str) -> str:
    """The name among ``known`` that was meant. ``what`` says what it names, such as creditor. Raises NotFound."""
    found = _found(given, known)
    if isinstance(found, str):
        return found
    raise NotFound(_unknown(what, given, found))


def known_word(given: str, words: Iterable[str], option: str) -> str:
    """The same for one of a closed set of words, where a wrong one is a wrong command line. Raises CannotBeUsed."""
    found = _found(given, words)
    if isinstance(found, str):
        return found
    raise CannotBeUsed(_unknown(option, given, found))


def _found(given: str, known: Iterable[str]) -> str | list[str]:
    """The name, or all that there are."""
    names = list(known)
    wanted = name_key(given)
    if given in names:
        return given
    return next((name for name in names if name_key(name) == wanted), names)


def _unknown(what: str, given: str, names: list[str]) -> str:
    if near := nearest(given, names):
        hint = f"Did you mean {' or '.join(near)}?"
    elif not names:
        hint = "There is none yet."
    else:
        more = f" and {len(names) - LISTED_MAX:,} more" if len(names) > LISTED_MAX else ""
        hint = f"There are {', '.join(sorted(names)[:LISTED_MAX])}{more}."
    return f"{what}: {given!r} is not known. {hint}"
