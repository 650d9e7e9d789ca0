"""A real Kafka and PostgreSQL, started, stopped, killed and found again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from infra.postgres.connect import DatabaseUnavailable, connect
from infra.runtime.settings import Settings
from infra.stack import runner
from infra.stack.errors import NoRoom, PortTaken, StackBusy
from infra.stack.local_stack import LocalStack
from infra.stack.lock import exclusively
from infra.stack.processes import look_up
from infra.stack.state import Endpoints, StackFile
from tests.waiting import PATIENCE_S

SECOND_UP = """
import sys
from pathlib import Path
from infra.stack.local_stack import LocalStack
endpoints = LocalStack(Path(sys.argv[1])).up()
print(endpoints.kafka_pid, endpoints.postgres_pid)
"""


def write_something(endpoints: Endpoints) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=endpoints.kafka_bootstrap)) as admin:
        admin.create_topics([NewTopic("kept", 1, 1)])
    with closing(KafkaProducer(bootstrap_servers=endpoints.kafka_bootstrap)) as producer:
        producer.send("kept", b"event").get(10)
    with closing(connect(endpoints.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'row' AS what")
        connection.commit()


def read_it(endpoints: Endpoints) -> tuple[bytes, str]:
    consumer = KafkaConsumer(
        "kept",
        bootstrap_servers=endpoints.kafka_bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=20_000,
    )
    with closing(consumer):
        event = next(consumer).value
    with closing(connect(endpoints.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT what FROM kept")
        row = cursor.fetchone()
    assert row is not None
    return event, row[0]


@contextmanager
def occupied(port: int) -> Iterator[None]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        yield


def test_up_down_and_up_again_keep_the_data_and_the_addresses(home: Path) -> None:
    for half_made in (home / "postgres" / "data.new", home / "kafka" / "data.new"):  # by a start that was killed
        half_made.mkdir(parents=True)
        (half_made / "PG_VERSION").write_text("18\n")
    stack = LocalStack(home)
    first = stack.up()
    write_something(first)
    settings = Settings.load({"CASELEDGER_HOME": str(home)})
    assert (settings.kafka_bootstrap, settings.database_url) == (first.kafka_bootstrap, first.database_url)

    assert stack.down()
    assert look_up(first.kafka_pid) is None
    assert look_up(first.postgres_pid) is None
    assert not stack.status().running
    assert not stack.down()  # nothing left to stop
    assert Settings.load({"CASELEDGER_HOME": str(home)}).kafka_bootstrap is None

    second = stack.up()
    assert read_it(second) == (b"event", "row")
    assert second.kafka_bootstrap == first.kafka_bootstrap
    assert second.database_url == first.database_url


def test_up_again_changes_nothing_and_finds_what_a_killed_starter_could_not_record(made_home: Path) -> None:
    stack = LocalStack(made_home)
    first = stack.up()
    said: list[str] = []

    assert LocalStack(made_home).up(said.append) == first
    assert said == []
    assert stack.status().running

    for record in (made_home / "run").iterdir():
        record.unlink()
    assert LocalStack(made_home).up(said.append) == first
    assert said == []

    password = (made_home / "postgres" / "password").read_text()
    assert password in first.database_url
    assert password not in repr((first, stack.status(), Settings.load({"CASELEDGER_HOME": str(made_home)})))


def test_a_server_whose_port_another_program_has_is_not_moved_unless_that_is_asked_for(made_home: Path) -> None:
    stack = LocalStack(made_home)
    before = stack.up()
    write_something(before)
    ports = StackFile.read(made_home).ports

    stack.kill("kafka", signal.SIGKILL)
    stack.kill("postgres", signal.SIGKILL)
    for pid in (before.kafka_pid, before.postgres_pid):
        process = look_up(pid)
        assert process is None or process.wait(PATIENCE_S)
    with occupied(ports["kafka"]), occupied(ports["postgres"]):
        with pytest.raises(PortTaken, match=rf"kafka cannot listen on 127.0.0.1 port {ports['kafka']} .*--new-ports"):
            stack.up()
        assert StackFile.read(made_home).ports == ports, "what clients know stays written down"
        moved = stack.up(new_ports=True)

    assert read_it(moved) == (b"event", "row"), "killed or moved, nothing is lost that was acknowledged"
    assert moved.kafka_bootstrap != before.kafka_bootstrap
    assert moved.database_url != before.database_url


def test_killed_servers_come_back_where_they_were(made_home: Path) -> None:
    stack = LocalStack(made_home)
    before = stack.up()
    stack.kill("kafka", signal.SIGKILL)
    stack.kill("postgres", signal.SIGKILL)
    after = stack.up(new_ports=True)
    assert (after.kafka_bootstrap, after.database_url) == (before.kafka_bootstrap, before.database_url)


def test_one_server_is_stopped_and_started_beside_the_other(made_home: Path) -> None:
    stack = LocalStack(made_home)
    before = stack.up()

    stack.stop("postgres")
    with pytest.raises(DatabaseUnavailable, match="caseledger up"):
        connect(before.database_url)
    stack.start("postgres")

    connect(before.database_url).close()
    status = {service.name: service.pid for service in stack.status().services}
    assert status["kafka"] == before.kafka_pid
    assert status["postgres"] != before.postgres_pid


def test_two_ups_at_once_start_one_stack(made_home: Path) -> None:
    def up(_: int) -> str:
        command = [sys.executable, "-c", SECOND_UP, str(made_home)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(up, range(2))

    assert first == second
    assert [str(service.pid) for service in LocalStack(made_home).status().services] == first.split()


def test_a_server_whose_address_was_lost_is_stopped_and_started_anew(made_home: Path) -> None:
    stack = LocalStack(made_home)
    stack.start("postgres")
    before = pid_of(stack, "postgres")
    (made_home / "stack.json").unlink()

    stack.start("postgres")

    assert look_up(before) is None
    assert pid_of(stack, "postgres") != before


def test_a_server_that_hangs_is_stopped_and_started_anew(made_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "ADOPT_LIMIT_S", 0.0)  # it has had its time to come up
    stack = LocalStack(made_home)
    stack.start("postgres")
    before = pid_of(stack, "postgres")
    stack.kill("postgres", signal.SIGSTOP)

    stack.start("postgres")

    assert look_up(before) is None
    assert all(service.answers for service in stack.status().services if service.name == "postgres")


def test_a_record_of_a_process_that_became_a_stranger_leaves_the_stranger_alone(home: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        process = look_up(stranger.pid)
        assert process is not None
        (home / "run").mkdir()
        record = f'{{"pid": {process.pid}, "started": {process.started}, "command": []}}'
        (home / "run" / "kafka.json").write_text(record)

        assert not LocalStack(home).down()

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_editor_with_the_servers_configuration_open_is_not_taken_for_the_server(made_home: Path) -> None:
    properties = made_home / "kafka" / "server.properties"
    editor = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", str(properties)])
    try:
        assert not LocalStack(made_home).down()
        assert editor.poll() is None
    finally:
        editor.kill()
        editor.wait()


def test_a_disk_without_room_stops_up_before_anything_is_started(home: Path) -> None:
    with pytest.raises(NoRoom, match=rf"free under {home}.*CASELEDGER_HOME"):
        LocalStack(home, room_needed_bytes=2**60).up()
    assert list(home.iterdir()) == []


def test_a_stack_that_another_process_starts_for_too_long_says_what_to_wait_for(home: Path) -> None:
    with (
        exclusively(home),
        pytest.raises(StackBusy, match=r"stack\.lock"),
        exclusively(home, wait_s=0.2),
    ):
        pytest.fail("both hold the lock")


def pid_of(stack: LocalStack, name: str) -> int:
    (pid,) = (service.pid for service in stack.status().services if service.name == name)
    assert pid is not None
    return pid
