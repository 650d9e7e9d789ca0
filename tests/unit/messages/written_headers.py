"""Headers as a reader has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.kernel.message import Event
from infra.eventlog.kafka_python.record_decoding import decode_headers
from infra.messages.commands import CommandAsSent, CommandEnvelope, read_command
from infra.messages.event_headers import event_headers, headers_of_cause
from infra.messages.headers import Header


def written_headers(
    cause: CommandEnvelope, event: Event, event_id: UUID, recorded_at: datetime, fingerprint: str = "ab" * 16
) -> list[Header]:
    """All but those that the log adds."""
    written = event_headers(headers_of_cause(cause, fingerprint, recorded_at, b"/caseledger/test"), event, event_id)
    return [(name, content or b"") for name, content in decode_headers(written.encoded, written.number)]


def read_sent(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> CommandAsSent:
    """The command of a record with these headers."""
    return read_command(key, value, (tuple(name for name, _ in headers), tuple(content for _, content in headers)))
