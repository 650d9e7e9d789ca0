"""Requests that are made up: a route of ours, ids of both debtors, and anything else where something stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

from domain.catalogue import COMMANDS
from infra.http.answers.events import fields_of
from tests.fuzz.http.two_debtors import OTHERS, OURS
from tests.unit.golden_samples import golden_command

TEXTS = (
    "", "0", "-1", "1", "999999999999999999999", "1e9", "null", "true", "'", '"', "%00", "\x00", "\n", "ö" * 50,
    "x" * 3_000, "../../etc/passwd", "{{7*7}}", "' OR 1=1 --", "2026-03-02", "2026-03-02T08:00:00Z",
    "2026-03-02T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0=1", "0=1,1=2", "7=1", "now",
    "W10", "AAAA", "\ud7ff",
)  # fmt: skip
IDS = tuple(
    str(one)
    for one in (
        OURS.belongs_to(),
        OTHERS.belongs_to(),
        OURS.person_id,
        OTHERS.person_id,
        UUID(int=0),
        UUID(int=2**128 - 1),
    )
)
NAMES = (
    OURS.creditor_id,
    OTHERS.creditor_id,
    OURS.portfolio,
    OTHERS.portfolio,
    "DisputeRaised",
    "RaiseDispute",
    "open",
)
TYPES = ("application/json", "application/x-ndjson", "multipart/form-data; boundary=x", "text/plain", "", "a/b;c=\x7f")
ACCEPTED = (
    "application/json",
    "text/csv",
    "application/x-ndjson",
    "text/plain",
    "application/pdf",
    "*/*",
    "a/b",
    ";q=",
)
HEADERS = ("If-Match", "Prefer", "Caseledger-Position", "Last-Event-ID", "Idempotency-Key", "Cookie", "Origin", "X-Odd")
BODIES = tuple(json.dumps(fields_of(golden_command(cls), in_the_clear=True)) for cls in COMMANDS.values())


@dataclass
class Request:
    """One request, as it goes to the application."""

    method: str
    path: str
    route: str
    query: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


@dataclass
class MadeUp:
    """Makes requests; ``cursors`` are those that answers gave, which others try with theirs."""

    routes: list[tuple[str, str, Mapping[str, Any]]]
    random: Random
    cursors: list[str] = field(default_factory=lambda: ["x"])

    @classmethod
    def of(cls, description: Mapping[str, Any], random: Random) -> MadeUp:
        """For every route that is described."""
        found = [
            (method.upper(), path, operation)
            for path, item in description["paths"].items()
            for method, operation in item.items()
        ]
        return cls(found, random)

    def request(self, key: str | None) -> Request:
        """The next one; ``key`` is shown, or something like it."""
        random = self.random
        reads = [one for one in self.routes if one[0] == "GET"]
        method, route, operation = random.choice(reads if random.random() < 0.6 else self.routes)
        parameters = operation.get("parameters", [])
        path = route
        for one in parameters:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", quote(self._value(ids=0.9), safe="") or "x")
        made = Request(
            method if random.random() < 0.98 else random.choice(("PUT", "DELETE", "GET", "POST")), path, route
        )
        asked = [one for one in parameters if one["in"] == "query" and random.random() < 0.3]
        made.query = "&".join(f"{one['name']}={quote(self._parameter(one['name']), errors='replace')}" for one in asked)
        made.headers = [(name, value) for name, value in self._headers(key) if value]
        if method == "POST":
            made.body = self._body()
        return made

    def _parameter(self, name: str) -> str:
        return self._mangled(self.random.choice(self.cursors)) if name == "cursor" else self._value(ids=0.4)

    def _value(self, ids: float) -> str:
        random = self.random
        if random.random() < ids:
            return random.choice(IDS)
        return random.choice(random.choice((TEXTS, NAMES)))

    def _headers(self, key: str | None) -> list[tuple[str, str]]:
        random = self.random
        shown = "" if key is None else f"Bearer {key if random.random() < 0.95 else self._mangled(key)}"
        found = [("Authorization", shown)]
        found += [("Accept", random.choice(ACCEPTED))] if random.random() < 0.3 else []
        found += [("Content-Type", TYPES[0] if random.random() < 0.8 else random.choice(TYPES))]
        found += [("Idempotency-Key", f"{random.random()}")] if random.random() < 0.8 else []
        found += [(random.choice(HEADERS), random.choice(TEXTS)) for _ in range(random.randrange(3))]
        return found

    def _body(self) -> bytes:
        random = self.random
        body = random.choice(BODIES)
        kind = random.randrange(6)
        if kind == 0:
            return self._mangled(body).encode(errors="replace")
        if kind == 1:
            return random.randbytes(random.randrange(200))
        if kind == 2:
            return b"[" * random.randrange(2_000)
        if kind == 3:
            return self._with_other_values(body)
        if kind == 4:
            line = {"command": random.choice(("ReceiveClaim", "RaiseDispute", "x")), "body": json.loads(body)}
            return json.dumps(line | {"aggregate_id": random.choice(IDS), "idempotency_key": "k"}).encode() + b"\n"
        return body.encode()

    def _with_other_values(self, body: str) -> bytes:
        content = json.loads(body)
        for name in list(content):
            if self.random.random() < 0.3:
                content[name] = self.random.choice((None, 0, -1, 2**70, 1.5, True, [], {}, self._value(ids=0.3)))
        return json.dumps(content).encode(errors="replace")

    def _mangled(self, text: str) -> str:
        at = self.random.randrange(len(text) + 1)
        return (
            text[:at]
            + self.random.choice(("", "x", "\x00", "=", "ö", "A" * 40))
            + text[at + self.random.randrange(3) :]
        )
