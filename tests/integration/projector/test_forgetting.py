"""Texts in the clear go with their keys, in PostgreSQL, whatever was missed meanwhile."""

from __future__ import annotations

from uuid import UUID

import pytest
from psycopg2.extensions import connection

from consumers.projector.forgetting import TextsOfTheErased
from infra.messages.crypto.key_record import Owner
from infra.postgres.builds import Build, create_build
from infra.postgres.forgetting import rows_with_texts
from infra.postgres.install import install
from infra.postgres.verification import problems
from projections.catalogue import BY_NAME

ERASED, OTHER = UUID(int=1), UUID(int=2)
PERSON = BY_NAME["person"]
(TEXTS,) = PERSON.texts


@pytest.fixture
def builds(database: connection) -> list[Build]:
    """A build that serves and one that does not, each with a text of both persons from both partitions."""
    serving = [build for build in install(database, "log", "log.events") if build.model is PERSON]
    with database, database.cursor() as cursor:
        beside = create_build(cursor, PERSON)
        for build in (*serving, beside):
            build.enter(cursor)
            for number, (person, partition) in enumerate([(ERASED, 0), (ERASED, 1), (OTHER, 0), (OTHER, 1)]):
                cursor.execute(
                    "INSERT INTO known_as "
                    "(source_id, source_kind, partition, person_id, recorded_at, name, name_words) "
                    "VALUES (%s, 'case', %s, %s, now(), 'Bo Ek', array_to_tsvector('{bo,ek}'))",
                    (str(UUID(int=100 + number)), partition, str(person)),
                )
    return [*serving, beside]


def keys_are(database: connection, read_up_to: int, *owners: tuple[UUID, int]) -> None:
    """What PostgreSQL has of the keys of both partitions."""
    with database, database.cursor() as cursor:
        for partition in (0, 1):
            cursor.execute(
                "INSERT INTO caseledger.key_checkpoint (partition, next_offset, seen_at_ms) VALUES (%s, %s, 0)",
                (partition, read_up_to),
            )
        for person, partition in owners:
            cursor.execute(
                "INSERT INTO caseledger.person_key (person_id, category, partition, key_id, wrapping_key, wrapped) "
                "VALUES (%s, 'contact', %s, %s, 'kek', '')",
                (str(person), partition, str(UUID(int=9))),
            )


def keyless(database: connection) -> list[str]:
    """What the verification says of texts without a key."""
    check = "what_stands_in_the_clear_has_its_key"
    return [problem.what for problem in problems(database) if problem.check == check]


def held(database: connection, build: Build, person: UUID) -> int:
    with database, database.cursor() as cursor:
        return rows_with_texts(cursor, build, TEXTS, person)


def test_a_key_that_ends_in_one_partition_takes_the_texts_of_that_partition_in_every_build(
    database: connection, builds: list[Build]
) -> None:
    texts = TextsOfTheErased(database)
    texts.note(1, [Owner(ERASED, "contact"), Owner(OTHER, "special")])
    texts.forget_noted()
    assert [held(database, build, ERASED) for build in builds] == [1, 1]
    assert [held(database, build, OTHER) for build in builds] == [2, 2]


def test_a_text_without_a_key_is_found_when_a_partition_is_taken_over(
    database: connection, builds: list[Build]
) -> None:
    keys_are(database, 10, (OTHER, 0), (OTHER, 1), (ERASED, 1))
    serving = builds[0]
    assert keyless(database)
    TextsOfTheErased(database).forget_without_keys([serving], {0: 10})
    assert (held(database, serving, ERASED), held(database, serving, OTHER)) == (1, 2)
    assert not keyless(database)


def test_nothing_is_forgotten_while_the_keys_are_still_being_read(database: connection, builds: list[Build]) -> None:
    keys_are(database, 10)
    TextsOfTheErased(database).forget_without_keys(builds[:1], {0: 11, 1: 11})
    assert (held(database, builds[0], ERASED), held(database, builds[0], OTHER)) == (2, 2)


def test_a_build_that_was_dropped_meanwhile_is_in_nobodys_way(database: connection, builds: list[Build]) -> None:
    with database, database.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {builds[1].schema} CASCADE")
    texts = TextsOfTheErased(database)
    texts.note(0, [Owner(ERASED, "contact")])
    texts.forget_noted()
    assert held(database, builds[0], ERASED) == 1
