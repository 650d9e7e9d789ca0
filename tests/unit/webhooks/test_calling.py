"""Calls over real sockets, to receivers that behave and to others."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest

from infra.webhooks.calling import CallOutcome, CallProblem, HookCaller
from tests.unit.webhooks.receiving import Reply, receiving
from tests.waiting import PATIENCE_S

BODY = b'{"type":"x"}'
CALLER = HookCaller(loopback=True, call_s=2.0)


def call(url: str, caller: HookCaller = CALLER) -> CallOutcome:
    return caller.call(url, {"webhook-id": "0b1c"}, BODY)


def test_a_receiver_gets_the_body_as_it_was_signed_and_its_headers() -> None:
    with receiving() as receiver:
        outcome = call(receiver.url + "?tenant=7")
    assert (outcome.status, outcome.told, outcome.is_delivered) == (200, "delivered", True)
    (told,) = receiver.told
    assert (told.path, told.body, told.headers["webhook-id"]) == ("/hooks?tenant=7", BODY, "0b1c")
    assert (told.headers["host"], told.headers["content-type"]) == (f"127.0.0.1:{receiver.port}", "application/json")


@pytest.mark.parametrize(
    ("status", "told"),
    [(204, "delivered"), (404, "status_4xx"), (410, "gone"), (429, "status_4xx"), (500, "status_5xx")],
)
def test_what_a_status_means(status: int, told: str) -> None:
    with receiving(lambda _: Reply(status)) as receiver:
        assert call(receiver.url).told == told


def test_a_redirect_is_a_failure_and_nobody_goes_there() -> None:
    with receiving() as other, receiving(lambda _: Reply(307, {"Location": other.url})) as receiver:
        outcome = call(receiver.url)
    assert (outcome.status, outcome.told, outcome.is_delivered) == (307, "status_3xx", False)
    assert not other.told


def test_what_the_receiver_asks_for_is_heard() -> None:
    with receiving(lambda _: Reply(503, {"Retry-After": "120"})) as receiver:
        assert call(receiver.url).retry_after == timedelta(minutes=2)


def test_a_receiver_that_is_too_slow_is_given_up() -> None:
    with receiving(lambda _: Reply(wait_s=1.5)) as receiver:
        began = time.monotonic()
        outcome = call(receiver.url, HookCaller(loopback=True, call_s=0.3))
        assert time.monotonic() - began < 1.2
    assert (outcome.problem, outcome.told) == (CallProblem.TIMED_OUT, "timed_out")


@contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A listener that says what no server would; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                opened, _ = server.accept()
                with opened:
                    opened.recv(65536)
                    talk(opened)
            except OSError:
                return

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    thread.join(PATIENCE_S)


def _drip(opened: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
        opened.send(bytes([byte]))
        time.sleep(0.05)


def test_one_that_sends_a_byte_now_and_then_does_not_hold_a_call_for_long() -> None:
    with raw(_drip) as url:
        began = time.monotonic()
        assert call(url, HookCaller(loopback=True, call_s=0.5)).problem is CallProblem.TIMED_OUT
        assert time.monotonic() - began < 1.5


def test_a_head_without_end_is_not_read_to_its_end() -> None:
    with raw(lambda opened: opened.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Long: x\r\n" * 100_000)) as url:
        assert call(url).problem is CallProblem.NO_HTTP


def test_a_body_without_end_is_not_read_to_its_end_and_the_status_counts() -> None:
    sent = 0

    def talk(opened: socket.socket) -> None:
        nonlocal sent
        opened.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(10_000):
            sent += opened.send(b"x" * 10_000)

    with raw(talk) as url:
        assert call(url).is_delivered
    assert sent < 20_000_000


@pytest.mark.parametrize(
    "said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"SSH-2.0-x\r\n\r\n", b"\r\n\r\n"]
)
def test_what_is_no_http_is_no_answer(said: bytes) -> None:
    with raw(lambda opened: opened.sendall(said)) as url:
        assert call(url).problem is CallProblem.NO_HTTP


def test_an_interim_answer_is_not_the_answer() -> None:
    with raw(lambda opened: opened.sendall(b"HTTP/1.1 103 Early\r\nX: 1\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n")) as url:
        assert call(url).status == 202


def test_where_nobody_listens_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert call(f"http://127.0.0.1:{port}/").problem is CallProblem.UNREACHABLE


def test_a_name_that_stands_for_nothing() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    assert call("https://example.com/", HookCaller(resolve=resolve)).problem is CallProblem.UNRESOLVABLE


def test_nobody_is_called_at_a_private_address_and_the_name_is_asked_for_once() -> None:
    """A name server that says something else the second time is not asked a second time."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) > 1 else ["127.0.0.1"]

    with receiving() as receiver:
        assert call(f"https://rebound.example:{receiver.port}/", HookCaller(resolve=resolve)).problem is (
            CallProblem.ADDRESS_REFUSED
        )
    assert (asked, receiver.told) == (["rebound.example"], [])


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name leads nowhere but in the resolver that the call was given."""
    with receiving() as receiver:
        caller = HookCaller(loopback=True, resolve=lambda host, port: ["127.0.0.1"])
        assert call(f"http://nowhere.invalid:{receiver.port}/hooks", caller).is_delivered
    assert receiver.told[0].headers["host"] == f"nowhere.invalid:{receiver.port}"


def test_a_listener_without_tls_is_told_nothing_over_https() -> None:
    with raw(lambda opened: opened.sendall(b"no TLS here")) as url:
        assert call(url.replace("http:", "https:")).problem is CallProblem.TLS_FAILED
