"""A table in a page, between two markers: made from what was measured, never written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable


def with_table(page: str, mark: str, name: str, lines: Iterable[str]) -> str:
    """The page with the lines between ``<!-- mark: name -->`` and ``<!-- end of name -->``.

    Raises ValueError when these markers are not there exactly once.
    """
    begin, end = f"<!-- {mark}: {name} -->", f"<!-- end of {name} -->"
    between = re.compile(f"{re.escape(begin)}\n.*?{re.escape(end)}", re.DOTALL)
    made = "\n".join([begin, "", *lines, "", end])
    page, found = between.subn(lambda _: made, page)
    if found != 1:
        raise ValueError(f"the page has {found} places for the table {name!r}: one {begin} … {end} must be there")
    return page
