"""A client that costs as little as can be, so that what is measured is the server: one connection, kept open."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Self

_LENGTH = b"content-length:"


class Connection:
    """Sends one request at a time and reads its answer whole."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def opened(cls, port: int) -> Self:
        """To a server on this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> None:
        """Raises AssertionError for an answer that is not 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH))
        body = await self._reader.readexactly(length)
        assert head[9:12] == b"200", f"{body[:400]!r} to {request[:200]!r}"

    async def close(self) -> None:
        """It is not needed any more."""
        self._writer.close()
        await self._writer.wait_closed()


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """As it goes over the connection."""
    said = {"Host": "127.0.0.1", **headers} | ({"Content-Length": str(len(body))} if body else {})
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


async def rate(port: int, requests: list[bytes], seconds: float, connections: int) -> float:
    """Answers a second, when so many ask without a pause."""
    ends_at = perf_counter() + seconds
    answered = 0

    async def ask_on(first: int) -> None:
        nonlocal answered
        connection, number = await Connection.opened(port), first
        while perf_counter() < ends_at:
            await connection.ask(requests[number % len(requests)])
            number += connections
            answered += 1
        await connection.close()

    began = perf_counter()
    await asyncio.gather(*(ask_on(number) for number in range(connections)))
    return answered / (perf_counter() - began)


async def one_by_one(port: int, requests: list[bytes]) -> list[float]:
    """Seconds of each, asked when the one before has its answer."""
    connection, found = await Connection.opened(port), []
    for sent in requests:
        began = perf_counter()
        await connection.ask(sent)
        found.append(perf_counter() - began)
    await connection.close()
    return found


async def latencies(port: int, requests: list[bytes], per_s: float, connections: int) -> list[float]:
    """Seconds from each request's turn to its answer, when so many are sent a second, whatever comes back."""
    idle: asyncio.Queue[Connection] = asyncio.Queue()  # in turn: a server closes one that is silent for long
    for _ in range(connections):
        idle.put_nowait(await Connection.opened(port))
    began = perf_counter()

    async def ask(number: int, sent: bytes) -> float:
        turn = began + number / per_s
        await asyncio.sleep(max(0.0, turn - perf_counter()))
        connection = await idle.get()
        await connection.ask(sent)
        idle.put_nowait(connection)
        return perf_counter() - turn

    found = await asyncio.gather(*(ask(number, sent) for number, sent in enumerate(requests)))
    while not idle.empty():
        await idle.get_nowait().close()
    return list(found)
