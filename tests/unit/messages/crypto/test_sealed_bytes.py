"""The bytes of a sealed text: frozen, and of use for one field of one event alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.messages.crypto.errors import SealDamaged
from infra.messages.crypto.sealed_bytes import DataKey, data_key, open_sealed, seal, take_apart

KEY = data_key(UUID("0a1b2c3d-0000-4000-8000-00000000c0de"), bytes(range(32)))
OTHER_KEY = data_key(KEY.id, bytes(32))
EVENT = UUID("0b0c0d0e-0000-5000-8000-000000000001")
GOLDEN = (
    "010a1b2c3d00004000800000000000c0de000102030405060708090a0b"  # version, key, nonce
    "8487a57ae5a9ab75e932e3f9725f1508f06719f58b2b8f00825e357fef9f47"
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def sealed(text: str = "Åsa Lindström") -> bytes:
    return seal(text, KEY, EVENT, "debtor_name", bytes(range(12)))


def test_the_bytes_are_those_that_were_frozen() -> None:
    assert sealed().hex() == GOLDEN


@given(TEXTS, st.uuids(), st.text(max_size=20))
def test_what_is_sealed_opens_with_its_key_for_its_event_and_field(text: str, event_id: UUID, path: str) -> None:
    taken = take_apart(seal(text, KEY, event_id, path))
    assert taken.key_id == KEY.id
    assert open_sealed(taken, KEY, event_id, path) == text


@given(TEXTS)
def test_the_same_text_is_never_sealed_to_the_same_bytes(text: str) -> None:
    assert seal(text, KEY, EVENT, "debtor_name") != seal(text, KEY, EVENT, "debtor_name")


@given(TEXTS, st.data())
def test_any_altered_byte_is_noticed(text: str, data: st.DataObject) -> None:
    whole = seal(text, KEY, EVENT, "debtor_name")
    at = data.draw(st.integers(0, len(whole) - 1))
    altered = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    try:
        taken = take_apart(altered)
        open_sealed(taken, KEY, EVENT, "debtor_name")
    except SealDamaged:
        return
    assert taken.key_id != KEY.id  # it names another key, with which a reader does not open it


@pytest.mark.parametrize(
    ("key", "event_id", "path"),
    [(KEY, UUID(int=1), "debtor_name"), (KEY, EVENT, "debtor_email"), (OTHER_KEY, EVENT, "debtor_name")],
    ids=["another event", "another field", "another key"],
)
def test_sealed_bytes_that_were_moved_do_not_open(key: DataKey, event_id: UUID, path: str) -> None:
    with pytest.raises(SealDamaged, match=f"{path} of event {event_id}"):
        open_sealed(take_apart(sealed()), key, event_id, path)


@pytest.mark.parametrize("content", [b"", b"\x01" * 44, b"\x02" + bytes(80)], ids=["none", "too few", "a version"])
def test_bytes_that_are_no_seal_are_refused(content: bytes) -> None:
    with pytest.raises(SealDamaged):
        take_apart(content)


def test_a_key_shows_nothing_of_itself() -> None:
    assert repr(KEY) == f"DataKey({KEY.id})"
