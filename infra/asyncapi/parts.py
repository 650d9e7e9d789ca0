"""What channels and messages of the document are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

AVRO = "application/vnd.apache.avro+json;version=1.12.0"

Json = dict[str, Any]


def channel(address: str, what: str, names: Iterable[str], partitions: int | None) -> Json:
    """One topic with the messages that are on it."""
    width = {} if partitions is None else {"partitions": partitions}
    return {
        "address": address,
        "description": what,
        "messages": {name: ref("components", "messages", name) for name in names},
        "bindings": {"kafka": {"topic": address, **width, "bindingVersion": "0.5.0"}},
    }


def avro_bindings() -> Json:
    """Of every message: its key is the aggregate's id, and its value names its schema as Confluent does."""
    return {
        "kafka": {
            "key": {"type": "string", "format": "uuid"},
            "schemaIdLocation": "payload",
            "schemaIdPayloadEncoding": "confluent",
            "bindingVersion": "0.5.0",
        }
    }


def ref(*steps: str) -> Json:
    """To another place of the document."""
    return {"$ref": "/".join(("#", *steps))}
