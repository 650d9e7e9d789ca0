"""What must hold for any request whatever: no fault, only answers that are described, nothing of another person."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from fastapi import FastAPI

from tests.fuzz.http.pages import MadeUpPages
from tests.fuzz.http.requests import MadeUp, Request
from tests.fuzz.http.two_debtors import SECRETS, TwoDebtors, two_debtors

OF_ANY_ROUTE = {"404", "405", "422"}
"""Of a path or method that is none of ours."""
TELL_EVERY = 10_000
KEYLESS_EVERY, ADMINISTRATOR_EVERY = 20, 4


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: str
    body: str


class MustNotBe(AssertionError):
    """An answer that no request may have."""


def requests_answered(number: int, seed: int) -> Counter[int]:
    """How often each status was answered by the API. Raises MustNotBe with the request."""
    random = Random(seed)
    with _behind() as behind:
        description = behind.app.openapi()
        made = MadeUp.of(description, random)

        def look(request: Request, answer: Answer, sees_all: bool) -> None:
            check(request, answer, description, sees_all=sees_all)
            _keep_cursor(made, answer)

        return asyncio.run(_asked(behind, made, look, number, random))


def pages_answered(number: int, seed: int) -> Counter[int]:
    """The same of pages."""
    random = Random(seed)
    with _behind() as behind:
        return asyncio.run(_asked(behind, MadeUpPages.of(random), check_page, number, random))


@contextmanager
def _behind() -> Iterator[TwoDebtors]:
    with TemporaryDirectory(prefix="fuzz-http-") as folder, two_debtors(Path(folder)) as behind:
        yield behind


async def _asked(
    behind: TwoDebtors,
    made: MadeUp | MadeUpPages,
    look: Callable[[Request, Answer, bool], None],
    number: int,
    random: Random,
) -> Counter[int]:
    statuses, keys = Counter[int](), list(behind.held.values())
    for count in range(number):
        if count and count % TELL_EVERY == 0:
            print(f"{count:>9,}  requests so far", file=sys.stderr)
        sees_all = count % ADMINISTRATOR_EVERY == 0
        key = None if count % KEYLESS_EVERY == 1 else behind.administrator if sees_all else random.choice(keys)
        request = made.request(key)
        answer = await _answered(behind.app, request)
        look(request, answer, sees_all)
        statuses[answer.status] += 1
    return statuses


def check(request: Request, answer: Answer, description: Mapping[str, Any], *, sees_all: bool) -> None:
    """Raises MustNotBe."""
    of_route = description["paths"][request.route].get(request.method.lower())
    described = OF_ANY_ROUTE | set(of_route["responses"] if of_route else ())
    said = answer.headers + answer.body
    if answer.status >= 500:
        raise MustNotBe(f"{answer.status} to {request}: {answer.body}")
    if of_route and str(answer.status) not in described:
        raise MustNotBe(f"{answer.status}, which is not described, to {request}: {answer.body}")
    if answer.status >= 400 and "application/problem+json" not in answer.headers:
        raise MustNotBe(f"no problem, to {request}: {answer}")
    if not sees_all and (told := [secret for secret in SECRETS if secret in said]):
        raise MustNotBe(f"it tells {told}, to {request}: {answer}")


def check_page(request: Request, answer: Answer, sees_all: bool) -> None:
    """The same of a page, which shows again what was typed, and is a page whatever goes wrong. Raises MustNotBe."""
    said = answer.headers + answer.body
    sent = unquote_plus(f"{request.path} {request.query} {request.body.decode()}")
    if answer.status >= 500:
        raise MustNotBe(f"{answer.status} to {request}: {answer.body}")
    if answer.status >= 400 and request.path.startswith(("/console", "/my")) and "text/html" not in answer.headers:
        raise MustNotBe(f"no page, to {request}: {answer}")
    if re.search(r"^location: (?!/(?![/\\\\]))", answer.headers, re.MULTILINE):
        raise MustNotBe(f"it leads elsewhere, to {request}: {answer.headers}")
    if not sees_all and (told := [secret for secret in SECRETS if secret in said and secret not in sent]):
        raise MustNotBe(f"it tells {told}, to {request}: {answer}")


async def _answered(app: FastAPI, request: Request) -> Answer:
    status, headers, body = 0, "", b""
    sent = False

    async def receive() -> Mapping[str, Any]:
        nonlocal sent
        if sent:
            await asyncio.sleep(60)
        sent = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, headers, body
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = "\n".join(f"{name.decode()}: {value.decode('latin-1')}" for name, value in message["headers"])
        else:
            body += message.get("body", b"")

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
        "path": unquote(request.path), "raw_path": request.path.encode(), "query_string": request.query.encode(),
        "headers": [(name.lower().encode(), value.encode("utf-8", "replace")) for name, value in request.headers],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), 30)
    return Answer(status, headers, body.decode("utf-8", "replace"))


def _keep_cursor(made: MadeUp, answer: Answer) -> None:
    if answer.status == 200 and '"next"' in answer.body and answer.body.startswith("{"):
        following = json.loads(answer.body).get("next")
        if following and len(made.cursors) < 200:
            made.cursors.append(following)
