"""The headers of an event, encoded in parts, are those that encoding each by itself gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.recorded import Actor
from infra.eventlog.kafka_python.record_decoding import decode_headers
from infra.eventlog.records.event_record import prepare_headers
from infra.messages.commands import CommandEnvelope
from infra.messages.event_headers import event_headers, headers_of_cause
from tests.unit.messages.test_wire import CLAIM_RECEIVED

INSTANTS = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-5, minutes=-30))]),
)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def written(instant: datetime) -> bytes:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0").encode()


@given(
    st.uuids(), st.uuids(), st.uuids(), st.uuids(), INSTANTS, INSTANTS,
    st.text(max_size=80), st.text(max_size=8200), st.sampled_from(["", TRACE]),
)  # fmt: skip
def test_they_are_in_their_order_what_each_says(
    command: UUID, aggregate: UUID, correlation: UUID, event_id: UUID, occurred: datetime, recorded: datetime,
    actor: str, source: str, trace: str,
) -> None:  # fmt: skip
    cause = CommandEnvelope(command, aggregate, occurred, Actor("user", actor), correlation, traceparent=trace)
    shared = headers_of_cause(cause, "ab" * 16, recorded, source.encode())
    of_event = event_headers(shared, CLAIM_RECEIVED, event_id)
    expected = [
        ("ce_specversion", b"1.0"),
        ("content-type", b"application/avro"),
        ("ce_source", source.encode()),
        ("ce_subject", str(aggregate).encode()),
        ("ce_time", written(occurred)),
        ("ce_recordedtime", written(recorded)),
        ("ce_correlationid", str(correlation).encode()),
        ("ce_causationid", str(command).encode()),
        ("ce_authtype", b"user"),
        ("ce_authid", actor.encode()),
        ("commandfingerprint", b"ab" * 16),
        *([("traceparent", trace.encode())] if trace else []),
        ("ce_id", str(event_id).encode()),
        ("ce_type", CLAIM_RECEIVED.TOPIC.encode()),
    ]
    assert decode_headers(of_event.encoded, of_event.number) == expected
    assert of_event == prepare_headers(expected, CLAIM_RECEIVED.TOPIC)
