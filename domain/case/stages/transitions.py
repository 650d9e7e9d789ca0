"""How a case moves from stage to stage: the one table that decisions ask and documents print.

A decision that makes an event which moves the case asks `refuse_move` first. What else must hold (the guard) is decided
beside the event; the table says it in words.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.case.stages.state import OPEN, Life, Stage
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule


@dataclass(frozen=True, slots=True)
class Transition:
    """A row: the event named ``event`` moves a case from any stage of ``before`` to one of ``after``.

    ``guard`` says in a sentence what else must hold, and ``source`` which law or policy wants it so.
    """

    event: str
    before: AbstractSet[Stage]
    after: AbstractSet[Stage]
    guard: str
    source: str = "Agency policy"


def stages_text(stages: AbstractSet[Stage]) -> str:
    """Their names, in the order of a case's life."""
    return ", ".join(stage for stage in Stage if stage in stages)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "ClaimReceived",
        {Stage.UNKNOWN},
        {Stage.REGISTERED},
        "The creditor is registered, the claim is above zero, and every rule that it will need is on file.",
    ),
    Transition(
        "CaseClosed",
        OPEN,
        {Stage.CLOSED},
        "Only a debt that is paid is closed as paid; every other outcome needs a reason. A death, a bankruptcy, a debt "
        "settlement or identity fraud ends a case only while a hold of that type is in force, and a dispute only when "
        "it was upheld.",
    ),
    Transition(
        "CaseReopened",
        {Stage.CLOSED},
        OPEN,
        "What closed the case turned out not to hold: a payment was reversed or charged back, the closing was an "
        "error, or there is a new title. It goes on at the stage where it stood; never when it was time-barred or "
        "discharged by a debt settlement.",
        "SE preskriptionslag (1981:130) 8 §. Agency policy",
    ),
)

_BY_EVENT = {row.event: row for row in TRANSITIONS}
for _row in TRANSITIONS:
    named_rule(
        f"stage.{_row.event}",
        f"{_row.event} comes after one of these stages: {stages_text(_row.before)}",
        _row.source,
        value=_row.guard.removesuffix("."),
    )


def transition_of(event_type: type[Event]) -> Transition:
    """The row of an event that moves cases. KeyError: it has none."""
    return _BY_EVENT[event_type.__name__]


def refuse_move(life: Life, event_type: type[Event]) -> Refusal | None:
    """Why a case cannot come to such an event from where it stands; None when it can."""
    row = transition_of(event_type)
    if life.stage in row.before:
        return None
    return Refusal(
        "stage_does_not_allow",
        f"The case is at the stage {life.stage}; this comes after one of these: {stages_text(row.before)}.",
        f"stage.{event_type.__name__}",
    )
