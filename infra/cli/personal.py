"""Personal texts on the screen: opened with the keys that PostgreSQL has, where this machine holds the wrapping key.

That they are opened is put on record first (``infra.cli.reads``); where that cannot be done they stay sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.cli.reads import put_on_record
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent


def with_texts(session: Session, events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    """The events with the texts that may be read here; the others say why not. Fails for none of that."""
    from infra.audit.database_keys import DatabaseKeys
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
            in_the_clear = Opener(wrapping, DatabaseKeys(session.settings, opened).find).open_all(events)
        put_on_record(session, events)
        return in_the_clear
    except (WrappingKeyMissing, DatabaseUnavailable, ReadNotRecorded) as error:
        session.screen.note(f"Personal texts stay sealed: {error}")
        return list(events)
