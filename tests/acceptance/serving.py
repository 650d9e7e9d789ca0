"""``caseledger serve`` on a ledger that is up, and what tests of it put in its way or wait for."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2 as httpx
import psycopg2

from infra.postgres.builds import serving_build
from infra.postgres.parked import ParkedRecord, park
from infra.runtime.read_models_access import database_url_of
from infra.runtime.settings import Settings
from projections.catalogue import BY_NAME
from tests.acceptance.program import COMMAND, Program
from tests.waiting import PATIENCE_S


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def serving(ledger: Program) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Its address, the administrator's key, and the process."""
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--metrics-port=0"],
        cwd=ledger.folder, env=dict(ledger.environ), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        key = process.stdout.readline().strip()
        said = ""
        while "Serving" not in said:
            said = process.stderr.readline()
            assert said, "it ended before it served"
        yield f"http://127.0.0.1:{port}", key, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)


def until_rejected(api: httpx.Client, wanted: int, but: str = "") -> list[dict[str, Any]]:
    """So many commands that nobody could decide, beside the one at that place."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        rows = [one for one in api.get("/v1/system/rejected").json()["rows"] if one["place"] != but]
        if len(rows) == wanted:
            return rows
        time.sleep(0.2)
    raise AssertionError(f"not {wanted} rejected commands, but {rows}")


def park_a_record_that_nobody_can_read(settings: Settings, case: UUID) -> None:
    """In the read model of balances, as its projector would."""
    with closing(psycopg2.connect(database_url_of(settings))) as opened, opened, opened.cursor() as cursor:
        build = serving_build(cursor, BY_NAME["balances"])
        assert build is not None
        record = ParkedRecord(999_999, case.bytes, b"no event", [])
        park(cursor, build, 0, record, None, case, None, "it cannot be read", datetime.now(UTC))


def forget_what_is_parked(settings: Settings) -> None:
    """All of it."""
    with closing(psycopg2.connect(database_url_of(settings))) as opened, opened, opened.cursor() as cursor:
        cursor.execute("DELETE FROM caseledger.parked_event")
