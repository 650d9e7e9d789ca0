"""The peer: the same aggregate, codec and commands on the library's own PostgreSQL module, as its manual does it.

Commands: load, decide, save, one at a time. Reads: its ProjectionRunner, into three tables of the same kinds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from bench.workload import CREDITORS, EVENTS_OF_A_CASE, commands
from domain.catalogue import EVENTS, kind_of
from domain.kernel.application import NumberedEvent, folded
from domain.kernel.decision import Context
from domain.kernel.message import Command
from domain.kernel.personal import Sealed
from domain.kernel.refusal import Refusal
from infra.messages.commands import CommandEnvelope
from infra.messages.crypto.personal_fields import change_personal


class PeerLedger(Application[UUID]):
    """Load, decide, save."""

    name = "peer"

    def handle(self, envelope: CommandEnvelope, command: Command) -> None:
        """One command."""
        kind = kind_of(command.TOPIC)
        happened = cast(Iterator[NumberedEvent], self.events.get(envelope.aggregate_id))
        aggregate = folded(kind, envelope.aggregate_id, happened)
        context = Context(envelope.occurred_at, envelope.occurred_at, envelope.actor, CREDITORS)
        decision = kind.decide(aggregate.state, command, context)
        assert not isinstance(decision, Refusal), decision
        # It seals nothing: its records have the text where ours have the sealed one.
        plain = [change_personal(event, lambda text, *_: Sealed(text.encode())) for event in decision]
        numbered = enumerate(plain, aggregate.version + 1)
        self.events.put([NumberedEvent(envelope.aggregate_id, version, event) for version, event in numbered])


class PeerTables(PostgresTrackingRecorder):
    """A trail, the ledger's accounts and clocks, kept together with the position, an event at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sql_create_statements += [
            SQL("CREATE TABLE trail (case_id uuid, version int, type text, PRIMARY KEY (case_id, version))").format(),
            SQL("CREATE TABLE account (name text PRIMARY KEY, balance bigint)").format(),
            SQL("CREATE TABLE clock (case_id uuid, number int, due text, PRIMARY KEY (case_id, number))").format(),
        ]

    def fold(self, numbered: NumberedEvent, tracking: Tracking) -> None:
        """One event, in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            event, case_id = numbered.event, numbered.originator_id
            cursor.execute("INSERT INTO trail VALUES (%s, %s, %s)", (case_id, numbered.originator_version, event.TOPIC))
            for posting in event.postings():
                cursor.execute(
                    "INSERT INTO account VALUES (%s, %s) "
                    "ON CONFLICT (name) DO UPDATE SET balance = account.balance + excluded.balance",
                    (posting.account.value, posting.amount_minor),
                )
            if due_at := getattr(event, "due_at", None):
                cursor.execute("INSERT INTO clock VALUES (%s, %s, %s)", (case_id, event.deadline, str(due_at)))  # type: ignore[attr-defined]


class PeerProjection(Projection[PeerTables]):
    """Hands every event to the tables."""

    name = "peer_tables"
    topics = tuple(EVENTS)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event."""
        self.view.fold(domain_event, tracking)


def environment(database_url: str) -> dict[str, str]:
    """The library's settings for a libpq URL."""
    url = urlsplit(database_url)
    query = dict(part.split("=", 1) for part in url.query.split("&") if part)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "MAPPER_TOPIC": "infra.messages.mapper:AvroMapper",
        "POSTGRES_DBNAME": url.path.lstrip("/"),
        "POSTGRES_HOST": unquote(query.get("host", url.hostname or "")),
        "POSTGRES_PORT": query.get("port", str(url.port or 5432)),
        "POSTGRES_USER": unquote(url.username or "postgres"),
        "POSTGRES_PASSWORD": unquote(url.password or ""),
    }


def run_commands(database_url: str, cases: int) -> float:
    """Commands a second."""
    with PeerLedger(environment(database_url)) as app:
        asked = list(commands(cases))
        began = time.monotonic()
        for envelope, command in asked:
            app.handle(envelope, command)
        return len(asked) / (time.monotonic() - began)


def run_projection(database_url: str, cases: int) -> float:
    """Events a second, of events that were there before the runner began."""
    run_commands(database_url, cases)
    events = cases * EVENTS_OF_A_CASE
    began = time.monotonic()
    with ProjectionRunner(
        application_class=PeerLedger, projection_class=PeerProjection, view_class=PeerTables,
        env=environment(database_url),
    ) as runner:  # fmt: skip
        runner.projection.view.wait(PeerLedger.name, events, timeout=300)
        return events / (time.monotonic() - began)


if __name__ == "__main__":
    _, what, url, count = sys.argv
    print({"commands": run_commands, "projection": run_projection}[what](url, int(count)))
