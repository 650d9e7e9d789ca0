"""Work that another process can import."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


class Peculiar(Exception):
    """Cannot be sent to another process as it is."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"{number} {what}")


def doubled(number: int, progress: Callable[[int], None]) -> tuple[int, int]:
    progress(number)
    progress(2 * number)
    return 2 * number, os.getpid()


def slow_for_zero(number: int, progress: Callable[[int], None]) -> int:
    time.sleep(0.3 if number == 0 else 0)
    return number


def fails_at_two(number: int, progress: Callable[[int], None]) -> int:
    if number == 2:
        raise LookupError("two is not wanted")
    time.sleep(60 if number == 3 else 0)
    return number


def fails_peculiarly(number: int, progress: Callable[[int], None]) -> int:
    raise Peculiar(number, "is peculiar")


def dies(number: int, progress: Callable[[int], None]) -> int:
    os._exit(9)
