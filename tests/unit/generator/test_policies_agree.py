"""The real policies, reading a generated history, ask for exactly the commands that the generator says they do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.deadline_clock import DeadlineClock
from consumers.policies.matcher.policy import Matcher
from consumers.policies.person_keeper import PersonKeeper
from infra.generator.mix import CaseEnding, Trouble
from infra.generator.playing import play
from infra.generator.plot import Plot, Portfolio, plot_of
from infra.generator.registering import ENTRIES
from tests.unit.policies import little_ledger
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle

AFTER_EVERYTHING = timedelta(days=4_000)


_DRAWN = (plot_of(Portfolio(seed=11), number) for number in range(1, 60_000))
_FIRST: dict[tuple[CaseEnding, frozenset[Trouble]], Plot] = {}
"""The first case of each kind among those that were drawn so far."""


def first_with(trouble: Trouble | None, ending: CaseEnding) -> Plot:
    """A case that was drawn like this."""
    wanted = ending, frozenset[Trouble]() if trouble is None else frozenset({trouble})
    while wanted not in _FIRST:
        plot = next(_DRAWN)
        _FIRST.setdefault((plot.ending, frozenset(plot.troubles)), plot)
    return _FIRST[wanted]


@pytest.mark.parametrize("trouble", [None, *Trouble])
@pytest.mark.parametrize("ending", [CaseEnding.PAID_AFTER_DEMAND, CaseEnding.PLAN])
def test_policies_ask_for_what_the_generator_sends(
    trouble: Trouble | None, ending: CaseEnding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(little_ledger, "CREDITORS", ENTRIES)
    ledger = LittleLedger()
    policies = [PolicyReader(one, ledger) for one in (Matcher(), Allocator(), PersonKeeper(), DeadlineClock())]
    generated = list(play(first_with(trouble, ending)))
    for one in generated:
        if not one.by_policy:
            ledger.now = one.envelope.occurred_at
            settle(*policies)
            ledger.send(one.envelope, one.command)
            settle(*policies)
    ledger.now += AFTER_EVERYTHING
    settle(*policies)
    asked = {envelope.id: command for envelope, command in ledger.sent if envelope.actor.kind == "system"}
    assert asked == {one.envelope.id: one.command for one in generated if one.by_policy}
