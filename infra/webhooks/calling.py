"""One call: to an address that was checked, within a time, and without reading more of the answer than is needed.

The request is written and the answer read here, by hand: no library follows a redirect, asks a proxy of the
environment, resolves the name once more or reads a body without end.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from infra.webhooks.addresses import (
    AddressRefused,
    CallTarget,
    Resolve,
    UrlRefused,
    callable_addresses,
    resolved,
    target_of,
)

CONNECT_S = 10.0
CALL_S = 20.0
"""From the first packet to the end of the answer's head: the specification wants 15 to 30 s."""
HEAD_BYTES_MAX = 16 * 1024
_BODY_BYTES_MAX, _BODY_S = 16 * 1024, 1.0
"""Of the body nothing is kept: it is read, so far, only to end the conversation politely."""
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])(?: [^\r\n]*)?\r?\n")
_RETRY_AFTER = re.compile(rb"^retry-after:[ \t]*([0-9]{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_GONE = 410


class CallProblem(StrEnum):
    """Why there is no answer."""

    ADDRESS_REFUSED = "address_refused"
    UNRESOLVABLE = "unresolvable"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    NO_HTTP = "no_http"


class CallOutcome(NamedTuple):
    """What became of a call: a status, or a problem."""

    status: int | None = None
    problem: CallProblem | None = None
    retry_after: timedelta | None = None
    took_ms: int = 0

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has it. A redirect is not followed, and is a failure."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == _GONE

    @property
    def told(self) -> str:
        """In a word, of a closed set: for the metrics and people."""
        if self.problem is not None:
            return str(self.problem)
        return "delivered" if self.is_delivered else "gone" if self.is_gone else f"status_{(self.status or 0) // 100}xx"


@dataclass(frozen=True, slots=True)
class HookCaller:
    """Makes calls. Threads may share it. ``loopback``: whether this machine may be called, and without TLS."""

    loopback: bool = False
    resolve: Resolve = resolved
    call_s: float = CALL_S

    def call(self, url: str, headers: Mapping[str, str], body: bytes) -> CallOutcome:
        """POST the body. It never raises for what the other side does."""
        began = time.monotonic()
        outcome = self._outcome(url, headers, body, began + self.call_s)
        return outcome._replace(took_ms=round((time.monotonic() - began) * 1000))

    def _outcome(self, url: str, headers: Mapping[str, str], body: bytes, deadline: float) -> CallOutcome:
        try:
            target = target_of(url, loopback=self.loopback)
            addresses = callable_addresses(target, loopback=self.loopback, resolve=self.resolve)
        except (AddressRefused, UrlRefused):
            return CallOutcome(problem=CallProblem.ADDRESS_REFUSED)
        except (OSError, ValueError):
            return CallOutcome(problem=CallProblem.UNRESOLVABLE)
        try:
            with _connected(target, addresses, deadline) as opened:
                opened.sendall(_request(target, headers, body))
                return _answer(opened, deadline)
        except ssl.SSLError as error:
            return CallOutcome(problem=CallProblem.TIMED_OUT if "timed out" in str(error) else CallProblem.TLS_FAILED)
        except TimeoutError:
            return CallOutcome(problem=CallProblem.TIMED_OUT)
        except OSError:
            return CallOutcome(problem=CallProblem.UNREACHABLE)


def _connected(target: CallTarget, addresses: list[str], deadline: float) -> socket.socket:
    """A connection to the first of these addresses that takes one."""
    failed: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            plain = socket.create_connection((address, target.port), timeout=min(CONNECT_S, _left(deadline)))
        except OSError as error:
            failed = error
            continue
        if target.scheme == "http":
            return plain
        plain.settimeout(_left(deadline))
        try:
            return trusted().wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise
    raise failed


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """How calls are encrypted: with the certificates that the machine trusts (``SSL_CERT_FILE`` names others)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _request(target: CallTarget, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        "User-Agent: caseledger-webhooks/1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _answer(opened: socket.socket, deadline: float) -> CallOutcome:
    received = bytearray()
    while True:
        head, ended, rest = bytes(received).partition(b"\r\n\r\n")
        if ended:
            status = _STATUS.match(head + b"\r\n")
            if status is None:
                return CallOutcome(problem=CallProblem.NO_HTTP)
            if not status[1].startswith(b"1"):
                break
            received = bytearray(rest)  # an interim answer: the real one follows
            continue
        if len(received) > HEAD_BYTES_MAX:
            return CallOutcome(problem=CallProblem.NO_HTTP)
        opened.settimeout(_left(deadline))
        if not (some := opened.recv(4096)):
            return CallOutcome(problem=CallProblem.NO_HTTP)
        received += some
    _read_politely(opened, min(deadline, time.monotonic() + _BODY_S))
    asked = _RETRY_AFTER.search(head)
    return CallOutcome(int(status[1]), retry_after=timedelta(seconds=int(asked[1])) if asked else None)


def _read_politely(opened: socket.socket, deadline: float) -> None:
    left = _BODY_BYTES_MAX
    try:
        while left > 0:
            opened.settimeout(_left(deadline))
            some = opened.recv(min(left, 4096))
            if not some:
                return
            left -= len(some)
    except OSError:
        return  # the status has been said


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for the call is over")
    return left
