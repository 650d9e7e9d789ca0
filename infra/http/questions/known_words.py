"""Filters that are one of a closed set: a typo that found nothing would be read as a finding."""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.nearest import nearest
from domain.kernel.text import name_key
from infra.http.problems import HttpProblem

LISTED_MAX = 12
"""So many are listed when none is near."""


def known_word(parameter: str, given: str | None, words: Iterable[str]) -> str | None:
    """The one of these that was meant, whatever its case and blanks; None where nothing was asked for.

    Raises HttpProblem, which says which were near, and never what was given.
    """
    if not given:
        return None
    known = {name_key(word): word for word in words}
    if found := known.get(name_key(given)):
        return found
    near, some = nearest(given, known.values()), sorted(known.values())[:LISTED_MAX]
    more = ", …" if len(known) > LISTED_MAX else ""
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(some)}{more}."
    raise HttpProblem("parameter_invalid", f"`{parameter}` is none of those that there are. {hint}")
