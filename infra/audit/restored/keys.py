"""The keys that came back with a log: whether each sealed text of its events opens, but for those of the erased.

A topic of keys that was lost looks from the outside as if everybody had been erased. The log says who was: a text of
anybody else that does not open is a key that is missing. And a topic of keys from an older copy than the log brings the
keys of people back who were erased since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.kernel.personal import Category, Sealed
from domain.kernel.recorded import RecordedEvent
from domain.person.registration.registering import PersonRegistered
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.crypto.blind_index import BlindIndex, IndexKeyMissing
from infra.messages.crypto.errors import KeyDamaged, SealDamaged
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.personal_fields import change_personal
from infra.messages.crypto.sealed_bytes import DataKey, data_key, open_sealed, take_apart
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.crypto.wrapping import WrappingKeys, unwrapped

BY_NATIONAL_ID = 8
"""The version of a person's id that follows from a national id and the index key."""


def keys_on_topic(kafka: KafkaConnection, topic: str, partition: int) -> KeysSurvey:
    """The keys of one partition as the topic has them. Raises LogUnavailable, KeyDamaged."""
    survey = KeysSurvey(partition)
    with closing(KafkaLogReader(kafka, topic, partition)) as reader:
        survey.read(reader)
    return survey


@dataclass(slots=True)
class TextsOpened:
    """What came of the sealed texts of one partition."""

    opened: int = 0
    damaged: int = 0
    """Texts that their own key does not open: altered, or moved."""
    keys_damaged: int = 0
    locked: Counter[str] = field(default_factory=Counter)
    """How many persons' keys are under a wrapping key that is not at hand."""
    lacking: dict[UUID, datetime] = field(default_factory=dict)
    """Persons of whom a text has no key, and when the last of these was recorded."""
    readable: dict[UUID, datetime] = field(default_factory=dict)
    """Persons of whom a text opens, and when the first of these was recorded."""
    erased: dict[UUID, datetime] = field(default_factory=dict)
    """Persons whom the log says are erased, and since when."""
    named_otherwise: int = 0
    """Persons whose id does not follow from their national id by the index key that is at hand."""
    no_index_key: str = ""


class TextsOpening:
    """Opens every sealed text of a partition's events, keeps none of them, and counts."""

    def __init__(self, survey: KeysSurvey | None, wrapping: WrappingKeys | None, index: BlindIndex) -> None:
        """``survey`` None: the topic of keys is not there; ``wrapping`` None: no wrapping key is at hand."""
        self.found = TextsOpened()
        self._keys: dict[Owner, DataKey | None] = {}
        self._index = index
        for owner, key in () if survey is None else survey.keys.items():
            self._keys[owner] = None
            if wrapping is None or key.wrapping_key not in wrapping.known:
                self.found.locked[key.wrapping_key] += 1
                continue
            try:
                self._keys[owner] = data_key(key.key_id, unwrapped(wrapping, key))
            except KeyDamaged:
                self.found.keys_damaged += 1

    def see(self, recorded: RecordedEvent) -> None:
        """The partition's next event."""
        for person in recorded.event.erased_persons:
            self.found.erased[person] = recorded.recorded_at

        def opened(text: str, person: UUID, category: Category, path: str) -> str:
            return self._open(text, Owner(person, category), recorded, path) if isinstance(text, Sealed) else text

        event = change_personal(recorded.event, opened)
        if isinstance(event, PersonRegistered) and event.person_id.version == BY_NATIONAL_ID:
            self._hold_against_index(event)

    def _open(self, text: Sealed, owner: Owner, recorded: RecordedEvent, path: str) -> str:
        found, key = self.found, self._keys.get(owner, ...)
        if key is None:
            return text  # counted with its wrapping key, or with the damaged ones
        sealed = take_apart(text.content)
        if key is ... or key.id != sealed.key_id:
            found.lacking[owner.person] = _last(found.lacking, owner.person, recorded.recorded_at)
            return text
        try:
            plain = open_sealed(sealed, key, recorded.event_id, path)
        except SealDamaged:
            found.damaged += 1
            return text
        found.opened += 1
        found.readable.setdefault(owner.person, recorded.recorded_at)
        return plain

    def _hold_against_index(self, event: PersonRegistered) -> None:
        if event.national_id is None or isinstance(event.national_id, Sealed):
            return
        try:
            self.found.named_otherwise += self._index.person(event.country, event.national_id) != event.person_id
        except IndexKeyMissing as missing:
            self.found.no_index_key = str(missing)


def _last(known: Mapping[UUID, datetime], person: UUID, at: datetime) -> datetime:
    return max(at, known.get(person, at))
