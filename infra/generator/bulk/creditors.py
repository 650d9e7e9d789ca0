"""The creditors of a bulk log: registered before any claim, with their entries in the directory."""

from __future__ import annotations

from collections.abc import Iterator

from domain.creditor.state import CREDITOR
from infra.creditors.entry_record import entry_record
from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk.encoding import Encoded, Encoder
from infra.generator.core import Core, unsealed
from infra.generator.registering import creditors_come


def creditors_encoded(topics: LogTopics, partitions: int) -> Iterator[Encoded]:
    """Their events, as a writer writes them: with each, the creditor's entry as it is then."""
    core, encoder = Core(None, {}, unsealed), Encoder(topics, partitions)
    for envelope, command in creditors_come():
        decided = core.decide(envelope, command)
        assert CREDITOR.entry_of is not None, "creditors have entries"
        entry = CREDITOR.entry_of(core.state(CREDITOR, envelope.aggregate_id))
        yield encoder.encode(envelope, command, decided, [(topics.creditors, 0, *entry_record(entry), [])])
