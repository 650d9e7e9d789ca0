"""Personal texts on the screen: opened with the keys that PostgreSQL has, where this machine holds the wrapping key.

That they are opened is put on record first (``infra.cli.reads``); where that cannot be done they stay sealed.

The topic of keys is not read: a question about one case costs the same however many persons there are. Where a key is
missing, it is asked whether PostgreSQL has read the topic to its end: only then the person was erased.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from infra.cli.reads import put_on_record
from infra.cli.session import Session

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from domain.kernel.recorded import RecordedEvent
    from infra.messages.crypto.key_record import Owner
    from infra.messages.crypto.wrapping import WrappedKey
    from infra.postgres.person_keys import PersonKeys

SETTLED_S = 5.0
"""How long the projector may take to see a key that was just made, before its text is shown as sealed."""
LOOK_AGAIN_S = 0.05


def with_texts(session: Session, events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    """The events with the texts that may be read here; the others say why not. Fails for none of that."""
    from infra.cli.database import connected
    from infra.messages.crypto.errors import WrappingKeyMissing
    from infra.messages.crypto.opening import Opener
    from infra.messages.crypto.personal_fields import has_personal
    from infra.messages.crypto.wrapping_file import WrappingKeyFile
    from infra.postgres.connect import DatabaseUnavailable
    from infra.reads.recording import ReadNotRecorded

    if not any(has_personal(type(event.event)) for event in events):
        return list(events)
    if session.settings.database_url is None:
        session.screen.note("Personal texts stay sealed: no PostgreSQL is named that would have their keys.")
        return list(events)
    try:
        wrapping = WrappingKeyFile(session.settings.wrapping_keys)
        with connected(session.settings) as opened:
            in_the_clear = Opener(wrapping, _DatabaseKeys(session, opened).find).open_all(events)
        put_on_record(session, events)
        return in_the_clear
    except (WrappingKeyMissing, DatabaseUnavailable, ReadNotRecorded) as error:
        session.screen.note(f"Personal texts stay sealed: {error}")
        return list(events)


class _DatabaseKeys:
    def __init__(self, session: Session, opened: connection) -> None:
        self._settings = session.settings
        self._opened = opened

    def find(self, partition: int, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey | None]:
        from infra.eventlog.admin.topics import Forgetting
        from infra.postgres.person_keys import PersonKeys

        keys = PersonKeys(self._opened, partition, Forgetting().tombstones_ms)
        found: dict[Owner, WrappedKey | None] = dict(keys.find(owners))
        if found.keys() >= set(owners) or not self._is_settled(keys, partition):
            return found
        found.update(keys.find(owners))
        return {owner: found.get(owner) for owner in owners}

    def _is_settled(self, keys: PersonKeys, partition: int) -> bool:
        """Whether PostgreSQL has all that the topic of keys held when this was asked."""
        from infra.eventlog.admin.topics import LogTopics
        from infra.eventlog.partition.log_reader import KafkaLogReader
        from infra.runtime.log_access import connection_of

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
