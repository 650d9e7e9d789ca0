"""A creditor's entry as a record on ``<log>.creditors``: its key is the creditor's id, so that compaction keeps one."""

from __future__ import annotations

from domain.kernel.directory import CreditorEntry
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, to_fields
from schemas.errors import UndecodableError
from schemas.registry import Registry

TOPIC = "caseledger.creditors.CreditorEntry"


def entry_record(entry: CreditorEntry) -> tuple[bytes, bytes]:
    """The key and the value of the record."""
    return entry.creditor_id.encode(), Registry.load().encode(TOPIC, to_fields(entry))


def read_entry(value: bytes | None) -> CreditorEntry:
    """The entry in a record's value. Raises Undecodable."""
    try:
        name, fields = Registry.load().decode(value or b"")
    except UndecodableError as error:
        raise Undecodable(str(error)) from error
    if name != TOPIC:
        raise Undecodable(f"an entry is a {TOPIC}, and this is a {name}")
    return from_fields(CreditorEntry, fields)
