"""How the demo speaks: chapters with a heading, a few calm words, and ticks with the seconds that a step took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from infra.cli.render.progress import busy
from infra.cli.render.screen import Screen, styled
from infra.demo.calendar import ZONE

OPENING = """\
A month at a small collection agency, in about a minute: two thousand claims, a bank's payment file, and the first \
deadlines that pass. Everything is real: a Kafka, a PostgreSQL and the workers start now, with their data in {home}, \
and stop again at the end."""


class Narrator:
    """Tells the story on a screen, terminal or not."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._began = time.monotonic()
        self._chapters = 0

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def open(self, home: str) -> None:
        """What is going to happen."""
        self.screen.show(Panel(OPENING.format(home=home), title="caseledger demo", title_align="left", padding=(1, 2)))

    def chapter(self, title: str, words: str = "") -> None:
        """A heading, and what is about to be seen."""
        self._chapters += 1
        self.screen.show("")
        self.screen.out.rule(styled((f"{self._chapters} · {title}", "bold cyan")), align="left", style="cyan")
        if words:
            self.screen.show(Text(words), "")

    def say(self, words: str) -> None:
        """Something about what has just been seen."""
        self.screen.show(Text(words))

    def show(self, *what: RenderableType) -> None:
        """Tables."""
        self.screen.show(*what)

    @contextmanager
    def doing(self, what: str, done: str) -> Iterator[StepResult]:
        """A step, told as ``what`` while it lasts; when it is over it gets its tick, and says ``StepResult.done``."""
        outcome = StepResult(done)
        began = time.monotonic()
        with busy(self.screen, what):
            yield outcome
        self.screen.out.print(
            styled(("✓", "green"), f" {outcome.done} ", (f"({time.monotonic() - began:.1f} s)", "dim"))
        )


class StepResult:
    """What a step will say when it is over."""

    def __init__(self, done: str) -> None:
        self.done = done


def on(instant: datetime) -> str:
    """Such as ``Monday 2 March 2026, 08:00``."""
    local = instant.astimezone(ZoneInfo(ZONE))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
