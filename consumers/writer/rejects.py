"""Commands that could not be read, or that broke the code that decides.

They are kept on ``<log>.rejected`` where a person can see them, answered when their sender is known, and not in the
way of others. Their answer is not remembered: sent again after the fault is mended, they are decided anew.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from consumers.writer.transaction_draft import COMMAND_ID_REUSED
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.errors import Undecodable
from infra.messages.headers import by_name, text_of, uuid_of
from infra.messages.replies import CommandAnswered

UNDECODABLE = "undecodable"
DECISION_FAILED = "decision_failed"
NOT_REMEMBERED = frozenset({UNDECODABLE, DECISION_FAILED, COMMAND_ID_REUSED})

REASON_HEADER = "rejected-because"
PLACE_HEADER = "rejected-from"


def rejected_record(topic: str, record: Any, reason: str) -> OutgoingRecord:
    """The record as it came, byte for byte, with the reason and the place it came from beside its own headers."""
    headers = [
        *((name, value) for name, value in record.headers if value is not None),
        (REASON_HEADER, reason.encode()),
        (PLACE_HEADER, f"{record.topic}/{record.partition}/{record.offset}".encode()),
    ]
    return topic, record.partition, record.key, record.value, headers


def answer_to(record: Any, code: str, reason: str) -> CommandAnswered | None:
    """The refusal for its sender, when the record says at least who that is and which command it was."""
    named = by_name(record.headers)
    try:
        command_id, sender = uuid_of(named, "ce_id"), text_of(named, "sender")
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
        fingerprint="",
    )
