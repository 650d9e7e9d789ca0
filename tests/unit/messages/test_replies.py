"""How far a partition's commands are handled, as the last record of a transaction says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.eventlog.partition.log_reader import Record
from infra.messages.errors import Undecodable
from infra.messages.replies import HANDLED_HEADER, addressed_to, handled_by, handled_record, read_reply

COMMANDS = "ZxEr1qvFTLe0mWbZ9tD0Ng"


@dataclass
class Stored:
    """A record of the replies with these headers."""

    named_headers: dict[str, bytes | None]
    value: bytes | None = b""
    headers: list[tuple[str, bytes | None]] = field(default_factory=list)


def a_record(**given: Any) -> Record:
    return Stored(**given)  # type: ignore[return-value]


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_it_is_read_as_it_was_written_by_whoever_reads_the_same_topic_of_commands(offset: int) -> None:
    key, value, headers = handled_record(COMMANDS, offset)
    record = a_record(value=value, named_headers=dict(headers))
    assert key == value == b""
    assert handled_by(record, COMMANDS) == offset
    assert handled_by(record, COMMANDS.lower()) is None


def test_to_everybody_else_it_is_no_answer() -> None:
    _, value, headers = handled_record(COMMANDS, 7)

    class OfOurs(Stored):
        stored = (b"", b"another header")
        header_count = 1

    assert not addressed_to("desk")(OfOurs(dict(headers)))
    with pytest.raises(Undecodable):
        read_reply(value)


@given(st.binary() | st.from_regex(rf"{COMMANDS} .{{0,30}}").map(str.encode))
def test_whatever_else_somebody_writes_there_is_passed_over(said: bytes) -> None:
    _, _, offset = said.rpartition(b" ")
    expected = int(offset) if said == b"%s %s" % (COMMANDS.encode(), offset) and offset.isdigit() else None
    if expected is None or len(offset) < 20:
        assert handled_by(a_record(named_headers={HANDLED_HEADER: said}), COMMANDS) == expected
    assert handled_by(a_record(named_headers={}), COMMANDS) is None
    assert handled_by(a_record(value=b"answer", named_headers={HANDLED_HEADER: said}), COMMANDS) is None
