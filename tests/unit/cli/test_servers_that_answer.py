"""Whether there is anybody to ask, of one Kafka or of several brokers, and of the database."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from infra.cli.operations.server_status import ServerStatus
from infra.cli.operations.system_status import answering


@pytest.mark.parametrize(
    ("servers", "database", "kafka"),
    [
        ({"kafka": True, "postgres": True}, True, True),
        ({"kafka": False, "postgres": True}, True, False),
        ({"kafka": True, "postgres": False}, False, True),
        ({"kafka": False, "postgres": False}, False, False),
        ({"kafka-1": False, "kafka-2": True, "kafka-3": False, "postgres": True}, True, True),
        ({"kafka-1": False, "kafka-2": False, "kafka-3": False, "postgres": True}, True, False),
        ({"kafka-1": True, "kafka-2": True, "kafka-3": True, "postgres": False}, False, True),
    ],
)
def test_one_broker_that_answers_is_enough(servers: Mapping[str, bool], database: bool, kafka: bool) -> None:
    asked = [ServerStatus(name, "a place", "" if there else "it does not run") for name, there in servers.items()]
    assert answering(asked) == (database, kafka)
