"""The stages of a case as a picture, from the table that decisions ask."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from domain.case.stages.state import ENDED, OPEN, Stage
from domain.case.stages.transitions import TRANSITIONS, Transition, stages_text
from domain.law.page import markdown_table

ANY_OPEN = "s_open"


def stages_picture() -> Iterator[str]:
    """A state diagram in Mermaid, and below it the table with the guards.

    What leads from every open stage is drawn once, from the box around them all.
    """
    yield from ("```mermaid", "stateDiagram-v2", "  direction LR", f'  state "open" as {ANY_OPEN} {{')
    within, around = list[str](), list[str]()
    for row in TRANSITIONS:
        for one, other in _arrows(row):
            inside = {one, other} <= {_id(stage) for stage in OPEN}
            (within if inside else around).append(f"{one} --> {other}: {row.event}")
    yield from (f"    {_id(stage)}: {stage}" for stage in Stage if stage in OPEN)
    yield from (f"    {arrow}" for arrow in within)
    yield from ("  }", *(f"  {_id(stage)}: {stage}" for stage in Stage if stage in ENDED))
    yield from (*(f"  {arrow}" for arrow in around), "```", "")
    yield from markdown_table(
        ("event", "from", "to", "what else must hold", "says who"),
        ((f"`{row.event}`", _named(row.before), _named(row.after), row.guard, row.source) for row in TRANSITIONS),
    )


def _arrows(row: Transition) -> list[tuple[str, str]]:
    """From each stage to each other one; of an event that leaves the case where it stands, a loop."""
    before, after = _places(row.before), _places(row.after)
    return [(one, other) for one in before for other in after if one != other] or [(one, one) for one in before]


def _places(stages: AbstractSet[Stage]) -> list[str]:
    if stages == OPEN:
        return [ANY_OPEN]
    return ["[*]" if stage is Stage.UNKNOWN else _id(stage) for stage in Stage if stage in stages]


def _id(stage: Stage) -> str:
    """In the picture: a stage may be called like a word of the picture's language."""
    return f"s_{stage}"


def _named(stages: AbstractSet[Stage]) -> str:
    if stages == OPEN:
        return "any open stage"
    return "nothing" if stages == {Stage.UNKNOWN} else stages_text(stages)
