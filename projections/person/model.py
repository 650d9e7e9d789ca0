"""The read model ``person``: the rows that a batch touches are read, changed and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from psycopg2.extensions import cursor
from psycopg2.extras import execute_values, register_uuid

from domain.case.debtors.state import takes_off_debtor
from domain.kernel.recorded import RecordedEvent
from projections.kit.binary_copy import ID, INSTANT, INT4, TEXT, WORD, WORDS, CopyRows
from projections.kit.model import TextsInTheClear
from projections.kit.named_sql import statements, text_of
from projections.person.keys import email_key, phone_key, words_of
from projections.person.rows import OF_PERSON, OPENED, KnownAsRow, PayerRow, PersonRow, PersonRows

_FOLD = statements(__package__, "fold.sql")
_CLAIMS = CopyRows(
    "known_as",
    source_id=ID, person_id=ID, partition=INT4, recorded_at=INSTANT, source_kind=WORD,
    name=TEXT, email=TEXT, phone=TEXT, postal_address=TEXT, role=WORD,
    name_words=WORDS, email_key=TEXT, phone_key=TEXT,
)  # fmt: skip
_KNOWN_AS = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]), %s, %s)"
ROWS_AT_ONCE = 1_000
TEXTS = (
    TextsInTheClear(
        "known_as", "contact", ("name", "name_words", "email", "email_key", "phone", "phone_key", "postal_address")
    ),
)

# `dataclasses.astuple` gives the same, but copies each value deeply: a tenth of a projector's time.
_person_values = attrgetter(*(each.name for each in fields(PersonRow)))
_payer_values = attrgetter(*(each.name for each in fields(PayerRow)))
_known_as_values = attrgetter(*(each.name for each in fields(KnownAsRow)))


class Persons:
    """Who persons are, how they are reached, who acts for them, and by what they are found."""

    name = "person"
    definition = 5
    tables = text_of(__package__, "tables.sql")
    staging = ""
    checks = statements(__package__, "checks.sql")
    staging_tables: tuple[str, ...] = ()
    opened = OPENED
    texts = TEXTS

    def fold(self, cursor: cursor, events: Sequence[RecordedEvent]) -> None:
        """See ReadModel.fold. A claim that is there already breaks a unique key."""
        register_uuid(conn_or_curs=cursor)  # type: ignore[no-untyped-call]
        rows = _stored(cursor, events)
        rows.apply(events)
        _CLAIMS.copy(cursor, map(_claim_row, rows.claims))
        _put(cursor, "put_persons", [_person_values(row) for row in rows.persons.values()])
        _put(cursor, "put_known_as", [_known_as(row) for row in rows.known_as.values()], _KNOWN_AS)
        _put(cursor, "put_payers", [_payer_values(row) for row in rows.payers.values()])
        _put_representatives(cursor, rows)


def _stored(cursor: cursor, events: Sequence[RecordedEvent]) -> PersonRows:
    rows = PersonRows()
    ids = list({recorded.aggregate_id for recorded in events if type(recorded.event) in OF_PERSON})
    taken_off = {recorded.aggregate_id for recorded in events if takes_off_debtor(type(recorded.event))}
    if not ids and not taken_off:
        return rows
    cursor.execute(_FOLD["stored_persons"], {"ids": ids})
    rows.persons = {values[0]: PersonRow(*values) for values in cursor}
    cursor.execute(_FOLD["stored_known_as"], {"ids": [*ids, *taken_off]})
    found = [KnownAsRow(*values) for values in cursor]
    rows.known_as = {(row.source_id, row.person_id): row for row in found}
    cursor.execute(_FOLD["stored_representatives"], {"ids": ids})
    for person, representative, capacity in cursor:
        rows.representatives.setdefault(person, {})[representative] = capacity
    return rows


def _put_representatives(cursor: cursor, rows: PersonRows) -> None:
    if not rows.representatives:
        return
    cursor.execute(_FOLD["delete_representatives"], {"ids": list(rows.representatives)})
    found = [
        (person, representative, capacity, rows.persons[person].partition)
        for person, acting in rows.representatives.items()
        for representative, capacity in acting.items()
    ]
    _put(cursor, "insert_representatives", found)


def _put(cursor: cursor, statement: str, rows: Sequence[tuple[Any, ...]], template: str | None = None) -> None:
    if rows:
        execute_values(cursor, _FOLD[statement], rows, template=template, page_size=ROWS_AT_ONCE)


def _known_as(row: KnownAsRow) -> tuple[Any, ...]:
    return (*_known_as_values(row), *_found_by(row))


def _claim_row(row: KnownAsRow) -> tuple[Any, ...]:
    return (
        row.source_id, row.person_id, row.partition, row.recorded_at, row.source_kind,
        row.name, row.email, row.phone, row.postal_address, row.role, *_found_by(row),
    )  # fmt: skip


def _found_by(row: KnownAsRow) -> tuple[list[str] | None, str | None, str | None]:
    return (
        words_of(row.name) if row.name else None,
        email_key(row.email) if row.email else None,
        phone_key(row.phone) if row.phone else None,
    )
