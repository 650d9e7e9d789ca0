"""What opens a case, moves it on, ends it and opens it again: the stage that an event states."""

from __future__ import annotations

from domain.case.stages.state import LIFE, Life, Stage, ends_case, moves_case, stage_after
from domain.kernel.message import Event


@LIFE.when(moves_case)
def moved(life: Life, event: Event) -> Life:
    """The case begins with its claim, comes a step further, ends, or goes on where it stood."""
    if ends_case(type(event)):
        return Life(stage_after(event) or Stage.CLOSED, getattr(event, "outcome", ""), life.stage)
    return Life(stage_after(event) or life.stage)
