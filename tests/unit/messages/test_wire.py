from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.state import CASE
from domain.kernel.message import Message
from domain.kernel.recorded import Actor
from infra.messages import Undecodable
from infra.messages.commands import CommandEnvelope, command_record
from infra.messages.events import read_event
from infra.messages.fields import to_fields
from infra.messages.fingerprint import fingerprint_of
from infra.messages.headers import Header
from infra.messages.replies import CommandAnswered, read_reply, reply_record
from infra.messages.values import decode, encode
from schemas.errors import UnencodableError
from schemas.registry import Registry
from tests.some_keys import sealed
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, accepted, allocation
from tests.unit.messages.messages import ANY_COMMAND, ANY_EVENT
from tests.unit.messages.written_headers import read_sent, written_headers

ENVELOPE = CommandEnvelope(
    id=UUID(int=1),
    aggregate_id=UUID(int=2),
    occurred_at=datetime(2026, 3, 2, 8, 0, 0, 5, tzinfo=UTC),
    actor=Actor("user", "lukas"),
    correlation_id=UUID(int=3),
    sender="desk-1",
)
CLAIM_RECEIVED = sealed(accepted(CASE, CASE.initial, CLAIM)[0])


@given(ANY_EVENT)
def test_every_event_comes_back_from_the_wire_as_it_went(event: object) -> None:
    assert decode(encode(event)) == event  # type: ignore[arg-type]


@given(ANY_EVENT | ANY_COMMAND)
def test_a_message_is_written_as_its_fields_are(message: Message) -> None:
    assert encode(message) == Registry.load().encode(message.TOPIC, to_fields(message))


def test_a_message_whose_fields_are_not_those_of_its_schema_is_not_written() -> None:
    @dataclass(frozen=True, slots=True)
    class CaseReopened(Message):
        reason: str
        stage: str
        mood: str

    CaseReopened.TOPIC = "caseledger.case.CaseReopened"
    with pytest.raises(UnencodableError, match="are missing"):
        encode(CaseReopened("payment_reversed", "demand", "good"))


@given(ANY_COMMAND)
def test_every_command_comes_back_from_the_wire_as_it_went(command: object) -> None:
    key, value, headers = command_record(ENVELOPE, command)  # type: ignore[arg-type]
    fingerprint = fingerprint_of(ENVELOPE.aggregate_id, None, command)  # type: ignore[arg-type]
    assert read_sent(key, value, headers) == (ENVELOPE, command, fingerprint)


def test_an_answer_comes_back_as_it_went() -> None:
    answer = CommandAnswered(
        UUID(int=1), UUID(int=2), "desk-1", False, True, 0, 3, 0, "case_closed", "No.", None, "ab" * 16
    )
    assert read_reply(reply_record(answer)[1]) == answer


def test_an_event_carries_who_when_and_why() -> None:
    event = CLAIM_RECEIVED
    headers = [*_event_headers(), ("version", b"1"), ("position", b"42"), ("prevhash", b"0a"), ("hash", b"0b")]
    recorded = read_event(3, 99, str(ENVELOPE.aggregate_id).encode(), encode(event), headers)
    assert (recorded.event, recorded.partition, recorded.position, recorded.version) == (event, 3, 42, 1)
    assert (recorded.occurred_at, recorded.actor) == (ENVELOPE.occurred_at, ENVELOPE.actor)
    assert (recorded.causation_id, recorded.correlation_id) == (ENVELOPE.id, ENVELOPE.correlation_id)
    assert recorded.aggregate_kind == "case"


def _event_headers() -> list[Header]:
    return written_headers(ENVELOPE, CLAIM_RECEIVED, UUID(int=9), datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize("missing", ["ce_id", "ce_type", "ce_time", "ce_causationid", "ce_authid", "position"])
def test_an_event_without_one_of_its_headers_is_undecodable_and_says_which(missing: str) -> None:
    headers = [*_event_headers(), ("version", b"1"), ("position", b"42")]
    with pytest.raises(Undecodable, match=f"partition 3 offset 99: the header {missing} is missing"):
        read_event(
            3, 99, str(ENVELOPE.aggregate_id).encode(), encode(CLAIM_RECEIVED), [h for h in headers if h[0] != missing]
        )


def test_a_command_whose_key_is_not_its_aggregate_is_undecodable() -> None:
    _, value, headers = command_record(ENVELOPE, CLAIM)
    with pytest.raises(Undecodable, match="the key is not"):
        read_sent(b"another", value, headers)


def test_a_command_of_another_type_than_it_says_is_undecodable() -> None:
    key, _, headers = command_record(ENVELOPE, CLAIM)
    with pytest.raises(Undecodable, match="ce_type says"):
        read_sent(key, encode(allocation(CLAIM_TOTAL_MINOR)), headers)


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x01\x00\x00\x00\x01", b"\x00\xff\xff\xff\xff", encode(CLAIM)[:-3]])
def test_bytes_that_are_no_message_are_undecodable(value: bytes) -> None:
    key, _, headers = command_record(ENVELOPE, CLAIM)
    with pytest.raises(Undecodable):
        read_sent(key, value, headers)


def test_a_time_without_a_zone_is_not_sent() -> None:
    with pytest.raises(AssertionError):
        command_record(replace(ENVELOPE, occurred_at=datetime(2026, 3, 2)), CLAIM)  # noqa: DTZ001


@given(ANY_EVENT | ANY_COMMAND, st.data())
def test_a_damaged_value_is_a_message_or_undecodable_and_nothing_else_happens(
    message: Message, data: st.DataObject
) -> None:
    value = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(0, len(value) - 1)))
        value[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        assert isinstance(decode(bytes(value)), Message)
    except Undecodable as error:
        assert str(error)


@given(ANY_EVENT, st.integers(1, 12))
def test_a_value_that_is_cut_short_is_undecodable(message: Message, cut: int) -> None:
    with pytest.raises(Undecodable):
        decode(encode(message)[:-cut])
