"""The writer's answer to a command, as a record on ``<log>.replies``, and how far it has handled them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from infra.eventlog.partition.log_reader import Record
from infra.eventlog.records.record_encoding import encode_headers
from infra.messages.headers import Header
from infra.messages.trace import TRACEPARENT
from infra.messages.values import decode_as, encode_as

TOPIC = "caseledger.replies.CommandAnswered"
SENDER_HEADER = "sender"
HANDLED_HEADER = "commands_handled"
OFFSET_DIGITS = 20
"""More than any offset has."""
_OF_POLICY = "policy "
"""How a policy's name as a sender begins."""


@dataclass(frozen=True, slots=True)
class CommandAnswered:
    """Accepted, with the aggregate's version and the position after it, or refused, with code and sentence.

    ``repeated`` says that the command had been answered before; this is the first answer again. ``version`` is that of
    the aggregate after the command's last event, or where it stands when another was expected; else 0.
    ``fingerprint`` says which command of this id is answered; empty for one that could not be read.
    """

    command_id: UUID
    aggregate_id: UUID
    sender: str
    accepted: bool
    repeated: bool
    version: int
    partition: int
    position: int
    code: str
    message: str
    rule: str | None
    fingerprint: str


def policy_sender(policy: str) -> str:
    """By which the writers' answers to a policy's commands are known."""
    return _OF_POLICY + policy


def sees_what_was_done(sender: str) -> bool:
    """Whether it reads every event, and so knows of its commands those that were accepted, without an answer."""
    return sender.startswith(_OF_POLICY)


def has_to_be_told(answer: CommandAnswered) -> bool:
    """Whether the answer is sent: not when its sender sees the events. One that asks again may have missed them."""
    return not answer.accepted or answer.repeated or not sees_what_was_done(answer.sender)


def reply_record(answer: CommandAnswered, traceparent: str = "") -> tuple[bytes, bytes, list[Header]]:
    """The key, value and headers of a reply's record; ``traceparent`` is the command's, where it had one."""
    headers = [(SENDER_HEADER, answer.sender.encode())]
    if traceparent:
        headers.append((TRACEPARENT, traceparent.encode()))
    return answer.command_id.bytes, encode_as(TOPIC, answer), headers


def addressed_to(sender: str) -> Callable[[Any], bool]:
    """Whether a record of the replies, as our consumers give it, is for this sender. Most are for others, and have this
    one header: they are told by its bytes, without taking it apart."""
    header = (SENDER_HEADER, sender.encode())
    encoded = encode_headers([header])
    return lambda record: record.stored[1] == encoded or (record.header_count != 1 and header in record.headers)


def handled_record(commands_id: str, next_offset: int) -> tuple[bytes, bytes, list[Header]]:
    """The last record of each of a writer's transactions: the commands of its partition before this offset are handled.

    ``commands_id`` is Kafka's id of the topic of commands: in another cluster, or in one that was created again, the
    offset says nothing. The record has no key, no value and no sender: an answer to nobody.
    """
    return b"", b"", [(HANDLED_HEADER, f"{commands_id} {next_offset}".encode())]


def handled_by(record: Record, commands_id: str) -> int | None:
    """What such a record says of this topic of commands; None for an answer, or one of another topic."""
    if record.value:
        return None
    topic_id, _, offset = (record.named_headers.get(HANDLED_HEADER) or b"").rpartition(b" ")
    is_one = topic_id == commands_id.encode() and offset.isdigit() and len(offset) < OFFSET_DIGITS
    return int(offset) if is_one else None


def read_reply(value: bytes) -> CommandAnswered:
    """The reply in a record's value. Raises Undecodable."""
    return decode_as(TOPIC, CommandAnswered, value)
