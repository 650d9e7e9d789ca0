"""Servers, topics, databases and settings that are not as they must be: one sentence each, and what to do."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from psycopg2.extensions import make_dsn

from infra.runtime.settings import Settings
from tests.acceptance.conftest import CREDITORS
from tests.acceptance.program import Program, environment
from tests.acceptance.some_files import a_line, write_lines
from tests.some_creditors import put_into_directory
from tests.waiting import PATIENCE_S


@pytest.fixture(scope="module")
def created(place: Program) -> Program:
    """A log and a database that are as they must be, and no worker."""
    place.run("up", "--no-workers").done()
    return place


def test_a_topic_with_wrong_settings_is_named_with_its_remedy(created: Program, its_settings: Settings) -> None:
    topic = ConfigResource(ConfigResourceType.TOPIC, its_settings.events_topic, configs={"retention.ms": "1000"})
    with closing(KafkaAdminClient(bootstrap_servers=its_settings.kafka_bootstrap)) as admin:
        admin.alter_configs([topic])
        refused = created.run("up")
        admin.alter_configs([ConfigResource(topic.resource_type, topic.name, configs={"retention.ms": "-1"})])
    assert refused.code == 2
    assert f"{its_settings.events_topic}" in refused.said
    assert "retention.ms" in refused.said
    created.run("up", "--no-workers").done()


def test_a_database_that_is_newer_than_the_program_is_left_alone(created: Program, its_settings: Settings) -> None:
    with closing(psycopg2.connect(its_settings.database_url)) as opened, opened.cursor() as cursor:
        opened.autocommit = True
        cursor.execute("INSERT INTO caseledger.migration (number, name, sha256) VALUES (9999, 'of_tomorrow', 'x')")
        ended = [created.run(*command) for command in (("up",), ("balances",))]
        cursor.execute("DELETE FROM caseledger.migration WHERE number = 9999")
    assert [one.code for one in ended] == [2, 2]
    assert all("9999 (of_tomorrow)" in one.said and "Nothing was changed" in one.said for one in ended)


def test_without_a_writer_an_import_says_what_it_waits_for_and_can_be_given_again(
    created: Program, its_settings: Settings
) -> None:
    put_into_directory(its_settings, CREDITORS)
    write_lines(created.folder / "one.csv", [a_line("W-1")])
    process = created.start("import", "claims", "one.csv")
    try:
        created.run("up").done()
        assert process.wait(PATIENCE_S) == 0, "a writer came, and the import went on"
    finally:
        process.kill()
        created.run("down").done()
    assert created.run("status").code == 5


def test_a_log_that_is_not_there_is_said_to_be_created_by_up(created: Program) -> None:
    missing = created.run("case", "show", "Nordkraft/F-1", CASELEDGER_LOG="nobodys")
    assert missing.code == 2
    assert "`caseledger up` creates it" in missing.said


def test_a_kafka_that_does_not_answer_is_unavailable_and_nothing_is_lost(created: Program) -> None:
    gone = created.run("case", "show", "Nordkraft/F-1", CASELEDGER_KAFKA_BOOTSTRAP="127.0.0.1:1")
    assert gone.code == 5
    assert "127.0.0.1:1" in gone.said


def test_a_database_that_does_not_answer_is_unavailable_and_its_password_is_not_shown(created: Program) -> None:
    gone = created.run("balances", CASELEDGER_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")
    assert gone.code == 5
    assert "127.0.0.1:1/x" in gone.said
    assert "secret" not in gone.said


def test_another_log_in_the_same_database_is_refused(created: Program) -> None:
    other = created.run("up", "--no-workers", CASELEDGER_LOG=created.environ["CASELEDGER_LOG"] + "b")
    assert other.code == 2
    assert "follow the log" in other.said


@pytest.mark.parametrize(
    "question", [("balances",), ("trail",), ("sla", "--breached"), ("suspense",), ("parked", "list")]
)
@pytest.mark.parametrize("kafka", [True, False], ids=["kafka answers", "kafka is away"])
def test_no_question_is_answered_from_another_logs_database(
    created: Program, question: tuple[str, ...], kafka: bool
) -> None:
    mine, other = created.environ["CASELEDGER_LOG"], created.environ["CASELEDGER_LOG"] + "b"
    away = {} if kafka else {"CASELEDGER_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    asked = created.run(*question, CASELEDGER_LOG=other, **away)
    assert (asked.code, asked.out) == (2, "")
    assert f"{mine}.events" in asked.said and f"{other}.events" in asked.said


def test_a_log_that_was_made_anew_under_the_same_name_is_another_log(created: Program, its_settings: Settings) -> None:
    with closing(psycopg2.connect(its_settings.database_url)) as opened, opened.cursor() as cursor:
        opened.autocommit = True
        cursor.execute("UPDATE caseledger.followed_log SET log_id = 'old-' || log_id")
        asked = [created.run(*question) for question in (("balances",), ("verify",), ("check",))]
        cursor.execute("UPDATE caseledger.followed_log SET log_id = substr(log_id, 5)")
    assert [one.code for one in asked] == [2, 2, 2]
    assert all("old-" in one.said for one in asked)
    created.run("balances").done()


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"dbname": "no_such_database"}, {"host": "no-such-host.invalid"}, {"sslmode": "require"}],
    ids=["password", "database", "host", "tls"],
)
def test_what_the_database_will_never_take_is_to_be_put_right(created: Program, changes: dict[str, str]) -> None:
    url = make_dsn(created.environ["CASELEDGER_DATABASE_URL"], **changes)
    asked = created.run("balances", CASELEDGER_DATABASE_URL=url)
    assert asked.code == 2
    assert "CASELEDGER_DATABASE_URL" in asked.said
    worker = created.worker("projector", CASELEDGER_DATABASE_URL=url)
    assert worker.code == 2, worker.said


def test_what_kafka_will_never_take_is_to_be_put_right(created: Program) -> None:
    nowhere = created.run("case", "show", "a/b", CASELEDGER_KAFKA_BOOTSTRAP="no-such-host.invalid:9092")
    assert nowhere.code == 2
    assert "CASELEDGER_KAFKA_BOOTSTRAP" in nowhere.said
    no_tls_there = created.run("case", "show", "a/b", CASELEDGER_KAFKA_SECURITY_PROTOCOL="SSL")
    assert no_tls_there.code == 2
    assert "does not agree on TLS" in no_tls_there.said


def test_a_setting_that_cannot_be_used_is_named(created: Program) -> None:
    wrong = created.run("status", CASELEDGER_PARTITIONS="many")
    assert wrong.code == 2
    assert "CASELEDGER_PARTITIONS is 'many'" in wrong.said


def test_without_a_stack_the_way_to_one_is_shown(tmp_path: Path) -> None:
    nowhere = Program(environment(), tmp_path)
    asked = nowhere.run("case", "show", "Nordkraft/F-1")
    assert asked.code == 5
    assert "caseledger up" in asked.said
    assert nowhere.run("status").code == 5
    assert nowhere.run("import", "claims", "missing.csv").code == 2
