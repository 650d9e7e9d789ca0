"""The environment of the persistence module."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventsourcing.utils import Environment

from infra.eventlog.admin.topics import Durability
from infra.eventsourcing.factory_settings import FactorySettings, creates_topics

REQUIRED = {"KAFKA_BOOTSTRAP": "one:9092, two:9092", "KAFKA_LOG": "ledger", "KAFKA_INDEX_DIR": "/var/index"}


def settings(name: str = "Bank", **more: str) -> FactorySettings:
    return FactorySettings.from_environment(Environment(name, {**REQUIRED, **more}))


def test_defaults() -> None:
    found = settings()
    assert found.connection._servers() == ["one:9092", "two:9092"]
    assert (found.partition, found.partitions, found.durability) == (0, 1, Durability(1, 1))
    assert (found.reads_only, found.originator_id_type, found.index_dir) == (False, "uuid", Path("/var/index"))


def test_topics_are_named_after_the_log_and_the_application() -> None:
    assert settings().topic("events") == "ledger.Bank.events"
    assert settings("").topic("snapshots") == "ledger.snapshots"
    assert settings(KAFKA_EVENTS_TOPIC="elsewhere").topic("events") == "elsewhere"
    assert settings(KAFKA_EVENTS_TOPIC="elsewhere").topic("tracking") == "ledger.Bank.tracking"


def test_application_can_have_its_own_value() -> None:
    found = settings(KAFKA_PARTITION="1", BANK_KAFKA_PARTITION="7", BANK_KAFKA_ACCESS="read")
    assert (found.partition, found.reads_only) == (7, True)


def test_client_options_are_passed_on_and_the_password_is_not_shown() -> None:
    found = settings(KAFKA_SECURITY_PROTOCOL="SASL_SSL", KAFKA_SASL_PLAIN_PASSWORD="secret")
    assert found.connection.options == {"security_protocol": "SASL_SSL", "sasl_plain_password": "secret"}
    assert "secret" not in repr(found)


def test_client_options_are_values_and_not_texts() -> None:
    found = settings(
        KAFKA_SSL_CHECK_HOSTNAME="false", KAFKA_REQUEST_TIMEOUT_MS="20000", BANK_KAFKA_PROXY_URL="http://p:1"
    )
    assert found.connection.options == {
        "ssl_check_hostname": False,
        "request_timeout_ms": 20_000,
        "proxy_url": "http://p:1",
    }


@pytest.mark.parametrize(
    ("option", "value", "wanted"),
    [
        ("KAFKA_SECURITY_PROTOCOL", "TLS", "one of PLAINTEXT, SSL"),
        ("KAFKA_SSL_CAFILE", "/nowhere/ca.pem", "a file that exists"),
        ("KAFKA_SSL_CHECK_HOSTNAME", "no", "true or false"),
    ],
)
def test_a_client_option_that_cannot_be_used_is_named_with_what_would_do(option: str, value: str, wanted: str) -> None:
    with pytest.raises(OSError, match=f"{option} is '{value}'; it must be .*{wanted}"):
        settings(**{option: value})


@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_missing_variable_is_named(missing: str) -> None:
    env = {name: value for name, value in REQUIRED.items() if name != missing}
    with pytest.raises(OSError, match=missing):
        FactorySettings.from_environment(Environment("Bank", env))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAFKA_PARTITION", "-1"),
        ("KAFKA_PARTITION", "first"),
        ("KAFKA_PARTITIONS", "0"),
        ("KAFKA_REPLICATION_FACTOR", "0"),
        ("KAFKA_MIN_INSYNC_REPLICAS", "x"),
        ("KAFKA_ACCESS", "own"),
        ("ORIGINATOR_ID_TYPE", "int"),
    ],
)
def test_value_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(OSError, match=name):
        settings(**{name: value})


def test_topics_are_created_unless_that_is_switched_off() -> None:
    assert creates_topics(Environment("", {}))
    assert creates_topics(Environment("", {"CREATE_TABLE": ""}))
    assert not creates_topics(Environment("", {"CREATE_TABLE": "no"}))
