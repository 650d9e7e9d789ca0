"""Kafka and PostgreSQL are killed and restarted under load, and the database is dropped."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.ground import Ground
from tests.faults.stages import OF_SERVERS, Stage


@pytest.mark.parametrize("stage", OF_SERVERS, ids=lambda stage: stage.__name__)
def test_nothing_is_lost_doubled_or_reordered_when(ground: Ground, stage: Stage, dice: Random) -> None:
    ground.undergo(stage, dice)
