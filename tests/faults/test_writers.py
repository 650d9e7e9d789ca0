"""Writers are killed, stopped, stalled, cut off, and robbed of their index or their disk."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.ground import Ground
from tests.faults.stages import OF_WRITERS, Stage


@pytest.mark.parametrize("stage", OF_WRITERS, ids=lambda stage: stage.__name__)
def test_nothing_is_lost_doubled_or_reordered_when(ground: Ground, stage: Stage, dice: Random) -> None:
    ground.undergo(stage, dice)
