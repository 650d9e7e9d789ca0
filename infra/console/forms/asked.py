"""What a form was sent with, beside the fields of its command."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from fastapi import Request

from infra.console.forms.reading import Values
from infra.http.problems import HttpProblem
from infra.http.requests import BODY_BYTES_MAX, body_bytes

FIELDS_MAX = 4_000
TRY, DO, MORE = "try", "do", "more"
"""What its buttons ask for: what would happen, that it happens, and more rows to fill in."""


@dataclass(frozen=True, slots=True)
class AskedForm:
    """``key`` makes a command happen once, however often the form is sent; ``back`` is the page to go back to."""

    values: Values
    step: str = ""
    key: str = ""
    back: str = ""
    version: str = ""
    currency: str = ""

    def first(self, name: str) -> str:
        """What a field says; empty for nothing."""
        return next(iter(self.values.get(name, ())), "")


async def asked_form(request: Request) -> AskedForm:
    """The form that was sent. Raises HttpProblem for what is none, or is too large."""
    content = await body_bytes(request, BODY_BYTES_MAX)
    try:
        found = parse_qs(content.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (ValueError, UnicodeDecodeError):
        raise HttpProblem("body_invalid", "This is no form of ours.") from None
    own = {name: _one(found.pop(f"_{name}", [])) for name in ("step", "key", "back", "version", "currency")}
    return AskedForm(found, **own)


def kept_json(text: str) -> Any:
    """What a page gave to a browser to keep, as it comes back. Raises ValueError for what is no JSON."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested deeper than anything of ours") from None


def new_key() -> str:
    """For a form that is shown for the first time, or whose command was refused."""
    return f"console-{uuid4()}"


_INSIDE = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f\\]*")


def inside(back: str, otherwise: str) -> str:
    """A page of ours to go to: nobody is sent elsewhere. Browsers leave tabs and ends of lines out of addresses, and
    take ``/`` followed by one and ``/elsewhere.example`` for another server's."""
    return back if _INSIDE.fullmatch(back) else otherwise


def _one(values: Sequence[str]) -> str:
    return next(iter(values), "")
