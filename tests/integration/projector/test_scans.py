"""Catching up costs the same for each event, however many came before: no table is read through for a batch of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from psycopg2 import sql
from psycopg2.extensions import connection

from consumers.projector.keys import database_opener
from domain.case.allocation.allocating import AllocatePayment
from domain.case.state import CASE
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT
from domain.person.registration.registering import PersonKind, RegisterPerson
from domain.person.state import PERSON
from infra.eventlog.admin.topics import Forgetting, LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.crypto.followed_keys import Change
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.wrapping import WrappedKey
from infra.messages.crypto.wrapping_file import WrappingKeyFile, create_wrapping_key_file
from infra.postgres.connect import connect
from infra.postgres.person_keys import PersonKeys
from projections.kit.deferred_indexes import apart
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import CONTACT
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE

CASES = 600
BATCH = 100
FEW_ROWS = 50
"""A table of so few is read through: that is a page or two."""


@pytest.fixture
def never_analysed(folded: Folded, database: connection) -> Folded:
    """What a planner knows about the tables of a catch-up that has just begun: nothing."""
    with database, database.cursor() as cursor:
        cursor.execute("SELECT schemaname, relname FROM pg_stat_user_tables")
        for place in cursor.fetchall():
            cursor.execute(sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = off)").format(sql.Identifier(*place)))
    return folded


def old_and_new_cases() -> RecordedLog:
    """Each case is new, and spoken about and paid after all others have come."""
    log = RecordedLog()
    for number, case_id, person_id in _ids():
        log.decide(PERSON, person_id, _registration(person_id))
        claim = replace(CLAIM, creditor_reference=f"F-{number}", payment_reference="", person_id=person_id)
        log.decide(CASE, case_id, claim)
    for number, case_id, _ in _ids():
        payment_id = UUID(int=0xFA0000 + number)
        log.decide(CASE, case_id, CONTACT)
        log.decide(PAYMENT, payment_id, replace(PAYMENT_LINE, source=f"bgmax:{number}"))
        portions = (Portion(case_id, CLAIM_TOTAL_MINOR),)
        log.decide(PAYMENT, payment_id, MatchPayment(portions, MatchMethod.EXACT_REFERENCE))
        log.decide(CASE, case_id, AllocatePayment(payment_id, "SEK", CLAIM_TOTAL_MINOR, date(2026, 3, 10)))
    return log


def _ids() -> Iterator[tuple[int, UUID, UUID]]:
    for number in range(CASES):
        yield number, UUID(int=0xCA5E0000 + number), UUID(int=0xBE0000 + number)


def _registration(person_id: UUID) -> RegisterPerson:
    return RegisterPerson(person_id, PersonKind.NATURAL, "SE", "Åsa Öberg", None, None, None, "+46701740605", None)


def large_tables_read_through(opened: connection) -> dict[str, int]:
    """How many rows of each were read because the whole table was; the staging tables of a batch have no index."""
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_tup_read FROM pg_stat_user_tables "
            "WHERE schemaname NOT LIKE 'pg_temp%%' AND n_live_tup > %s AND seq_tup_read > 0",
            (FEW_ROWS,),
        )
        return dict(cursor.fetchall())


def test_a_catch_up_from_an_empty_database_reads_no_large_table_through(
    never_analysed: Folded, database: connection
) -> None:
    log = old_and_new_cases()
    for batch in log.batches([BATCH] * (len(log.events) // BATCH)):
        never_analysed.fold(batch)
    assert large_tables_read_through(database) == {}


def test_keys_are_found_without_reading_all_keys_through(
    never_analysed: Folded, database_url: str, tmp_path: Path
) -> None:
    create_wrapping_key_file(tmp_path / "kek")
    changes: list[Change] = [
        (Owner(person, "contact"), WrappedKey(UUID(int=number), person, "contact", "kek", b"wrapped"))
        for number, _, person in _ids()
    ]
    with closing(connect(database_url)) as of_keys:
        kek = WrappingKeyFile(tmp_path / "kek")
        database_opener(KafkaConnection("nobody:9"), LogTopics("test"), of_keys, kek, lambda partition, owners: None)
        keys = PersonKeys(of_keys, 0, Forgetting().tombstones_ms)
        begin = keys.next_offset(0)
        assert keys.apply(changes, (begin, begin + CASES), 0)
        assert len(keys.find([owner for owner, _ in changes])) == CASES
        assert large_tables_read_through(of_keys) == {}


def test_a_rebuild_finds_its_rows_without_the_indexes_that_are_made_last(
    never_analysed: Folded, database: connection
) -> None:
    with database, database.cursor() as cursor:
        for build in never_analysed.builds:
            for statement in apart(build.model.tables).indexes:
                name = statement.partition("INDEX ")[2].split()[0]
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(build.schema, name)))
    log = old_and_new_cases()
    never_analysed.fold_all(log.batches([BATCH] * (len(log.events) // BATCH)))
    assert large_tables_read_through(database) == {}
