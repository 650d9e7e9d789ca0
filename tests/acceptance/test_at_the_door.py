"""A guarded cluster: everything runs with the rights that the page lists, and who is not let in is told why at once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest

from tests.acceptance.documented_rights import documented_rights, documented_users
from tests.acceptance.guarded_kafka import MECHANISM, GuardedKafka, guarded_kafka
from tests.acceptance.program import Program, environment
from tests.conftest import Servers
from tests.own_places import a_database
from tests.some_certificates import CertificateAuthority
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[2]
LOG = f"g{uuid4().hex[:10]}"
WITHIN_S = 10.0
WORKERS = {
    "writer": ["writer"],
    "reader": ["projector", "disclosures"],
    "teller": ["publisher", "webhooks"],
    "policy": ["matcher", "allocator", "deadline-clock", "person-keeper", "remitter", "reconciler"],
}
"""By the user that runs them."""
CASE, DEBTOR = "norrkraft/F-1003", "Sara Åberg"


@dataclass(frozen=True)
class House:
    """A ledger on a guarded cluster."""

    kafka: GuardedKafka
    environ: Mapping[str, str]
    folder: Path

    def program(self, user: str) -> Program:
        """The command line as this user of Kafka."""
        return Program({**self.environ, **self.kafka.settings_of(user)}, self.folder)


@pytest.fixture(scope="module")
def house(stack: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("guarded")
    with (
        guarded_kafka(folder / "stack", documented_users(LOG)) as kafka,
        a_database(stack.database_url, LOG) as database,
    ):
        kafka.grant(documented_rights(LOG))
        settings = {
            "CASELEDGER_HOME": str(folder / "home"),
            "CASELEDGER_LOG": LOG,
            "CASELEDGER_PARTITIONS": "2",
            "CASELEDGER_PAGES": "no",
        }
        settings |= {"CASELEDGER_PUBLISH": "all", "CASELEDGER_WEBHOOKS": "yes", "CASELEDGER_WEBHOOKS_LOOPBACK": "yes"}
        house = House(kafka, environment(**settings, CASELEDGER_DATABASE_URL=database), folder)
        house.program("setup").run("up", "--no-workers").done()
        yield house
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(house: House, user: str) -> Iterator[None]:
    """This user's workers, which must end well and may not have been refused anything."""
    said = house.folder / f"{user}.log"
    command = [sys.executable, "-m", "consumers", *WORKERS[user], "--metrics-port=0"]
    with said.open("wb") as log:
        process = subprocess.Popen(command, env=dict(house.program(user).environ), stdout=log, stderr=log)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE_S)
    text = said.read_text("utf-8")
    assert code == 0, text
    assert "not allow" not in text and "Authorization" not in text, text


def test_each_part_runs_with_the_rights_of_the_page_and_no_others(house: House) -> None:
    person = house.program("person")
    with ExitStack() as running:
        for user in WORKERS:
            running.enter_context(_running(house, user))
        person.run("creditor", "register", "norrkraft", "--name", "Norrkraft Energi AB").done()
        person.run("import", "claims", str(ROOT / "examples" / "claims.csv"), "--pay-within", "14").done()
        person.run("import", "payments", str(ROOT / "examples" / "deposits.txt")).done()
        _paid(person)
        assert DEBTOR in person.run("case", "show", CASE).done().said, "opened, since that could be put on record"
        for asked in (
            ["balances", "--wait"],
            ["case", "history", CASE],
            ["suspense"],
            ["verify"],
            ["status"],
            ["doctor"],
        ):
            person.run(*asked).done()
        for asked in (["keys", "rotate"], ["publisher", "rebuild"]):
            house.program("setup").run(*asked).done()
        person.run("webhook", "add", "http://127.0.0.1:1/").done()
        events = person.json("trail", "--limit", "1000", "--wait")["events"]
    assert len(_subscribed(house, len(events))) == len(events)


def _paid(person: Program) -> None:
    """The policies have placed the payments: nothing is under way any more."""
    deadline = time.monotonic() + PATIENCE_S
    while not person.json("trail", "--type", "PaymentAllocated", "--limit", "100", "--wait")["events"]:
        assert time.monotonic() < deadline, "no payment was laid on a case"


