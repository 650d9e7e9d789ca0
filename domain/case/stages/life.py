"""What opens a case, ends it and opens it again: the stage that an event states."""

from __future__ import annotations

from domain.case.stages.state import LIFE, Life, Stage, ends_case, opens_case
from domain.kernel.message import Event


@LIFE.when(opens_case)
def opened(life: Life, event: Event) -> Life:
    """The case begins with its claim, or goes on where it stood."""
    return Life(Stage.OPEN)


@LIFE.when(ends_case)
def closed(life: Life, event: Event) -> Life:
    """Nothing is collected any more."""
    return Life(Stage.CLOSED, getattr(event, "outcome", ""))
