"""The bytes on the wire: Confluent's framing, Avro's body, and what is said of anything else."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import pytest
from avro.io import BinaryDecoder, DatumReader
from avro.schema import parse
from confluent_kafka.schema_registry.serde import SchemaId
from fastavro import parse_schema, schemaless_writer
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.golden_bytes import read_bytes, read_sample
from schemas.lock import FOLDER, LockRow, read_schema
from schemas.registry import Registry, UndecodableError, UnencodableError, UnknownSchemaError
from schemas.tree import expand
from tests.for_each import for_each
from tests.unit.schemas.values_of import values_of

REGISTRY = Registry.load()
ROWS = REGISTRY.rows
ALLOCATED = "caseledger.case.PaymentAllocated"
each_schema = for_each("row", ROWS, lambda row: f"{row.name}-{row.version}")


@pytest.fixture
def allocated() -> dict[str, Any]:
    return read_sample(REGISTRY.newest(ALLOCATED))


def test_a_value_is_byte_0_then_the_id_in_four_bytes_then_the_body() -> None:
    nothing = dict.fromkeys(
        (f"{part}_owed_again_minor" for part in ("principal", "interest", "fees", "court_costs")), 0
    )
    fields = {"reason": "payment_reversed", "stage": "demand", "currency": "SEK", **nothing}
    value = REGISTRY.encode("caseledger.case.CaseReopened", fields)
    schema_id = REGISTRY.newest("caseledger.case.CaseReopened").id
    assert value[0] == 0
    assert value[1:5] == schema_id.to_bytes(4, "big")
    # A string is its length (zigzag: 16 is 32, 6 is 12) and its UTF-8; four amounts of nothing are a zero each.
    assert value[5:] == bytes([32]) + b"payment_reversed" + bytes([12]) + b"demand" + bytes([6]) + b"SEK" + bytes(4)


def test_confluents_own_framing_reads_the_same_id(allocated: dict[str, Any]) -> None:
    value = REGISTRY.encode(ALLOCATED, allocated)
    framed = SchemaId("AVRO")
    body = framed.from_bytes(io.BytesIO(value))
    assert framed.id == REGISTRY.newest(ALLOCATED).id
    assert body.read() == value[5:]


@cache
def values_of_row(row: LockRow) -> st.SearchStrategy[Any]:
    return values_of(expand(read_schema(FOLDER / row.file)))


@cache
def parsed(row: LockRow) -> Any:
    """As the library has it."""
    return parse_schema(dict(read_schema(FOLDER / row.file)))


@each_schema
@settings(max_examples=5)  # of each of three hundred schemas, which are made of the same few kinds of field
@given(data=st.data())
def test_what_is_encoded_is_decoded_and_what_the_library_writes(row: LockRow, data: st.DataObject) -> None:
    fields = data.draw(values_of_row(row))
    encoded = REGISTRY.encode(row.name, fields)
    assert REGISTRY.decode(encoded) == (row.name, fields)
    body = io.BytesIO()
    schemaless_writer(body, parsed(row), fields)
    assert encoded[5:] == body.getvalue()


@each_schema
def test_the_reference_implementation_of_avro_reads_the_body(row: LockRow) -> None:
    schema = parse(json.dumps(read_schema(FOLDER / row.file)))
    body = io.BytesIO(read_bytes(row)[5:])
    assert DatumReader(schema).read(BinaryDecoder(body)) == read_sample(row)
    assert not body.read()


@each_schema
def test_a_value_cut_short_anywhere_is_undecodable(row: LockRow) -> None:
    whole = read_bytes(row)
    for length in range(len(whole)):
        with pytest.raises(UndecodableError):
            REGISTRY.decode(whole[:length])


@each_schema
def test_a_value_with_bytes_left_over_is_undecodable(row: LockRow) -> None:
    with pytest.raises(UndecodableError, match=r"^1 bytes are left over .*another schema"):
        REGISTRY.decode(read_bytes(row) + b"\0")


@given(st.binary(max_size=200), st.sampled_from(ROWS))
def test_any_other_bytes_are_a_message_or_undecodable_and_nothing_else(body: bytes, row: LockRow) -> None:
    try:
        name, _ = REGISTRY.decode(b"\0" + row.id.to_bytes(4, "big") + body)
    except UndecodableError:
        return
    assert name == row.name


def test_an_unknown_id_says_that_the_writer_may_be_newer() -> None:
    with pytest.raises(UndecodableError, match=r"The schema id 7 is not in .* the writer is newer .*\(upgrade it\)"):
        REGISTRY.decode(bytes.fromhex("0000000007") + b"body")


def test_another_first_byte_is_not_our_format() -> None:
    with pytest.raises(UndecodableError, match="The first byte is 123 and not 0"):
        REGISTRY.decode(b'{"json": true}')


def test_fewer_bytes_than_a_header_are_too_few() -> None:
    with pytest.raises(UndecodableError, match="3 bytes are too few"):
        REGISTRY.decode(b"\0\0\0")


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_and_views_of_them_decode_alike(kind: type, allocated: dict[str, Any]) -> None:
    assert REGISTRY.decode(kind(REGISTRY.encode(ALLOCATED, allocated))) == (ALLOCATED, allocated)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("amount_minor", 1.5, "amount_minor takes a whole number of 64 bits, and this float is none"),
        ("amount_minor", 1.0, "amount_minor takes a whole number of 64 bits, and this float is none"),
        ("amount_minor", True, "amount_minor takes a whole number of 64 bits, and this bool is none"),
        ("amount_minor", "12", "amount_minor takes a whole number of 64 bits, and this str is none"),
        ("amount_minor", 2**63, "amount_minor takes a whole number of 64 bits, and this int is none"),
        ("value_date", 2**31, "value_date takes a whole number of 32 bits, and this int is none"),
        ("value_date", None, "value_date takes a whole number of 32 bits, and this NoneType is none"),
        ("currency", None, "currency takes text that UTF-8 can hold, and this NoneType is none"),
        ("rule", "half \ud800", "rule takes text that UTF-8 can hold, and this str is none"),
        ("payment_id", b"short", "payment_id takes 16 bytes, and this bytes is none"),
        ("extra", 1, "the fields extra are not in the schema"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_field(
    allocated: dict[str, Any], name: str, value: object, message: str
) -> None:
    with pytest.raises(UnencodableError, match=f"PaymentAllocated version 1 cannot be written: {message}"):
        REGISTRY.encode(ALLOCATED, {**allocated, name: value})


def test_a_missing_field_is_refused_even_when_it_could_be_null() -> None:
    name = "caseledger.case.ClaimReceived"
    fields = read_sample(REGISTRY.newest(name))
    del fields["debtor_email"]
    with pytest.raises(UnencodableError, match="the fields debtor_email are missing"):
        REGISTRY.encode(name, fields)


def test_a_wrong_value_within_a_list_is_found() -> None:
    name = "caseledger.payment.PaymentReceived"
    fields = read_sample(REGISTRY.newest(name))
    fields["references"] = [{"text": b"sealed", "amount_minor": 0.5}]
    with pytest.raises(UnencodableError, match=r"references\[\]\.amount_minor takes a whole number"):
        REGISTRY.encode(name, fields)


@pytest.mark.parametrize("broken", [{"debtor_email": 5}, {"principal_minor": 0.5}, {"extra": 1}])
def test_a_refusal_never_quotes_what_is_about_a_person(broken: dict[str, Any]) -> None:
    name = "caseledger.case.ClaimReceived"
    fields = {**read_sample(REGISTRY.newest(name)), "debtor_name": "Åsa Lindström", **broken}
    with pytest.raises(UnencodableError) as refused:
        REGISTRY.encode(name, fields)
    chain = f"{refused.value}{refused.value.__cause__ or ''}"
    assert "Åsa" not in chain
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_an_unknown_name_says_how_to_add_it() -> None:
    with pytest.raises(UnknownSchemaError, match=r"No schema is locked for caseledger\.case\.Nothing.*schemas lock"):
        REGISTRY.encode("caseledger.case.Nothing", {})


def test_threads_share_one_registry() -> None:
    samples = [(row.name, read_sample(row)) for row in ROWS] * 40
    with ThreadPoolExecutor(8) as threads:
        encoded = list(threads.map(lambda sample: REGISTRY.encode(*sample), samples))
        assert list(threads.map(REGISTRY.decode, encoded)) == samples
