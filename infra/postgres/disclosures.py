"""Who has looked at what, in PostgreSQL: made from the topic of reads, and made again from it at any time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from infra.reads.chain import ChainedRead, Link
from projections.kit.named_sql import statements
from projections.kit.reading import ask

DEFINITION = 1
"""Of the table and of what goes into it; with another one each partition is read again from its beginning."""
ROWS_AT_ONCE = 1_000

_SQL = statements(__package__, "disclosures.sql")


class DisclosuresMoved(Exception):
    """Another process has moved the checkpoint: what it has taken in is not taken in again."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One read. ``cases`` and ``persons`` are those that its answer was about or named."""

    partition: int
    position: int
    read_at: datetime
    reader_kind: str
    reader_id: str
    role: str
    door: str
    question: str
    purpose: str | None
    in_the_clear: bool
    rows: int
    cases: list[UUID]
    persons: list[UUID]


@dataclass(frozen=True, slots=True)
class DisclosureFilter:
    """Those for which everything holds that is given. ``person_ids`` are all ids of one person, ``their_cases`` those
    of their cases: either will do. ``by_others``: not what customers were shown themselves."""

    reader_id: str | None = None
    case_id: UUID | None = None
    person_ids: Collection[UUID] | None = None
    their_cases: Collection[UUID] = ()
    purpose: str | None = None
    in_the_clear: bool = False
    by_others: bool = False
    read_from: datetime | None = None
    read_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class DisclosurePlace:
    """After which the next page begins."""

    at: datetime
    partition: int
    position: int


def disclosures(
    opened: connection, which: DisclosureFilter, after: DisclosurePlace | None = None, limit: int = 100
) -> list[Disclosure]:
    """The newest first."""
    given = {
        "reader_id": which.reader_id,
        "case_id": which.case_id and str(which.case_id),
        "person_ids": None if which.person_ids is None else [str(one) for one in which.person_ids],
        "their_cases": [str(one) for one in which.their_cases],
        "purpose": which.purpose,
        "in_the_clear": which.in_the_clear,
        "by_others": which.by_others,
        "read_from": which.read_from,
        "read_before": which.read_before,
        "after_at": after and after.at,
        "after_partition": after and after.partition,
        "after_position": after and after.position,
        "limit": limit,
    }
    return ask(opened, _SQL["disclosures"], given, Disclosure)


class Disclosures:
    """One partition of the table, for whoever keeps it up to date. Each call is a transaction of its own."""

    def __init__(self, opened: connection, partition: int, first: Link) -> None:
        """``first`` is what the partition's first read builds on."""
        self._opened, self._partition, self._first = opened, partition, first

    def begin(self) -> tuple[Link, int]:
        """The last read that is in the table, and from which offset to read on; emptied first where another definition
        made it, or nobody knows how far it goes."""
        place = {"partition": self._partition, "definition": DEFINITION}
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["checkpoint"], place)
            if found := cursor.fetchone():
                return Link(found[0], found[1].encode()), found[2]
            cursor.execute(_SQL["forget_partition"], place)
            cursor.execute(_SQL["begin"], place | {"hash": self._first.hash.decode()})
        return self._first, 0

    def add(self, reads: Sequence[ChainedRead], before: Link, next_offset: int) -> Link:
        """Those that follow ``before``, and the checkpoint with them. Raises DisclosuresMoved."""
        last = Link(reads[-1].position, reads[-1].hash) if reads else before
        move = {
            "partition": self._partition, "definition": DEFINITION, "before": before.position,
            "position": last.position, "hash": last.hash.decode(), "next_offset": next_offset,
        }  # fmt: skip
        with self._opened, self._opened.cursor() as cursor:
            cursor.execute(_SQL["move_checkpoint"], move)
            if not cursor.rowcount:
                raise DisclosuresMoved
            execute_values(cursor, _SQL["add"], [self._row(one) for one in reads], _TYPES, ROWS_AT_ONCE)
        return last

    def _row(self, one: ChainedRead) -> tuple[object, ...]:
        read = one.read
        return (
            self._partition, one.position, read.at, read.reader.kind, read.reader.id, read.role, read.door.value,
            read.question, read.purpose and read.purpose.value, read.in_the_clear, read.rows,
            [str(case) for case in read.cases], [str(person) for person in read.persons],
        )  # fmt: skip


_TYPES = f"({', '.join(['%s'] * 11)}, %s::uuid[], %s::uuid[])"


def begin_disclosures_anew(opened: connection) -> None:
    """The next step of whoever keeps the table begins at the first read."""
    with opened, opened.cursor() as cursor:
        cursor.execute(_SQL["begin_anew"])
