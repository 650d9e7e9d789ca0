"""The wrapped keys of one partition in PostgreSQL: kept there by the projector, for whoever cannot follow the topic."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from domain.kernel.personal import Category
from infra.messages.crypto.followed_keys import Change
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.wrapping import WrappedKey
from infra.messages.quick_text import uuid_of_text
from infra.runtime.log_lines import about
from projections.kit.named_sql import statements
from projections.kit.prepared import execute_prepared

ROWS_AT_ONCE = 1_000

_SQL = statements(__package__, "person_keys.sql")

log = logging.getLogger(__name__)


class PersonKeys:
    """What the topic holds up to the checkpoint. Each call is a transaction of its own on the given connection."""

    def __init__(self, opened: connection, partition: int, tombstones_kept_ms: int) -> None:
        self._opened = opened
        self._partition = partition
        self._kept_ms = tombstones_kept_ms

    def next_offset(self, now_ms: int) -> int:
        """Where to read on; the beginning, with nothing in it, when tombstones may have been missed."""
        place = {"partition": self._partition}
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["checkpoint"], place)
            if not (found := cursor.fetchall()):
                cursor.execute(_SQL["begin_checkpoint"], place)
                cursor.execute(_SQL["checkpoint"], place)
                found = cursor.fetchall()
            ((offset, seen_at_ms),) = found
        if now_ms - seen_at_ms > self._kept_ms // 2:
            self.begin_anew("were not kept up to date for too long")
            return 0
        return int(offset)

    def known_up_to(self) -> int:
        """How far the topic was read by whoever keeps these keys up to date."""
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["checkpoint"], {"partition": self._partition})
            found = cursor.fetchone()
        return int(found[0]) if found else 0

    def apply(self, changes: Sequence[Change], offsets: tuple[int, int], now_ms: int) -> bool:
        """What the topic says, in its order, from one offset up to another: all of it or nothing.

        False, and nothing, when the checkpoint is not at the first offset: another projector has moved it.
        """
        latest = dict(changes)
        gone = [owner for owner, key in latest.items() if key is None]
        move = {"partition": self._partition, "before": offsets[0], "after": offsets[1], "seen_at_ms": now_ms}
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["move_checkpoint"], move)
            if not cursor.rowcount:
                return False
            rows = [self._row(key) for key in latest.values() if key is not None]
            execute_values(cursor, _SQL["put"], rows, page_size=ROWS_AT_ONCE)
            if gone:
                cursor.execute(_SQL["delete"], self._owners(gone))
        return True

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        """The keys of these owners, of those that have one."""
        with self._opened, self._opened.cursor() as cursor:
            execute_prepared(cursor, _SQL["find"], self._owners(owners))
            found = [_key(*row) for row in cursor]
        return {Owner(key.person, key.category): key for key in found}

    def begin_anew(self, reason: str) -> None:
        """Forget everything. ``reason`` completes the sentence "The keys of partition … "."""
        told, again = about(partition=self._partition), "They are read again from the topic."
        log.warning("The keys of partition %d %s. %s", self._partition, reason, again, extra=told)
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["forget_partition"], {"partition": self._partition})

    def close(self) -> None:
        """The connection is its owner's."""

    def _row(self, key: WrappedKey) -> tuple[str, str, int, str, str, bytes]:
        return str(key.person), key.category, self._partition, str(key.key_id), key.wrapping_key, key.wrapped

    def _owners(self, owners: Collection[Owner]) -> dict[str, object]:
        return {
            "persons": "{" + ",".join(owner.person.hex for owner in owners) + "}",
            "categories": [owner.category for owner in owners],
            "partition": self._partition,
        }


def _key(person: str, category: Category, key_id: str, wrapping_key: str, wrapped: memoryview) -> WrappedKey:
    return WrappedKey(_uuid(key_id), _uuid(person), category, wrapping_key, bytes(wrapped))


def _uuid(text: str) -> UUID:
    return uuid_of_text(text.encode())
