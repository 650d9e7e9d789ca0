"""Requests to pages that are made up: any page of the console and of My page, its forms, and what nobody would type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from infra.console.forms.fields import fields_of_command
from infra.console.my.acting import ACTS
from infra.console.router import console_routes
from infra.console.routing import commands_by_name
from tests.fuzz.http.requests import IDS, NAMES, TEXTS, Request

FIELDS = (
    "after", "because", "back", "currency", "agreement", "a_month", "case", "key", "done", "said", "heads", "name",
)  # fmt: skip
OF_EVERY_FORM = ("_step", "_key", "_version", "_back", "key")
STEPS = ("try", "do", "more", "forget")
ROWS = ("0", "1", "7", "999", "99999999", "9" * 5_000, "x", "-1", "", "²")
TYPED = (
    *TEXTS, *NAMES, *IDS, "€", "9" * 5_000, "²", "١٢", "1,234.50", "1_000", "NaN", "-0", "phone", "customer",
    "accept-plan", "accept-settlement 99999999999999999999", '{"partitions": [{"partition": 1e999}]}', "[]", "{}",
    "[" * 9_000, "2026-03-02T09:00", "2026-02-30", "10000-01-01T00:00", "//elsewhere.example", "/\\elsewhere.example",
)  # fmt: skip
COOKIES = ("saved-searches=5b31", f"saved-searches={'5b' * 3_000}", "saved-searches=x", "language=xx")
HEADERS = (
    *(("Cookie", one) for one in COOKIES),
    ("Accept-Language", "sv"),
    ("Accept-Language", "sv;q=x,*;q=9"),
    ("Content-Type", "multipart/form-data; boundary=x"),
)
NUMBERS = ("0", "1", "-1", "9" * 30, "x")
_PART = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass
class MadeUpPages:
    """Makes requests to the pages of ``routes``: method, path, and the parameters that the page reads."""

    routes: Sequence[tuple[str, str, Sequence[str]]]
    random: Random

    @classmethod
    def of(cls, random: Random) -> MadeUpPages:
        """For every page that there is."""
        return cls([one for route in console_routes().routes for one in _methods(route)], random)

    def request(self, key: str | None) -> Request:
        """The next one; ``key`` is shown."""
        random = self.random
        method, route, parameters = random.choice(self.routes)
        path = _PART.sub(lambda part: quote(self._part(part[1]), safe="") or "x", route)
        asked = [one for one in parameters if random.random() < 0.3] + random.choices(FIELDS, k=random.randrange(3))
        headers = [("Authorization", f"Bearer {key}")] if key else []
        headers += [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")]
        headers += [random.choice(HEADERS)] if random.random() < 0.1 else []
        body = self._said(self._fields_of(path)).encode() if method == "POST" else b""
        return Request(method, path, route, self._said(asked), headers, body)

    def _part(self, name: str) -> str:
        if self.random.random() < 0.1:
            return self.random.choice(TYPED)
        of_name = {"command": [*commands_by_name()], "act": [*ACTS, "answer"]}
        numbers = dict.fromkeys(("partition", "position", "number"), NUMBERS)
        return self.random.choice((of_name | numbers).get(name, IDS))

    def _fields_of(self, path: str) -> list[str]:
        random = self.random
        command = next((part for part in path.split("/") if part in commands_by_name()), None)
        act = next((part for part in path.split("/") if part in ACTS), None)
        own = [*_names(command, random)] if command else [one.name for one in ACTS[act].fields] if act else [*FIELDS]
        return [one for one in own if random.random() < 0.7] + random.choices(OF_EVERY_FORM, k=3)

    def _said(self, names: Sequence[str]) -> str:
        return "&".join(f"{quote(name)}={quote(self._typed(name), errors='replace')}" for name in names)

    def _typed(self, name: str) -> str:
        return self.random.choice(STEPS if name == "_step" else TYPED)


def _methods(route: Any) -> Iterator[tuple[str, str, Sequence[str]]]:
    parameters = [one.alias for one in route.dependant.query_params]
    yield from ((method, route.path, parameters) for method in route.methods if method in ("GET", "POST"))


def _names(command: str, random: Random) -> Iterator[str]:
    for field in fields_of_command(commands_by_name()[command].cls):
        yield field.name
        yield from (f"{field.name}.{random.choice(ROWS)}.{part.own_name}" for part in field.parts)
