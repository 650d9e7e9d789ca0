"""A stack whose workers are killed and whose ports are taken, as its operator sees it."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import httpx2 as httpx
import pytest

from tests.acceptance.program import Ended, Program
from tests.acceptance.some_files import a_line, write_lines
from tests.waiting import PATIENCE_S


def until(program: Program, told: Callable[[dict[str, Any]], bool], **settings: str) -> dict[str, Any]:
    """What ``status`` says, once it says that."""
    deadline = time.monotonic() + PATIENCE_S
    while not told(status := program.run("status", "--json", **settings).document):
        assert time.monotonic() < deadline, status
        time.sleep(0.2)
    return status


def worker(status: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [one for one in status["workers"] if one["name"] == name]
    return dict(found)


@pytest.mark.parametrize("name", ["writer", "projector"])
def test_a_worker_that_is_killed_comes_back_by_itself_and_status_tells_it(ledger: Program, name: str) -> None:
    before = worker(ledger.json("status"), name)
    os.kill(before["pid"], signal.SIGKILL)
    status = until(ledger, lambda now: now["well"] and worker(now, name)["pid"] != before["pid"])
    after = worker(status, name)
    assert after["restarts"] == before["restarts"] + 1
    assert after["last_end"]["why"] == "killed by SIGKILL"
    assert after["metrics_url"] == before["metrics_url"], "who watches it finds it where it was"
    assert "killed by SIGKILL" in ledger.run("status").done().said
    write_lines(ledger.folder / f"{name}.csv", [a_line(f"D-{name}")])
    assert ledger.json("import", "claims", f"{name}.csv", "--wait")["received"] == 1


def _becomes_ready(url: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/ready", timeout=5):
                return True
        except HTTPError as error:
            assert "is not ready: " in json.load(error)["reason"]
            time.sleep(0.1)
    return False


def test_metrics_answer_where_they_were_told_to(ledger: Program) -> None:
    ledger.run("down").done()
    ledger.run("up", CASELEDGER_METRICS_HOST="127.0.0.2").done()
    urls = {one["metrics_url"] for one in ledger.json("status")["workers"]}
    assert all(url.startswith("http://127.0.0.2:") for url in urls)
    for url in urls:
        with urlopen(f"{url}/live", timeout=5) as answer:
            assert answer.status == 200
    assert all(_becomes_ready(url) for url in urls), "each has its partitions, and has read what they hold"
    assert ledger.run("status", CASELEDGER_METRICS_HOST="everywhere").code == 2
    assert "CASELEDGER_METRICS_PORT" in ledger.run("status", CASELEDGER_METRICS_PORT="70000").said


def test_a_port_that_another_program_has_stops_the_start_and_is_named(ledger: Program) -> None:
    ledger.run("down").done()
    ledger.run("up").done()
    place = worker(ledger.json("status"), "writer")["metrics_url"]
    ledger.run("down").done()
    with socket.create_server(("127.0.0.1", int(place.rpartition(":")[2]))):
        refused = ledger.run("up")
        assert refused.code == 2
        assert place.rpartition(":")[2] in refused.said
        assert f"process {os.getpid()}" in refused.said
        ledger.run("up", "--new-ports").done()
        moved = worker(ledger.json("status"), "writer")["metrics_url"]
    assert moved != place
    ledger.run("down").done()
    ledger.run("up").done()
    assert worker(ledger.json("status"), "writer")["metrics_url"] == moved, "the new one is kept"


WITH_PAGES = {"CASELEDGER_PAGES": "yes"}


def signs_in(said: Ended) -> str:
    """Opens the console by the link that ``up`` has printed; returns the console's address."""
    link = said.out.strip().splitlines()[-1]
    origin = link.partition("/sign-in")[0]
    assert f"The console is at {origin}/console" in said.said
    with httpx.Client(base_url=origin, headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        token = link.partition("token=")[2]
        opened = browser.post("/sign-in/link", data={"token": token}, follow_redirects=False)
        assert opened.status_code == 303
        cookie = opened.headers["set-cookie"].partition(";")[0]
        assert browser.get("/console/today", headers={"Cookie": cookie}).status_code == 200
    return origin


def test_the_console_comes_up_with_the_rest_beside_whoever_has_its_port_and_comes_back(ledger: Program) -> None:
    ledger.run("down").done()
    with ExitStack() as held:
        try:
            held.enter_context(socket.create_server(("127.0.0.1", 8080)))
        except OSError:
            """Somebody else has it already, which is as good."""
        started = ledger.run("up", **WITH_PAGES).done()
        assert "(8080 was taken)" in started.said
        origin = signs_in(started)
    before = worker(ledger.run("status", "--json", **WITH_PAGES).document, "serve")
    os.kill(before["pid"], signal.SIGKILL)
    until_again = until(ledger, lambda now: worker(now, "serve")["pid"] not in (before["pid"], None), **WITH_PAGES)
    assert worker(until_again, "serve")["restarts"] == 1
    assert signs_in(ledger.run("up", **WITH_PAGES).done()) == origin, "it stays where it was, and lets in again"
    assert "cl_" not in (ledger.folder / "logs" / "pages.log").read_text("utf-8"), "no key is shown to a log"
    ledger.run("down").done()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{origin}/console")