def _subscribed(house: House, count: int) -> list[str]:
    """What the example for other teams prints, as the user that is theirs."""
    settings = house.kafka.settings_of("subscriber")
    theirs = {
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": settings["CASELEDGER_KAFKA_SSL_CAFILE"],
        "sasl.mechanism": MECHANISM,
        "sasl.username": settings["CASELEDGER_KAFKA_SASL_PLAIN_USERNAME"],
        "sasl.password": settings["CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD"],
    }
    environ = {
        **os.environ,
        "CASELEDGER_KAFKA_BOOTSTRAP": house.kafka.at("GUARDED"),
        "CASELEDGER_LOG": LOG,
        "KAFKA_SETTINGS": json.dumps(theirs),
        "SCHEMAS": str(ROOT / "schemas"),
    }
    example = [sys.executable, str(ROOT / "examples" / "subscriber.py")]
    with subprocess.Popen(example, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = list(islice(process.stdout, count))
        process.send_signal(signal.SIGINT)
    return lines


def _changes(house: House) -> dict[str, tuple[dict[str, str], str]]:
    """By what is wrong: the settings that make it so, and what has to be said."""
    stranger = house.folder / "stranger.pem"
    stranger.write_bytes(CertificateAuthority("somebody else").pem)
    at, protocol = house.kafka.at, "CASELEDGER_KAFKA_SECURITY_PROTOCOL"
    bootstrap = "CASELEDGER_KAFKA_BOOTSTRAP"
    return {
        "password": ({"CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": "guessed"}, "the password is wrong"),
        "password without TLS": (
            {
                protocol: "SASL_PLAINTEXT",
                bootstrap: at("SCRAM_ALONE"),
                "CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": "guessed",
            },
            "the password is wrong",
        ),
        "user": ({"CASELEDGER_KAFKA_SASL_PLAIN_USERNAME": "nobody"}, "does not know the user"),
        "authority": ({"CASELEDGER_KAFKA_SSL_CAFILE": str(stranger)}, "no authority in"),
        "no TLS": ({protocol: "SASL_PLAINTEXT"}, "speaks TLS"),
        "TLS": ({bootstrap: at("SCRAM_ALONE")}, "does not agree on TLS"),
        "mechanism": ({"CASELEDGER_KAFKA_SASL_MECHANISM": "PLAIN"}, f"may be {MECHANISM}"),
        "no SASL": ({protocol: "SSL"}, "wants to know who we are"),
        "SASL": ({bootstrap: at("TLS_ALONE")}, "does not ask who we are"),
        "host name": ({bootstrap: at("GUARDED", "127.0.0.1")}, "another host than 127.0.0.1"),
        "rights": (house.kafka.settings_of("subscriber"), "does not allow our user a topic"),
    }


CAUSES = [
    "password", "password without TLS", "user", "authority", "no TLS", "TLS", "mechanism", "no SASL", "SASL",
    "host name", "rights",
]  # fmt: skip


def test_every_cause_is_tried(house: House) -> None:
    assert sorted(_changes(house)) == sorted(CAUSES)


@pytest.mark.parametrize("cause", CAUSES)
def test_who_is_not_let_in_is_told_why_in_one_sentence_within_ten_seconds(house: House, cause: str) -> None:
    changes, said = _changes(house)[cause]
    began = time.monotonic()
    asked = house.program("person").run("case", "show", CASE, **changes)
    assert time.monotonic() - began < WITHIN_S
    assert asked.code == 2, asked.said
    assert said in asked.said, asked.said
    assert "s-password" not in asked.said and "guessed" not in asked.said


@pytest.mark.parametrize("cause", ["password", "rights"])
def test_a_worker_that_is_not_let_in_ends_with_the_same_sentence(house: House, cause: str) -> None:
    changes, said = _changes(house)[cause]
    began = time.monotonic()
    ended = house.program("writer").worker("writer", **changes)
    assert time.monotonic() - began < WITHIN_S
    assert ended.code == 2, ended.said
    assert said in ended.said, ended.said


@pytest.mark.parametrize("user", ["writer", "reader"])
def test_who_may_look_and_not_ask_is_told_which_right_is_lacking(house: House, user: str) -> None:
    asked = house.program(user).run("creditor", "register", "westkraft", "--name", "Westkraft")
    assert asked.code == 2, asked.said
    assert "does not allow our user" in asked.said
    first_met = ["to send commands", *([f"{LOG}.replies"] if user == "reader" else [])]  # who lacks both meets either
    assert any(lacking in asked.said for lacking in first_met), asked.said
