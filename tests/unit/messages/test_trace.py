"""The trace of a command is carried to its events and its answer as it is, and what is none refuses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from infra.messages.commands import command_record
from infra.messages.replies import CommandAnswered, addressed_to, read_reply, reply_record
from infra.messages.trace import TRACEPARENT, current_traceparent, trace_id_of, traceparent_in, within
from tests.unit.messages.test_wire import CLAIM_RECEIVED, ENVELOPE
from tests.unit.messages.written_headers import read_sent, written_headers

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""The example of the specification."""
COMMAND = CloseCase(Outcome.PAID_IN_FULL, "paid")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_command_its_events_and_its_answer_belong_to_one_trace() -> None:
    key, value, headers = command_record(replace(ENVELOPE, traceparent=TRACE), COMMAND)
    envelope, _, _ = read_sent(key, value, headers)
    assert envelope.traceparent == TRACE
    event = written_headers(envelope, CLAIM_RECEIVED, UUID(int=9), NOW)
    assert traceparent_in(dict(event)) == TRACE
    answer = CommandAnswered(ENVELOPE.id, UUID(int=2), "desk", True, False, 1, 0, 1, "", "", None, "ab")
    _, content, told = reply_record(answer, TRACE)
    assert traceparent_in(dict(told)) == TRACE
    assert read_reply(content) == answer


def test_a_command_without_one_adds_nothing_to_any_record() -> None:
    headers = command_record(ENVELOPE, COMMAND)[2]
    of_event = written_headers(ENVELOPE, CLAIM_RECEIVED, UUID(int=9), NOW)
    assert TRACEPARENT not in {name for name, _ in [*headers, *of_event]}


def test_the_trace_is_no_part_of_what_a_command_asks() -> None:
    """Sent again within another trace it is the same command, and gets its first answer."""
    fingerprints = {
        read_sent(*command_record(replace(ENVELOPE, traceparent=trace), COMMAND)).fingerprint
        for trace in ("", TRACE, TRACE.replace("0af7", "1bf7"))
    }
    assert len(fingerprints) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", b"\xff" * 55, TRACE.upper().encode(), f"{TRACE}-00".encode(), f"ff{TRACE[2:]}".encode(),
        b"00-00000000000000000000000000000000-b7ad6b7169203331-01",
        b"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    ],
)  # fmt: skip
def test_what_is_no_trace_is_left_out_and_refuses_no_command(content: bytes) -> None:
    key, value, headers = command_record(ENVELOPE, COMMAND)
    assert read_sent(key, value, [*headers, (TRACEPARENT, content)]).envelope.traceparent == ""


def test_what_is_sent_meanwhile_belongs_to_the_trace_of_what_is_done() -> None:
    with within(TRACE):
        assert traceparent_in(dict(command_record(ENVELOPE, COMMAND)[2])) == TRACE
        with within(""):
            assert traceparent_in(dict(command_record(ENVELOPE, COMMAND)[2])) == ""
    assert current_traceparent() == ""


def test_an_answer_finds_its_sender_with_or_without_a_trace() -> None:
    class Stored:
        def __init__(self, headers: list[tuple[str, bytes]]) -> None:
            self.headers, self.header_count, self.stored = headers, len(headers), (b"", b"other")

    answer = CommandAnswered(ENVELOPE.id, UUID(int=2), "desk", True, False, 1, 0, 1, "", "", None, "ab")
    assert addressed_to("desk")(Stored(reply_record(answer, TRACE)[2]))
    assert not addressed_to("other")(Stored(reply_record(answer, TRACE)[2]))


def test_the_id_of_a_trace_is_read_for_logs() -> None:
    assert trace_id_of(TRACE) == "0af7651916cd43dd8448eb211c80319c"
    assert trace_id_of("Anna Svensson") == ""
