"""Python that is put together from a schema, as text that a person can read, and then run.

Calling a function for each field is most of what reading or writing a message costs; in code that was written for one
message, each field is read or written in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class WrittenCode(NamedTuple):
    """The text of one function, its name, and what the names in it stand for that are not its own."""

    text: str
    function: str
    names: Mapping[str, object]

    def compiled(self, file: str) -> Callable[..., Any]:
        """The function. A traceback through it names ``file``."""
        place = dict(self.names)
        exec(compile(self.text, file, "exec"), place)
        made: Callable[..., Any] = place[self.function]  # type: ignore[assignment]
        return made
