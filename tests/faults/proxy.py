"""A TCP proxy in front of a broker, which knows enough of Kafka's protocol to lose a certain answer.

Each request begins with its length, its kind and its version; the answers of a connection come in the order of its
requests. So the proxy can pass a request on and cut the connection instead of giving its answer back; or pass nothing
on for a while, either way, as when packets are dropped: no connection is closed by that. Nothing is ever altered or
sent twice.
"""

from __future__ import annotations

import socket
import struct
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from threading import Event, Lock, Thread
from time import sleep

HOST = "127.0.0.1"


class Request(IntEnum):
    """The kinds of request (API keys) that a writer makes: the two of a transaction, and what it tells its group."""

    PRODUCE = 0
    OFFSET_COMMIT = 8
    END_TXN = 26


class Trouble(StrEnum):
    """What happens to a request and its answer."""

    CUT_BEFORE = "the connection is cut before the request arrives"
    LOSE_ANSWER = "the request arrives, and the connection is cut before its answer"
    DELAY_ANSWER = "the answer comes late"
    PART_BEFORE = "the network parts before the request arrives"
    LOSE_AND_PART = "the request arrives, and the network parts before its answer"


DELAY_S = 1.5


@dataclass
class Plan:
    """One trouble, for the next requests of one kind."""

    request: Request
    trouble: Trouble
    times: int = 1


@dataclass
class KafkaProxy:
    """Listens on ``port`` and passes everything on to ``target_port``, but for what is planned."""

    port: int
    target_port: int
    done: list[str] = field(default_factory=list)
    """What was planned and has happened."""
    _plans: list[Plan] = field(default_factory=list)
    _connections: set[socket.socket] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _is_open: Event = field(default_factory=Event)
    _passes: Event = field(default_factory=Event)
    _awaited: int = 0
    """Answers that are planned to be lost or late, and have not come yet."""
    _closed: bool = False

    def start(self) -> None:
        """Begin to listen."""
        self._listener = socket.create_server((HOST, self.port), backlog=64)
        self._is_open.set()
        self._passes.set()
        Thread(target=self._accept, daemon=True).start()

    def plan(self, request: Request, trouble: Trouble, times: int = 1) -> None:
        """Trouble for the next ``times`` requests of this kind."""
        with self._lock:
            self._plans.append(Plan(request, trouble, times))

    def nothing_is_planned(self) -> bool:
        """Whether all that was planned has happened."""
        with self._lock:
            return not any(plan.times for plan in self._plans) and not self._awaited

    def forget_plans(self) -> None:
        """No more trouble."""
        with self._lock:
            self._plans.clear()

    def part(self) -> None:
        """Cut every connection and take no new ones until ``mend``: the network between the two is gone."""
        self._is_open.clear()
        with self._lock:
            connections, self._connections = self._connections, set()
        for connection in connections:
            _cut(connection)

    def drop(self) -> None:
        """Pass nothing on until ``mend``, and close nothing: what is sent meanwhile arrives then, as TCP repeats it."""
        self._passes.clear()

    def mend(self) -> None:
        """The network is back."""
        self._is_open.set()
        self._passes.set()

    def close(self) -> None:
        """Stop."""
        self._closed = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        self.part()
        self._passes.set()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._is_open.is_set():
                _cut(client)
                continue
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._passes.wait()
        try:
            broker = socket.create_connection((HOST, self.target_port), timeout=5)
        except OSError:
            _cut(client)
            return
        broker.settimeout(None)
        for one in (client, broker):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._connections |= {client, broker}
        awaited: deque[Plan | None] = deque()
        Thread(target=self._pass_answers, args=(broker, client, awaited), daemon=True).start()
        self._pass_requests(client, broker, awaited)
        with self._lock:
            self._connections -= {client, broker}

    def _pass_requests(self, client: socket.socket, broker: socket.socket, awaited: deque[Plan | None]) -> None:
        try:
            while frame := _frame(client):
                plan = self._planned(frame)
                if plan is not None and plan.trouble in (Trouble.CUT_BEFORE, Trouble.PART_BEFORE):
                    self._happened(plan)
                    break
                awaited.append(plan)
                self._passes.wait()
                broker.sendall(frame)
        except OSError:
            pass
        _cut(client)
        _cut(broker)

    def _pass_answers(self, broker: socket.socket, client: socket.socket, awaited: deque[Plan | None]) -> None:
        try:
            while frame := _frame(broker):
                plan = awaited.popleft()
                if plan is not None:
                    self._happened(plan)
                    if plan.trouble is not Trouble.DELAY_ANSWER:
                        break
                    sleep(DELAY_S)
                self._passes.wait()
                client.sendall(frame)
        except OSError:
            pass
        _cut(client)
        _cut(broker)

    def _happened(self, plan: Plan) -> None:
        self.done.append(f"{plan.request.name}: {plan.trouble}")
        with self._lock:
            self._awaited -= 1
        if plan.trouble in (Trouble.PART_BEFORE, Trouble.LOSE_AND_PART):
            self.part()

    def _planned(self, frame: bytes) -> Plan | None:
        (kind,) = struct.unpack_from(">h", frame, 4)
        with self._lock:
            for plan in self._plans:
                if plan.request == kind and plan.times:
                    plan.times -= 1
                    self._awaited += 1
                    return plan
        return None


def _frame(connection: socket.socket) -> bytes:
    """The next request or answer with its length before it; nothing at the end of the connection."""
    head = _exactly(connection, 4)
    if len(head) < 4:
        return b""
    return head + _exactly(connection, int.from_bytes(head, "big"))


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Without this the other side would get an orderly end; a cut is a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
