"""The quick ways with UUIDs give what the standard library's give."""

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.quick_uuid import text_of_uuid, uuid_of_bytes, uuid_of_name, uuid_of_number


@given(some.uuids(), some.text(max_size=60))
def test_a_name_gives_the_same_id(namespace: UUID, name: str) -> None:
    found = uuid_of_name(namespace, name)
    assert (found, found.version, found.variant) == (uuid5(namespace, name), 5, uuid5(namespace, name).variant)


@given(some.integers(0, 2**128 - 1))
def test_a_number_its_bytes_and_its_text_are_the_same_id(number: int) -> None:
    expected = UUID(int=number)
    for found in (uuid_of_number(number), uuid_of_bytes(expected.bytes)):
        assert (found, hash(found), repr(found), found.is_safe) == (
            expected, hash(expected), repr(expected), expected.is_safe,
        )  # fmt: skip
    assert text_of_uuid(expected) == text_of_uuid(expected) == str(expected)
