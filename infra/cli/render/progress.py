"""How far a long command has come: a bar in a terminal, a line now and then where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from infra.cli.render.screen import Screen, styled

LINE_EVERY_S = 5.0
"""Without a terminal, so often at most."""


class Counter:
    """Is told of each thing that is done."""

    def advance(self, count: int = 1) -> None:
        """So many more are done."""

    def reach(self, done: int, total: int) -> None:
        """So many are done, of so many that there are by now."""

    def note(self, text: str) -> None:
        """Something to know meanwhile."""


def by_partition(counter: Counter) -> Callable[[int, int], None]:
    """Tells a counter how far each partition is: what is called with (partition, position)."""
    seen: dict[int, int] = {}

    def advance(partition: int, position: int) -> None:
        counter.advance(position - seen.get(partition, 0))
        seen[partition] = position

    return advance


class _Bar(Counter):
    def __init__(self, progress: Progress, what: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total)

    def advance(self, count: int = 1) -> None:
        self._progress.advance(self._task, count)

    def reach(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def note(self, text: str) -> None:
        self._progress.console.print(text, style="dim")


class _Lines(Counter):
    def __init__(self, screen: Screen, what: str, total: int | None) -> None:
        self._screen, self._what, self._total = screen, what, total
        self._done = 0
        self._began = self._said_at = time.monotonic()

    def advance(self, count: int = 1) -> None:
        self.reach(self._done + count, self._total)

    def reach(self, done: int, total: int | None) -> None:
        self._done, self._total = done, total
        if time.monotonic() - self._said_at >= LINE_EVERY_S:
            self._said_at = time.monotonic()
            of = "" if self._total is None else f" of {self._total:,}{self._left()}"
            self._screen.note(f"  {self._what}: {self._done:,}{of}")

    def _left(self) -> str:
        if not self._done or self._total is None:
            return ""
        seconds = (time.monotonic() - self._began) * max(0, self._total - self._done) / self._done
        return f", about {seconds / 60:.0f} min left" if seconds >= 60 else f", about {seconds:.0f} s left"

    def note(self, text: str) -> None:
        self._screen.note(text)


@contextmanager
def counting(screen: Screen, what: str, total: int | None) -> Iterator[Counter]:
    """A counter of ``total`` things (None: nobody knows how many)."""
    if not screen.err.is_terminal:
        yield _Lines(screen, what, total)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen.err, transient=True) as progress:
        yield _Bar(progress, what, total)


@contextmanager
def busy(screen: Screen, what: str) -> Iterator[None]:
    """Something that takes a moment and cannot be counted."""
    if not screen.err.is_terminal:
        yield
        return
    with screen.err.status(styled(what)):
        yield
