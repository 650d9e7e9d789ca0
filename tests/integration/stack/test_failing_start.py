"""Servers that cannot start: what is said, and what is left behind."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from infra.stack import ports as tcp
from infra.stack.errors import ChildFailed, FolderNotUsable, PortTaken, StackError
from infra.stack.local_stack import LocalStack
from infra.stack.processes import search
from infra.stack.state import StackFile
from tests.integration.stack.test_local_stack import occupied


def processes_of(home: Path) -> list[tuple[str, ...]]:
    return [tuple(process.command()) for process in search(lambda one: str(home) in " ".join(one.command()))]


def test_a_server_that_dies_at_start_shows_the_end_of_its_log_and_where_it_is(made_home: Path) -> None:
    properties = made_home / "kafka" / "data" / "meta.properties"
    properties.write_text("version=1\ncluster.id=another\nnode.id=7\n")

    with pytest.raises(ChildFailed) as caught:
        LocalStack(made_home).start("kafka")

    message = str(caught.value)
    assert str(made_home / "logs" / "kafka.log") in message
    assert "meta.properties" in message  # from the log itself
    assert "caseledger up" in message


def test_a_start_that_fails_leaves_nothing_running(made_home: Path) -> None:
    (made_home / "postgres" / "data" / "PG_VERSION").write_text("9.6\n")

    with pytest.raises(ChildFailed, match=r"(?s)postgres\.log.*9\.6"):
        LocalStack(made_home).up()

    assert processes_of(made_home) == []
    assert StackFile.read(made_home).endpoints is None


def test_a_port_that_is_taken_between_its_choice_and_the_servers_own_bind_is_named(
    made_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = StackFile.read(made_home).ports["postgres"]
    monkeypatch.setattr(tcp, "choose", lambda uses, remembered, **_: {use: remembered[use] for use in uses})

    with (
        occupied(port),
        pytest.raises(PortTaken, match=rf"postgres cannot listen on 127.0.0.1 port {port}"),
    ):
        LocalStack(made_home).start("postgres")

    assert processes_of(made_home) == []


def test_a_server_id_that_a_stranger_has_now_does_not_keep_postgresql_from_starting(made_home: Path) -> None:
    """After a crash and a restart of the machine, the old server's process id may be anybody's."""
    data = made_home / "postgres" / "data"
    owner = data.stat()
    user = owner.st_uid if os.geteuid() == 0 else None  # the server sees only processes of its own user
    stranger = subprocess.Popen(["sleep", "600"], user=user)
    try:
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{data}\n1700000000\n5432\n\n127.0.0.1\n\nready\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)

        LocalStack(made_home).start("postgres")

        assert stranger.poll() is None
        assert "already exists" in (made_home / "logs" / "postgres.log").read_text()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_lost_database_password_is_not_a_riddle(made_home: Path) -> None:
    (made_home / "postgres" / "password").unlink()
    with pytest.raises(FolderNotUsable, match=r"password, is gone.*rebuilt from Kafka"):
        LocalStack(made_home).start("postgres")


def test_a_home_that_cannot_be_made_is_named(home: Path) -> None:
    (home / "file").write_text("in the way")
    with pytest.raises(FolderNotUsable, match=re.escape(str(home / "file" / "below"))):
        LocalStack(home / "file" / "below").up()


def test_files_with_passwords_or_personal_data_are_closed_to_others(made_home: Path) -> None:
    closed = [made_home / "stack.json", made_home / "kafka", made_home / "postgres" / "password", made_home / "logs"]
    assert [path for path in closed if path.stat().st_mode & 0o077] == []


def test_a_stack_of_another_user_says_whose_turn_it_is(home: Path) -> None:
    lock = home / "stack.lock"
    lock.mkdir()  # cannot be opened, not even by root
    try:
        with pytest.raises(FolderNotUsable, match=r"stack\.lock cannot be opened.*another user"):
            LocalStack(home).down()
    finally:
        lock.rmdir()


def test_a_signal_to_a_server_that_does_not_run_says_so(home: Path) -> None:
    with pytest.raises(StackError, match="kafka does not run"):
        LocalStack(home).kill("kafka", 9)
