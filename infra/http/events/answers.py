"""Questions to the log, answered: what routes and pages have in common."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from domain.catalogue import EVENTS
from infra.audit.heads import heads_document
from infra.http.answers.events import recorded_document
from infra.http.answers.values import plain
from infra.http.events.port import EventChoice, Events, EventsFound, Positions, StoredEvent
from infra.http.problems import HttpProblem
from infra.http.questions.known_words import known_word
from infra.http.services import Services
from infra.registry.subjects import Subjects

TOPICS: Mapping[str, str] = {cls.__name__: topic for topic, cls in EVENTS.items()}
"""What each type of event is called in the log, by its name."""
_MAGIC_BYTES = 5
"""A value begins with a zero byte and the id of its schema, four bytes."""


def topics_of(types: Collection[str] | None) -> frozenset[str]:
    """What types are called in the log. Raises HttpProblem for one that there is not."""
    named = (known_word("type", one, TOPICS) for one in types or ())
    return frozenset(TOPICS[one] for one in named if one)


def known_partitions(events: Events, asked: Collection[int]) -> list[int]:
    """Those asked for, or all. Raises HttpProblem for one that the log has not got."""
    there = events.partitions()
    if any(one not in there for one in asked):
        raise HttpProblem("parameter_invalid", f"The log has the partitions 0 to {there[-1]}.")
    return sorted(set(asked) or there)


def events_of_one(
    services: Services,
    aggregate_id: UUID,
    after: Positions,
    partitions: Collection[int],
    choice: EventChoice,
    limit: int,
) -> EventsFound:
    """The events of one aggregate, found by its places: it costs the same however long the log is."""
    events = [
        one
        for one in services.histories.events_of(aggregate_id)
        if one.partition in partitions
        and one.position > after.get(one.partition, 0)
        and choice.takes(one.topic, one.aggregate_id, one.occurred_at, one.recorded_at)
    ]
    shown = events[:limit]
    return EventsFound(shown, {**after, **{one.partition: one.position for one in shown}}, len(events) <= limit)


def heads_answer(events: Events) -> dict[str, Any]:
    """The very document that `caseledger verify --heads FILE` keeps, and `--against FILE` reads."""
    return heads_document(events.heads())


def stored_document(one: StoredEvent, *, in_the_clear: bool = False) -> dict[str, Any]:
    """An event with everything that is needed to check it: its bytes, its hash, the one before, and its schema."""
    return {
        **plain(recorded_document(one.recorded, in_the_clear=in_the_clear)),
        "previous_hash": one.recorded.previous_hash.hex(),
        "hash_matches": one.is_whole,
        "schema": _schema(int.from_bytes(one.value[1:_MAGIC_BYTES])),
        "record": {
            "key": _base64(one.key),
            "value": _base64(one.value),
            "headers": [{"name": name, "value": _base64(value)} for name, value in one.headers],
        },
    }


def _schema(schema_id: int) -> dict[str, Any]:
    found = _subjects().by_id[schema_id]
    return {
        "id": schema_id,
        "subject": found.row.name,
        "version": found.row.version,
        "document": found.document,
    }


@lru_cache(maxsize=1)
def _subjects() -> Subjects:
    return Subjects.read()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
