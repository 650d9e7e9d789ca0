"""Names that people type: found whatever their case, blanks and dashes; unknown ones are errors with the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from domain.kernel.text import name_key
from infra.cli.failures import CannotBeUsed, NotFound

NEAREST_MAX = 3
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
    keys = {name_key(name): name for name in names}
    near = [keys[key] for key in get_close_matches(name_key(given), keys, NEAREST_MAX, cutoff=0.5)]
    near = near or [name for key, name in keys.items() if name_key(given) and name_key(given) in key][:NEAREST_MAX]
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    elif not names:
        hint = "There is none yet."
    else:
        more = f" and {len(names) - LISTED_MAX:,} more" if len(names) > LISTED_MAX else ""
        hint = f"There are {', '.join(sorted(names)[:LISTED_MAX])}{more}."
    return f"{what}: {given!r} is not known. {hint}"
