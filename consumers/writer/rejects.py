"""Commands that could not be read, that stand where they do not belong, or that broke the code that decides.

They are kept on ``<log>.rejected`` where a person can see them, answered when their sender is known, and not in the
way of others. Their answer is not remembered: sent again after the fault is mended, they are decided anew.

Whatever is rejected fits into a record. What came too large for that, with what is put beside it, is not kept itself,
but its place, its size and its hash: the record stays where it came from for as long as commands are kept.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from kafka.errors import CorruptRecordError

from consumers.writer.transaction_draft import COMMAND_ID_REUSED
from domain.kernel.directory import CREDITOR_UNKNOWN
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch
from infra.eventlog.records.event_writing import RECORD_BYTES_MAX
from infra.eventlog.records.record_encoding import encode_body
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.errors import Undecodable
from infra.messages.headers import SHORT_TEXT_MAX, Header, by_name, short_text_of, uuid_of
from infra.messages.rejections import NOT_WHOLE_HEADER, PLACE_HEADER, REASON_HEADER
from infra.messages.replies import CommandAnswered

UNDECODABLE = "undecodable"
DECISION_FAILED = "decision_failed"
WRONG_PARTITION = "wrong_partition"
NOT_REMEMBERED = frozenset({UNDECODABLE, DECISION_FAILED, WRONG_PARTITION, COMMAND_ID_REUSED, CREDITOR_UNKNOWN.code})
"""Refusals that are over once something else is mended: sent again, the command is decided anew."""

_OURS = ("rejected-", "sent-again")
"""What headers of ours begin with on that topic: a command's own of such a name are not copied."""
_SAYS_WHAT_IT_WAS = ("ce_id", "ce_type", "ce_subject", "sender")


class Rejects:
    """What one transaction rejects: the records that are kept, and the answers to their senders."""

    def __init__(self, topic: str, partition: int) -> None:
        self._topic = topic
        self._partition = partition
        self.records: list[OutgoingRecord] = []
        self.answers: list[CommandAnswered] = []

    def add(self, record: Any, code: str, reason: str, fingerprint: str = "") -> None:
        """Keep a record (or a batch that is none) with the reason, which repeats nothing of what it says.

        ``fingerprint`` is of the command, where the record could be read as one: its sender may have sent two of an id.
        """
        kept = _batch(record, reason) if isinstance(record, UnreadableBatch) else _record(record, reason)
        self.records.append((self._topic, self._partition, *kept))
        if answer := _answer_to(record, code, reason, fingerprint):
            self.answers.append(answer)

    def add_place(self, record: Any, code: str, reason: str) -> None:
        """Keep no more than where it stands: for a record that could not be kept otherwise."""
        note = "nothing of it: it could not be copied"
        self.records.append((self._topic, self._partition, None, b"", _noted(_place_of(record), reason, note)))


Kept = tuple[bytes | None, bytes | None, list[Header]]


def _record(record: Any, reason: str) -> Kept:
    """The record as it came, byte for byte, with the reason and the place it came from beside its own headers."""
    headers, note = _headers_of(record)
    whole = [*headers, *_noted(_place_of(record), reason, note)]
    size = len(encode_body(record.key, record.value, whole))
    if size <= RECORD_BYTES_MAX:
        return record.key, record.value, whole
    short = [(name, value) for name, value in headers if name in _SAYS_WHAT_IT_WAS and len(value) <= SHORT_TEXT_MAX]
    note = f"its {size:,} bytes do not fit; SHA-256 of its value: {sha256(record.value or b'').hexdigest()}"
    return (record.key or b"")[:SHORT_TEXT_MAX], b"", [*short[:8], *_noted(_place_of(record), reason, note)]


def _batch(batch: UnreadableBatch, reason: str) -> Kept:
    """The stored bytes of a batch of records, if they fit."""
    note = "these are the bytes of a whole batch of records"
    value = batch.stored
    if len(value) > RECORD_BYTES_MAX - len(reason) - 1_000:
        note = f"the {len(value):,} bytes of its batch do not fit; their SHA-256: {sha256(value).hexdigest()}"
        value = b""
    return None, value, _noted(_place_of(batch), reason, note)


def _headers_of(record: Any) -> tuple[list[Header], str]:
    """The headers that can be read, and what is missing when that is not all."""
    try:
        headers = [(name, value) for name, value in record.headers if value is not None]
        return [header for header in headers if not header[0].startswith(_OURS)], ""
    except CorruptRecordError:
        digest = sha256(record.stored[1]).hexdigest()
        return [], f"its headers, which are not in Kafka's format (SHA-256 of them: {digest})"


def _noted(place: str, reason: str, note: str) -> list[Header]:
    headers = [(REASON_HEADER, reason.encode()), (PLACE_HEADER, place.encode())]
    return [*headers, (NOT_WHOLE_HEADER, note.encode())] if note else headers


def _place_of(record: Any) -> str:
    first = getattr(record, "first_offset", record.offset)
    offsets = f"{first}" if first == record.offset else f"{first}-{record.offset}"
    return f"{record.topic}/{record.partition}/{offsets}"


def _answer_to(record: Any, code: str, reason: str, fingerprint: str) -> CommandAnswered | None:
    """The refusal for its sender, when the record says at least who that is and which command it was."""
    if isinstance(record, UnreadableBatch):
        return None
    try:
        named = by_name(_headers_of(record)[0])
        command_id, sender = uuid_of(named, "ce_id"), short_text_of(named, "sender")
    except Undecodable:
        return None
    try:
        aggregate_id = uuid_of(named, "ce_subject")
    except Undecodable:
        aggregate_id = UUID(int=0)
    return CommandAnswered(
        command_id=command_id,
        aggregate_id=aggregate_id,
        sender=sender,
        accepted=False,
        repeated=False,
        version=0,
        partition=record.partition,
        position=0,
        code=code,
        message=f"{reason} The record is kept where a person can see it.",
        rule=None,
        fingerprint=fingerprint,
    )
