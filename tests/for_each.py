"""One test that holds something against each of hundreds of things, where a test for each would cost more than it does.

``@for_each("row", ROWS)`` stands where ``@pytest.mark.parametrize("row", ROWS)`` would. It goes through all of them and
fails in the end with every failure there was, each with its traceback and the name of what it failed for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any


class NothingToTry(AssertionError):
    """There is nothing to hold it against, so the test would always pass."""


def for_each(
    argument: str, things: Iterable[Any] | Callable[[], Iterable[Any]], name: Callable[[Any], str] = str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test is called with each thing as this argument; a function that gives the things is asked when it runs.

    The test raises an ExceptionGroup of what failed.
    """

    def once_for_all(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def try_each(**others: Any) -> None:
            failures, all_of_them = [], list(things() if callable(things) else things)
            for thing in all_of_them:
                try:
                    test(**{argument: thing}, **others)
                except Exception as failure:
                    failure.add_note(f"for {argument} {name(thing)}")
                    failures.append(failure)
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(all_of_them)} failed", failures)
            if not all_of_them:
                raise NothingToTry(argument)

        signature = inspect.signature(test)
        others = [one for one in signature.parameters.values() if one.name != argument]
        try_each.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return try_each

    return once_for_all
