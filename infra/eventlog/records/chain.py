"""The hash chain over the events of one partition.

Each event's `hash` is, in 64 lower-case hexadecimal digits so that any tool shows it as text, the SHA-256 of

    b"eventsourcing-kafka-chain-1\\n"
    ‖ key ‖ value ‖ name and value of each header except `hash`, in their order on the record

where every key, value and header name has its length before it, as the zigzag variable-length integer that Kafka
itself stores there (-1 for a null value): what is hashed are the stored bytes, never a re-serialised object. One of
those headers is `prevhash`, the hash of the event one position earlier, so each hash stands for the whole partition
up to its event. The first event's `prevhash` is the genesis below, which names the log and the partition: events of
another log, or of another partition, do not fit.

Kafka's own timestamp and offset are not covered: a mirror of the log may change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from infra.eventlog.records.record_encoding import encode_field, encode_headers

TAG = b"eventsourcing-kafka-chain-1\n"
HASH_DIGITS = 64


def genesis(log_id: str, partition: int) -> bytes:
    """What the first event of a partition has as its previous hash (64 hexadecimal digits)."""
    name = log_id.encode("utf-8")
    return sha256(TAG + b"genesis" + encode_field(name) + encode_field(b"%d" % partition)).hexdigest().encode()


def hash_of_digits(digits: bytes) -> bytes:
    """The 32 bytes of a hash that stands in a header. Raises ValueError."""
    return bytes.fromhex(digits.decode("ascii"))


def event_hash(key: bytes, value: bytes, covered_headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    """The hash of one event, from its record's key, value and headers without `hash` (64 hexadecimal digits)."""
    return hash_of_stored(encode_field(key) + encode_field(value), encode_headers(covered_headers))


def hash_of_stored(key_and_value: bytes, covered_headers: bytes) -> bytes:
    """The same, from bytes that are already in Kafka's form (`record_encoding`)."""
    return sha256(b"".join((TAG, key_and_value, covered_headers))).hexdigest().encode()
