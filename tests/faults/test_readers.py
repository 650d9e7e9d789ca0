"""The projector and the policies are killed, fed poison, and shown clocks that jump."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.ground import Ground
from tests.faults.stages import OF_READERS, Stage


@pytest.mark.parametrize("stage", OF_READERS, ids=lambda stage: stage.__name__)
def test_nothing_is_lost_doubled_or_reordered_when(ground: Ground, stage: Stage, dice: Random) -> None:
    ground.undergo(stage, dice)
