"""Personal texts are opened with the keys that PostgreSQL has; the topic of keys is not read.

A question about one case costs the same however many persons there are. Where a key is missing, it is asked whether
PostgreSQL has read the topic to its end: only then the person was erased.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

from psycopg2.extensions import connection

from infra.eventlog.admin.topics import Forgetting, LogTopics
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.wrapping import WrappedKey
from infra.postgres.person_keys import PersonKeys
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

SETTLED_S = 5.0
"""How long the projector may take to see a key that was just made, before its text is shown as sealed."""
LOOK_AGAIN_S = 0.05


class DatabaseKeys:
    """The keys of persons, over one connection to PostgreSQL."""

    def __init__(self, settings: Settings, opened: connection) -> None:
        self._settings = settings
        self._opened = opened

    def find(self, partition: int, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey | None]:
        """See FindKeys of ``infra.messages.crypto.opening``."""
        keys = PersonKeys(self._opened, partition, Forgetting().tombstones_ms)
        found: dict[Owner, WrappedKey | None] = dict(keys.find(owners))
        if found.keys() >= set(owners) or not self._is_settled(keys, partition):
            return found
        found.update(keys.find(owners))
        return {owner: found.get(owner) for owner in owners}

    def _is_settled(self, keys: PersonKeys, partition: int) -> bool:
        """Whether PostgreSQL has all that the topic of keys held when this was asked."""
        reader = KafkaLogReader(connection_of(self._settings), LogTopics(self._settings.log).keys, partition)
        try:
            written = reader.written_offset()
        finally:
            reader.close()
        deadline = time.monotonic() + SETTLED_S
        while keys.known_up_to() < written:
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_AGAIN_S)
        return True
