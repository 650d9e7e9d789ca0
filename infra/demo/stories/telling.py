"""The three stories asked of the ledger, in the order in which they happened, and what stands at their ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from domain.kernel.identity import import_command_id
from infra.cli.database import asked
from infra.client import CommandClient
from infra.demo.stories import a_dispute_upheld, a_plan_kept, paid_late
from infra.demo.stories.scene import Scene
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from infra.runtime.settings import Settings
from projections.balances.queries import case_balance

PEOPLE = (a_plan_kept.WHO, a_dispute_upheld.WHO, paid_late.WHO)
ANSWER_LIMIT_S = 60.0


def tell_all(
    settings: Settings, client: CommandClient, move_to: Callable[[datetime], None], wait_for_all: Callable[[], None]
) -> CommandAnswered:
    """Everything, with the clock moved on as it goes. Returns the answer to the call that is blocked.

    ``wait_for_all`` waits until nothing is under way. Raises NoAnswer, NotSettled.
    """
    answers = _tell(
        [*a_plan_kept.scenes(), *a_dispute_upheld.scenes(), *paid_late.scenes()], client, move_to, wait_for_all
    )
    wait_for_all()
    late = paid_late.WHO
    balance = asked(settings, lambda opened: case_balance(opened, late.case)).value
    assert balance is not None, "its claim was received"
    if balance.status == "open":  # told again, it is paid already
        _tell([late.pays(paid_late.PAYS, balance.outstanding_minor)], client, move_to, wait_for_all)
    wait_for_all()
    _tell(paid_late.afterwards(), client, move_to, wait_for_all)
    return next(answer for answer in answers if answer.code == a_dispute_upheld.BLOCKED)


def _tell(
    scenes: Iterable[Scene],
    client: CommandClient,
    move_to: Callable[[datetime], None],
    wait_for_all: Callable[[], None],
) -> list[CommandAnswered]:
    answers: list[CommandAnswered] = []
    rested = True
    for scene in sorted(scenes, key=lambda one: one.at):
        if not rested:
            wait_for_all()  # before time goes on: what was paid by then is known
        move_to(scene.at)
        if scene.waits:
            wait_for_all()
        answer = client.ask(_envelope(scene), scene.command)
        assert (answer.code or None) == scene.refused_with, f"{scene.name}: {answer.message}"
        answers.append(answer)
        rested = scene.name != "pays"
    return answers


def _envelope(scene: Scene) -> CommandEnvelope:
    """Its id follows from what it is: told again, nothing is added."""
    return CommandEnvelope(
        id=import_command_id(scene.target, f"story {scene.name} {scene.at:%Y-%m-%d}"),
        aggregate_id=scene.target,
        occurred_at=scene.at,
        actor=scene.actor,
        correlation_id=scene.target,
    )
