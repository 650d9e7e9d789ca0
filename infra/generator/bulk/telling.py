"""A story told of a case: its events encoded and sealed, as playing that case would give them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.kernel.identity import event_id, policy_command_id
from infra.eventlog.records.event_record import PreparedHeaders
from infra.eventlog.records.partitioner import partition_of
from infra.eventlog.records.record_encoding import encode_field
from infra.generator.bulk.case_names import COMMAND, EVENT, FINGERPRINT, FIRST_ID, FORMS, PERSON
from infra.generator.bulk.encoding import Encoded, EncodedEvent
from infra.generator.bulk.keys import CaseKeys, PortfolioKeys
from infra.generator.bulk.told_story import ToldCommand, ToldEvent, ToldStory
from infra.generator.names import command_id
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.sealed_bytes import seal
from infra.messages.fingerprint import fingerprint_of_text
from infra.messages.headers import uuid_text


class Teller:
    """Tells a story of the case of one number. ``keys`` has the keys of the debtors of the cases that go with it."""

    def __init__(self, story: ToldStory, number: int, keys: PortfolioKeys) -> None:
        self._story, self._number = story, number
        self._ids = story.named.ids(number)
        self._names = story.named.names(number, self._ids)
        self._partitions: dict[int, int] = {}
        self._count = keys.partitions
        self._keys: CaseKeys = keys.of_case(self._ids[PERSON])
        self._events: list[UUID] = []
        self._first_sealed = story.named.first_sealed

    def run(self) -> Iterator[Encoded]:
        """All that goes into the log of it, command by command."""
        begins = True
        for command in self._story.commands:
            yield self._told(command, begins=begins)
            begins = False

    def _told(self, command: ToldCommand, *, begins: bool) -> Encoded:
        aggregate, names = self._ids[command.aggregate], self._names
        partition = self._partition(command.aggregate)
        identifier = self._command_id(command)
        names[COMMAND] = uuid_text(identifier)
        names[FINGERPRINT] = fingerprint_of_text(command.fingerprint.filled(names)).encode()
        events = []
        for ordinal, event in enumerate(command.events):
            of_event = event_id(identifier, aggregate, ordinal)
            self._events.append(of_event)
            events.append(self._event(event, of_event, command.aggregate, partition, identifier))
        return Encoded(command.at, partition, events, self._keys.take_records(), begins)

    def _command_id(self, command: ToldCommand) -> UUID:
        if command.policy:
            return policy_command_id(self._events[command.cause], command.policy, self._ids[command.aggregate])
        return command_id(self._story.named.seed, self._number, command.step)

    def _event(self, event: ToldEvent, identifier: UUID, aggregate: int, partition: int, command: UUID) -> EncodedEvent:
        names = self._names
        names[EVENT] = uuid_text(identifier)
        for place, sealed in enumerate(event.seals, self._first_sealed):
            key = self._keys.key(Owner(self._ids[sealed.owner], sealed.category), partition)
            names[place] = seal(sealed.text.filled(names).decode(), key, identifier, sealed.path)
        key_and_value = encode_field(self._key(aggregate)) + encode_field(event.value.filled(names))
        headers = PreparedHeaders(event.headers.filled(names), event.header_count, command.bytes, names[FINGERPRINT])
        return EncodedEvent(key_and_value, headers, event.version)

    def _key(self, aggregate: int) -> bytes:
        return self._names[FIRST_ID + FORMS * aggregate + 1]

    def _partition(self, aggregate: int) -> int:
        known = self._partitions.get(aggregate)
        if known is None:
            known = self._partitions[aggregate] = partition_of(self._key(aggregate), self._count)
        return known
