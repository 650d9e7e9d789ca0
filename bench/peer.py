"""The peer: the same aggregate, codec and commands on the library's own PostgreSQL module, one command at a time."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Application

from bench.workload import commands
from domain.aggregate import Command, Refusal
from domain.application import NumberedEvent, load
from domain.catalogue import kind_of
from infra.wire.commands import CommandEnvelope


class PeerLedger(Application[UUID]):
    """Load, decide, save."""

    name = "peer"

    def handle(self, envelope: CommandEnvelope, command: Command) -> None:
        """One command, as an application on this library does it."""
        kind = kind_of(command.TOPIC)
        aggregate = load(self.repository, kind, envelope.aggregate_id)
        decision = kind.decide(aggregate.state, command)
        assert not isinstance(decision, Refusal), decision
        numbered = [
            NumberedEvent(envelope.aggregate_id, version, event)
            for version, event in enumerate(decision, aggregate.version + 1)
        ]
        self.events.put(numbered)


def environment(database_url: str) -> dict[str, str]:
    """The library's settings for a libpq URL."""
    url = urlsplit(database_url)
    query = dict(part.split("=", 1) for part in url.query.split("&") if part)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "MAPPER_TOPIC": "infra.wire.mapper:AvroMapper",
        "POSTGRES_DBNAME": url.path.lstrip("/"),
        "POSTGRES_HOST": unquote(query.get("host", url.hostname or "")),
        "POSTGRES_PORT": query.get("port", str(url.port or 5432)),
        "POSTGRES_USER": unquote(url.username or "postgres"),
        "POSTGRES_PASSWORD": unquote(url.password or ""),
    }


def run_commands(database_url: str, cases: int) -> float:
    """Commands a second."""
    with PeerLedger(environment(database_url)) as app:
        asked: Sequence[tuple[CommandEnvelope, Command]] = list(commands(cases))
        began = time.monotonic()
        for envelope, command in asked:
            app.handle(envelope, command)
        return len(asked) / (time.monotonic() - began)


if __name__ == "__main__":
    print(run_commands(sys.argv[1], int(sys.argv[2])))
