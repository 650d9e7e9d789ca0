"""The whole story of a case: its beginning, what comes in between, and its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from domain.case.state import CaseState
from infra.generator.desk import Desk, Script
from infra.generator.mix import CaseEnding
from infra.generator.stories.afterwards import afterwards
from infra.generator.stories.beginning import claim_comes
from infra.generator.stories.endings import legal, paid_after_demand, solved_at_notice
from infra.generator.stories.plans import plan
from infra.generator.stories.troubles import troubles

ENDINGS: Mapping[CaseEnding, Callable[[Desk, CaseState], Script]] = MappingProxyType(
    {
        CaseEnding.SOLVED_AT_NOTICE: solved_at_notice,
        CaseEnding.PAID_AFTER_DEMAND: paid_after_demand,
        CaseEnding.PLAN: plan,
        CaseEnding.LEGAL: legal,
    }
)


def story_of(desk: Desk) -> Script:
    """The script that was drawn for the case."""
    state = yield from claim_comes(desk)
    state = yield from troubles(desk, state)
    if state.life.is_open:
        state = yield from ENDINGS[desk.plot.ending](desk, state)
    return (yield from afterwards(desk, state))
