"""The topic of rejected commands: reading it, and sending what is in it again.

A person's retry is noted in the same topic, by an empty record whose headers name the place of the one it was for.
So the note is kept as long as the command, and everybody who looks sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.rejections import NOT_WHOLE_HEADER, PLACE_HEADER, REASON_HEADER
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

# The headers that are put on a record that is rejected.
WRITERS_HEADERS = frozenset({REASON_HEADER, PLACE_HEADER, NOT_WHOLE_HEADER})

NO_VALUE = b""
"""The client sends no record that has neither key nor value."""

RETRIED_HEADER = "sent-again"
RETRIED_AT_HEADER = "sent-again-at"


@dataclass(frozen=True, slots=True)
class RejectedCommand:
    """One record, as it came. ``place`` is partition/offset in the topic, ``came_from`` its place as a command."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    rejected_at: datetime
    retried_at: datetime | None = None

    @property
    def place(self) -> str:
        """How a person names it."""
        return f"{self.partition}/{self.offset}"

    @property
    def reason(self) -> str:
        """Why it was rejected."""
        return self._header(REASON_HEADER)

    @property
    def not_whole(self) -> str:
        """Why it cannot be sent again from here; empty when it was kept byte for byte."""
        return self._header(NOT_WHOLE_HEADER)

    @property
    def came_from(self) -> str:
        """Topic, partition and offset of the command."""
        return self._header(PLACE_HEADER)

    @property
    def kind(self) -> str:
        """What it says that it is; empty when it does not."""
        return self._header("ce_type").rpartition(".")[2]

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "place": self.place, "type": self._header("ce_type") or None, "command_id": self._header("ce_id") or None,
            "aggregate_id": self._header("ce_subject") or None, "reason": self.reason, "came_from": self.came_from,
            "rejected_at": self.rejected_at, "sent_again_at": self.retried_at,
            "bytes": len(self.value or b""), "not_whole": self.not_whole or None,
        }  # fmt: skip

    def _header(self, name: str) -> str:
        return (dict(self.headers).get(name) or b"").decode("utf-8", "replace")


class RejectedTopic:
    """``<log>.rejected`` of the settings. Use it as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._connection, self._topics = connection_of(settings), LogTopics(settings.log)
        self._producer: Any = None

    def read(self) -> list[RejectedCommand]:
        """All that is kept, oldest first in each partition, with the time at which it was last sent again."""
        found: dict[str, RejectedCommand] = {}
        for partition in range(self._partitions()):
            for record in self._records(partition):
                headers = dict(record.headers)
                if note := headers.get(RETRIED_HEADER):
                    self._note(found, note.decode(), headers[RETRIED_AT_HEADER].decode())
                    continue
                when = datetime.fromtimestamp(record.timestamp / 1000, UTC)
                one = RejectedCommand(partition, record.offset, record.key, record.value, tuple(record.headers), when)
                found[one.place] = one
        return list(found.values())

    def send_again(self, commands: Iterable[RejectedCommand], now: datetime) -> None:
        """The original key, value and headers to the key's partition, and a note of it. Raises KafkaError.

        A record without a key goes to the partition that it came from. Give none that is ``not_whole``.
        """
        for one in commands:
            original = [header for header in one.headers if header[0] not in WRITERS_HEADERS]
            value = NO_VALUE if one.key is None and one.value is None else one.value
            partition = one.partition if one.key is None else None
            self._send(self._topics.commands, partition, one.key, value, original)
            note = [(RETRIED_HEADER, one.place.encode()), (RETRIED_AT_HEADER, now.isoformat().encode())]
            self._send(self._topics.rejected, one.partition, None, NO_VALUE, note)
        if self._producer is not None:
            self._producer.flush(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._producer is not None:
            self._producer.close(timeout=10)

    def _note(self, found: dict[str, RejectedCommand], place: str, at: str) -> None:
        if place in found:
            found[place] = replace(found[place], retried_at=datetime.fromisoformat(at))

    def _partitions(self) -> int:
        from infra.eventlog.admin.log_identity import describe_event_log

        return describe_event_log(self._connection, self._topics.rejected).partitions

    def _records(self, partition: int) -> Iterable[Any]:
        reader = KafkaLogReader(self._connection, self._topics.rejected, partition, leave_out_unreadable=True)
        try:
            for batch in reader.read(reader.beginning_offset(), reader.end_offset()):
                yield from batch.records
        finally:
            reader.close()

    def _send(
        self,
        topic: str,
        partition: int | None,
        key: bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes | None]] | list[tuple[str, bytes]],
    ) -> None:
        if self._producer is None:
            self._producer = self._connection.producer()
        self._producer.send(topic, partition=partition, key=key, value=value, headers=headers)
