"""The environment as settings: what is accepted, what is refused and how, and what is never shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from infra.eventlog.kafka_python.client_options import READERS
from infra.runtime.settings import NORWAY_NEW_ACT_FROM, Settings, SettingsError
from infra.stack.state import Endpoints, StackFile


def test_an_empty_environment_gives_the_defaults_that_the_documentation_names() -> None:
    settings = Settings.load({"CASELEDGER_HOME": "/nowhere"})
    assert settings == Settings(
        home=Path("/nowhere"),
        log="caseledger",
        partitions=4,
        replication_factor=1,
        min_insync_replicas=1,
        kafka_bootstrap=None,
        kafka_options=settings.kafka_options,
        database_url=None,
        zone="Europe/Stockholm",
        clock_file=None,
    )
    assert dict(settings.kafka_options) == {}
    assert Settings.load({}).home == Path(".caseledger")


def test_the_log_names_its_three_topics() -> None:
    settings = Settings.load({"CASELEDGER_LOG": "north.v2"})
    topics = (settings.commands_topic, settings.events_topic, settings.replies_topic)
    assert topics == ("north.v2.commands", "north.v2.events", "north.v2.replies")


@pytest.mark.parametrize("name", ["a b", "a/b", "åäö", ".", "..", "a" * 201, "x\n", "a\u0661"])
def test_a_log_name_that_kafka_would_refuse_is_refused_here(name: str) -> None:
    with pytest.raises(SettingsError, match=r"CASELEDGER_LOG.*letters, digits"):
        Settings.load({"CASELEDGER_LOG": name})


@pytest.mark.parametrize("name", ["PARTITIONS", "REPLICATION_FACTOR", "MIN_INSYNC_REPLICAS"])
@pytest.mark.parametrize("value", ["0", "-1", "four", "1.5", " 4", "٣", "9999999"])
def test_a_count_that_is_none_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"CASELEDGER_{name}.*whole number"):
        Settings.load({f"CASELEDGER_{name}": value})


def test_more_copies_that_must_have_a_record_than_there_are_is_refused() -> None:
    for environ, copies in (({}, 1), ({"CASELEDGER_REPLICATION_FACTOR": "3"}, 3)):
        with pytest.raises(SettingsError, match=f"at most CASELEDGER_REPLICATION_FACTOR, which is {copies}"):
            Settings.load({**environ, "CASELEDGER_MIN_INSYNC_REPLICAS": "4"})


@pytest.mark.parametrize("zone", ["Europe/Stokholm", "Europe", "../etc/passwd", "a\0b"])
def test_a_time_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(SettingsError, match="CASELEDGER_ZONE"):
        Settings.load({"CASELEDGER_ZONE": zone})


def test_the_first_day_of_an_act_that_waits_is_a_day() -> None:
    assert Settings.load({}).norway_new_act_from is None
    assert Settings.load({NORWAY_NEW_ACT_FROM: "2027-01-01"}).norway_new_act_from == date(2027, 1, 1)
    with pytest.raises(SettingsError, match=r"CASELEDGER_NORWAY_NEW_ACT_FROM.*2027-01-01"):
        Settings.load({NORWAY_NEW_ACT_FROM: "when the King decides"})


def test_servers_that_are_not_named_are_those_of_the_running_stack(tmp_path: Path) -> None:
    local = Endpoints("127.0.0.1:1", "postgresql://u:p@127.0.0.1:2/d", 3, 4)
    StackFile({"kafka": 1}, local).write(tmp_path)

    settings = Settings.load({"CASELEDGER_HOME": str(tmp_path)})
    assert (settings.kafka_bootstrap, settings.database_url) == (local.kafka_bootstrap, local.database_url)

    named = Settings.load({"CASELEDGER_HOME": str(tmp_path), "CASELEDGER_KAFKA_BOOTSTRAP": "broker:9092"})
    assert (named.kafka_bootstrap, named.database_url) == ("broker:9092", local.database_url)


@pytest.mark.parametrize("text", [" ", ",", "a", "a:", ":1", "a:0", "a:65536", "a:b", "kafka://a:1", "a:1,", "a:1;b:2"])
def test_brokers_that_nobody_could_look_for_are_refused_before_anything_is_started(text: str) -> None:
    with pytest.raises(SettingsError, match="CASELEDGER_KAFKA_BOOTSTRAP") as refused:
        Settings.load({"CASELEDGER_KAFKA_BOOTSTRAP": text})
    assert "with commas between" in str(refused.value)


def test_brokers_may_be_written_with_blanks_between() -> None:
    settings = Settings.load({"CASELEDGER_KAFKA_BOOTSTRAP": "a:1, [::1]:2 ,10.0.0.3:65535"})
    assert settings.kafka_bootstrap == "a:1,[::1]:2,10.0.0.3:65535"


def test_a_file_is_no_folder_for_snapshots_and_one_that_is_not_there_yet_may_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingsError, match=r"CASELEDGER_SNAPSHOTS.*a folder"):
        Settings.load({"CASELEDGER_SNAPSHOTS": str(file)})
    assert Settings.load({"CASELEDGER_SNAPSHOTS": str(tmp_path / "to come")}).snapshots == tmp_path / "to come"


def test_a_log_on_three_brokers_of_this_machine_has_three_copies_unless_something_else_is_said(tmp_path: Path) -> None:
    StackFile({"kafka-1": 1}, None, brokers=3).write(tmp_path)
    home = {"CASELEDGER_HOME": str(tmp_path)}
    settings = Settings.load(home)
    assert (settings.replication_factor, settings.min_insync_replicas) == (3, 2)
    assert Settings.load({**home, "CASELEDGER_REPLICATION_FACTOR": "2"}).replication_factor == 2
    elsewhere = Settings.load({**home, "CASELEDGER_KAFKA_BOOTSTRAP": "broker:9092"})
    assert (elsewhere.replication_factor, elsewhere.min_insync_replicas) == (1, 1)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"ports": 1, "endpoints": {}}', '{"endpoints": null}'])
def test_a_stack_file_that_cannot_be_read_is_a_stack_that_is_down(tmp_path: Path, content: str) -> None:
    (tmp_path / "stack.json").write_text(content)
    assert Settings.load({"CASELEDGER_HOME": str(tmp_path)}).kafka_bootstrap is None


def test_tls_and_sasl_reach_every_kafka_client_in_its_own_words(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    settings = Settings.load(
        {
            "CASELEDGER_KAFKA_BOOTSTRAP": "broker:9093",
            "CASELEDGER_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "CASELEDGER_KAFKA_SSL_CAFILE": str(authority),
            "CASELEDGER_KAFKA_SSL_CHECK_HOSTNAME": "False",
            "CASELEDGER_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "CASELEDGER_KAFKA_SASL_PLAIN_USERNAME": "ledger",
            "CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": "hush",
            "CASELEDGER_KAFKA_REQUEST_TIMEOUT_MS": "20000",
            "CASELEDGER_KAFKA_SSL_KEYFILE": "",  # set to nothing: as if not set
        }
    )
    assert dict(settings.kafka_options) == {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": str(authority),
        "ssl_check_hostname": False,
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "ledger",
        "sasl_plain_password": "hush",
        "request_timeout_ms": 20000,
    }


@pytest.mark.parametrize("client", [KafkaProducer, KafkaConsumer, KafkaAdminClient])
def test_every_option_that_is_passed_through_is_one_of_the_clients(client: Any) -> None:
    assert set(READERS) <= set(client.DEFAULT_CONFIG)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("ACKS", "0", "no such option.*SASL_MECHANISM"),  # the write protocol's own, nobody's to change
        ("SSL_CAFFILE", "x", "no such option.*SSL_CAFILE"),
        ("SECURITY_PROTOCOL", "TLS", "one of PLAINTEXT, SSL"),
        ("SASL_MECHANISM", "OAUTHBEARER", "one of PLAIN"),
        ("SSL_CAFILE", "/nowhere/ca.pem", "a file that exists"),
        ("SSL_CHECK_HOSTNAME", "maybe", "true or false"),
        ("REQUEST_TIMEOUT_MS", "20s", "whole number of milliseconds"),
    ],
)
def test_a_kafka_option_that_cannot_be_used_is_named_with_what_would_do(name: str, value: str, wanted: str) -> None:
    with pytest.raises(SettingsError, match=f"CASELEDGER_KAFKA_{name}.*{wanted}"):
        Settings.load({f"CASELEDGER_KAFKA_{name}": value})


def test_a_mistyped_password_variable_does_not_show_the_password() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({"CASELEDGER_KAFKA_SASL_PASSWORD": "hush"})
    assert "hush" not in str(caught.value)


def test_no_representation_shows_a_password() -> None:
    settings = Settings.load(
        {
            "CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": "hush1",
            "CASELEDGER_KAFKA_SSL_PASSWORD": "hush2",
            "CASELEDGER_DATABASE_URL": "postgresql://ledger:hush3@db.example:5433/cases?sslmode=require",
        }
    )
    shown = f"{settings} {settings!r}"
    assert "hush" not in shown
    assert "db.example:5433/cases" in shown
