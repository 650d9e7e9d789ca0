"""The API: questions a second, and how long a command takes at a steady 100 a second.

Against the command client, and against a bare FastAPI route, in the same run.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from statistics import quantiles

from bench.http_client import latencies, one_by_one, rate, request
from bench.servers import PROGRAM, Servers, environment, install_read_models, wait_until, worker
from bench.workload import COMMANDS_OF_A_CASE, case_of, commands
from domain.kernel.message import Command
from infra.audit.history import LogHistory
from infra.client import CommandClient
from infra.http.access.api_keys import API_KEYS_FILE, ApiKeys, NewKey
from infra.http.access.cookies import COOKIE
from infra.http.access.grantees import Grantee
from infra.http.access.roles import Role
from infra.http.access.sessions import SESSIONS_FILE, Sessions
from infra.http.answers.events import fields_of
from infra.http.commands.paths import command_paths
from infra.messages.commands import CommandEnvelope
from infra.postgres.connect import connect
from infra.postgres.progress import wait_for
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

COMMANDS_PER_S = 100
WARM_UP_S = 5
CONNECTIONS = 8
PAGES, PAGES_FIRST = 220, 20
"""The first ones are not counted: templates are read with them."""
SERVE = (*PROGRAM, "serve", "--metrics-port=0", "--port")
_PATHS = {one.cls: one for one in command_paths()}

Sent = tuple[CommandEnvelope, Command]


def measure_http(servers: Servers, seconds: int, partitions: int, repetition: int) -> dict[str, float]:
    """One repetition: rates, percentiles in milliseconds, and what they are of the limits beside them."""
    settings = servers.log(f"bench_http_{repetition}", partitions)
    install_read_models(settings)
    key = ApiKeys(settings.home / API_KEYS_FILE).create(NewKey(actor_id="bench", role=Role.ADMINISTRATOR), _now())
    shown = {"Authorization": f"Bearer {key}"}
    cases = COMMANDS_PER_S * (seconds + WARM_UP_S) // COMMANDS_OF_A_CASE
    with worker(settings, "writer"), worker(settings, "projector"), _serving(settings) as port, _bare() as bare:
        by_client = _by_client(settings, list(commands(cases)))
        others = [_as_request(*sent, shown) for sent in commands(cases, cases)]
        by_http = _steady(port, others)
        by_bare = _steady(bare, [request("POST", "/bare", shown, b"{}")] * len(others))
        _wait_until_shown(settings)
        asked = [request("GET", f"/v1/cases/{case_of(number)}", shown) for number in range(2 * cases)]
        questions = asyncio.run(rate(port, asked, seconds, CONNECTIONS))
        pages = _pages_of_cases(settings, port)
        bare_questions = asyncio.run(rate(bare, [request("GET", "/bare", shown)], seconds, CONNECTIONS))
    return {
        "http_questions_per_s": questions,
        "bare_http_questions_per_s": bare_questions,
        "http_questions_of_bare": questions / bare_questions,
        **{f"console_case_page_{name}_ms": value for name, value in pages.items()},
        **{f"http_command_{name}_ms": value for name, value in by_http.items()},
        **{f"bare_http_command_{name}_ms": value for name, value in by_bare.items()},
        **{f"http_command_{name}_of_client": by_http[name] / by_client[name] for name in by_http},
    }


def _pages_of_cases(settings: Settings, port: int) -> dict[str, float]:
    """The console's page of a case, one after the other, for who is signed in and sees names."""
    grantee = Grantee(actor_id="bench", role=Role.SUPERVISOR)
    cookie = {"Cookie": f"{COOKIE}={Sessions(settings.home / SESSIONS_FILE).begin(grantee)}"}
    asked = [request("GET", f"/console/cases/{case_of(number)}", cookie) for number in range(PAGES)]
    return _percentiles(asyncio.run(one_by_one(port, asked))[PAGES_FIRST:])


def _steady(port: int, requests: list[bytes]) -> dict[str, float]:
    found = asyncio.run(latencies(port, requests, COMMANDS_PER_S, CONNECTIONS))
    return _percentiles(found[WARM_UP_S * COMMANDS_PER_S :])


def _by_client(settings: Settings, sent: list[Sent]) -> dict[str, float]:
    """As many commands as fast through the command client, from each one's turn to its answer."""
    with CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client:
        (first, *rest), pending = sent, []
        client.ask(*first, timeout_s=60)
        began = time.monotonic()
        for number, (envelope, command) in enumerate(rest):
            turn = began + number / COMMANDS_PER_S
            time.sleep(max(0.0, turn - time.monotonic()))
            pending.append((turn, client.submit(envelope, command)))
        for _, each in pending:
            each.result(60)
        return _percentiles([each.answered_at - turn for turn, each in pending][WARM_UP_S * COMMANDS_PER_S :])


def _as_request(envelope: CommandEnvelope, command: Command, shown: dict[str, str]) -> bytes:
    path = _PATHS[type(command)].path.replace("{aggregate_id}", str(envelope.aggregate_id))
    body = fields_of(command, in_the_clear=True) | {"occurred_at": envelope.occurred_at.isoformat()}
    headers = {"Content-Type": "application/json", "Prefer": "wait=30", "Idempotency-Key": str(envelope.id)}
    return request("POST", path, shown | headers, json.dumps(body).encode())


def _percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {"p50": cuts[49] * 1000, "p99": cuts[98] * 1000}


def _wait_until_shown(settings: Settings) -> None:
    with LogHistory(settings) as log, closing(connect(str(settings.database_url))) as opened:
        wait_for(opened, log.last_positions(), timeout_s=600)


@contextmanager
def _serving(settings: Settings) -> Iterator[int]:
    port = _free_port()
    with _process([*SERVE, str(port)], settings, port):
        yield port


@contextmanager
def _bare() -> Iterator[int]:
    port = _free_port()
    with _process([sys.executable, "-m", "bench.bare_fastapi", str(port)], None, port):
        yield port


@contextmanager
def _process(command: list[str], settings: Settings | None, port: int) -> Iterator[None]:
    told = None if settings is None else environment(settings)
    process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _listens(port), timeout_s=60)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _now() -> datetime:
    return datetime.now(UTC)
