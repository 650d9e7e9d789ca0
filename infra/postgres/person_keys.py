"""The wrapped keys of one partition in PostgreSQL: kept there by the projector, for whoever cannot follow the topic."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from psycopg2.extensions import connection

from domain.kernel.personal import Category
from infra.messages.crypto.followed_keys import Change
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.wrapping import WrappedKey
from infra.messages.quick_text import uuid_of_text
from infra.postgres.one_statement import one_statement
from infra.runtime.log_lines import about
from projections.kit.named_sql import statements
from projections.kit.prepared import execute_prepared

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
        offset, seen_at_ms = self._checkpoint() or self._begun()
        if now_ms - seen_at_ms > self._kept_ms // 2:
            self.begin_anew("were not kept up to date for too long")
            return 0
        return offset

    def known_up_to(self) -> int:
        """How far the topic was read by whoever keeps these keys up to date."""
        found = self._checkpoint()
        return found[0] if found else 0

    def apply(self, changes: Sequence[Change], offsets: tuple[int, int], now_ms: int) -> bool:
        """What the topic says, in its order, from one offset up to another: all of it or nothing.

        False, and nothing, when the checkpoint is not at the first offset: another projector has moved it.
        """
        latest = dict(changes)
        made = [key for key in latest.values() if key is not None]
        gone = [owner for owner, key in latest.items() if key is None]
        with one_statement(self._opened) as cursor:
            execute_prepared(cursor, _SQL["apply"], self._change(made, gone, offsets, now_ms))
            return cursor.fetchone() == (1,)

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        """The keys of these owners, of those that have one."""
        with one_statement(self._opened) as cursor:
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

    def _checkpoint(self) -> tuple[int, int] | None:
        """The offset, and when it was up to date (epoch milliseconds)."""
        with one_statement(self._opened) as cursor:
            execute_prepared(cursor, _SQL["checkpoint"], {"partition": self._partition})
            return cursor.fetchone()

    def _begun(self) -> tuple[int, int]:
        with one_statement(self._opened) as cursor:
            cursor.execute(_SQL["begin_checkpoint"], {"partition": self._partition})
        found = self._checkpoint()
        assert found is not None, "it was just made"
        return found

    def _owners(self, owners: Collection[Owner]) -> dict[str, object]:
        persons, categories = _persons_and_categories(owners)
        return {"persons": persons, "categories": categories, "partition": self._partition}

    def _change(
        self, made: Sequence[WrappedKey], gone: Sequence[Owner], offsets: tuple[int, int], now_ms: int
    ) -> dict[str, object]:
        persons, categories = _persons_and_categories([Owner(key.person, key.category) for key in made])
        persons_gone, categories_gone = _persons_and_categories(gone)
        return {
            "partition": self._partition, "before": offsets[0], "after": offsets[1], "seen_at_ms": now_ms,
            "persons": persons, "categories": categories, "key_ids": _array([key.key_id for key in made]),
            "wrapping_keys": [key.wrapping_key for key in made], "wrapped": [key.wrapped for key in made],
            "gone": persons_gone, "categories_gone": categories_gone,
        }  # fmt: skip


def _persons_and_categories(owners: Collection[Owner]) -> tuple[str, list[str]]:
    return _array([owner.person for owner in owners]), [owner.category for owner in owners]


def _array(ids: Iterable[UUID]) -> str:
    """As PostgreSQL writes an array."""
    return "{" + ",".join(one.hex for one in ids) + "}"


def _key(person: str, category: Category, key_id: str, wrapping_key: str, wrapped: memoryview) -> WrappedKey:
    return WrappedKey(_uuid(key_id), _uuid(person), category, wrapping_key, bytes(wrapped))


def _uuid(text: str) -> UUID:
    return uuid_of_text(text.encode())
