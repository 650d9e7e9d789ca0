"""The application behind a real server, for clients that others wrote."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from infra.http.access.api_keys import ApiKeys
from infra.http.application import application
from infra.http.contract import REGISTRY
from infra.http.serving import listen
from infra.http.settings import HttpSettings
from tests.unit.http.conftest import services_in
from tests.unit.http.ledger import LedgerInMemory

LIMIT_S = 10


@contextmanager
def serving_the_registry(folder: Path) -> Iterator[str]:
    """Its address, until the end."""
    ledger = LedgerInMemory()
    http = HttpSettings(**{name: folder / name for name in ("api_keys", "users", "sessions", "codes")}, port=0)
    keys = ApiKeys(http.api_keys)
    app = application(services_in(folder, ledger, keys))
    with listen(http) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + LIMIT_S
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{REGISTRY}"
        server.should_exit = True
        thread.join(LIMIT_S)
