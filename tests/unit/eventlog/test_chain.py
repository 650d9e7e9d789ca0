"""The hash chain: what it covers, and that its bytes never change."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.eventlog.records.chain import event_hash, genesis

HEADERS = [("ce_type", b"a"), ("version", b"1"), ("position", b"1"), ("prevhash", b"\x00" * 32)]


def test_genesis_is_frozen() -> None:
    assert genesis("log", 0).decode() == sha256(b"eventsourcing-kafka-chain-1\ngenesis\x06log\x020").hexdigest()


def test_hash_is_frozen() -> None:
    stored = b"".join(
        (
            b"eventsourcing-kafka-chain-1\n",
            b"\x06key" + b"\x0avalue",
            b"\x0ece_type" + b"\x02a",
            b"\x0eversion" + b"\x021",
            b"\x10position" + b"\x021",
            b"\x10prevhash" + b"\x40" + b"\x00" * 32,
        )
    )
    assert event_hash(b"key", b"value", HEADERS) == sha256(stored).hexdigest().encode()


def test_each_partition_of_each_log_begins_differently() -> None:
    assert len({genesis(log, partition) for log in ("a", "b", "a0") for partition in (0, 1, 10)}) == 9


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [
        (b"keyv", b"alue", HEADERS),
        (b"key", b"valu", HEADERS),
        (b"key", b"value", HEADERS[:-1]),
        (b"key", b"value", [("ce_typ", b"ea"), *HEADERS[1:]]),
        (b"key", b"value", [("ce_type", None), *HEADERS[1:]]),
        (b"key", b"value", [HEADERS[1], HEADERS[0], *HEADERS[2:]]),
    ],
)
def test_any_change_changes_the_hash(key: bytes, value: bytes, headers: list[tuple[str, bytes | None]]) -> None:
    assert event_hash(key, value, headers) != event_hash(b"key", b"value", HEADERS)


FIELDS = st.lists(st.tuples(st.text(max_size=3), st.none() | st.binary(max_size=3)), max_size=4)


@given(FIELDS, FIELDS, st.binary(max_size=3), st.binary(max_size=3))
def test_different_headers_have_different_hashes(
    one: list[tuple[str, bytes | None]], other: list[tuple[str, bytes | None]], key: bytes, value: bytes
) -> None:
    assert (event_hash(key, value, one) == event_hash(key, value, other)) == (one == other)
