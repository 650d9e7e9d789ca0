"""To which trace a message belongs: the header ``traceparent`` of the W3C's Trace Context, carried on as it is.

A command has it from its sender, its events and its answer from the command, and a policy's command from the event that
it follows from. So a trace reads from a request to the last thing that came of it, with or without OpenTelemetry here.
It is an id and says nothing of anybody. What is not in its form is left out, as the specification asks, and refuses no
command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

TRACEPARENT = "traceparent"
_FORM = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str] = ContextVar("traceparent", default="")


def valid_traceparent(text: str) -> str:
    """The text, when it is in the form of version 00; else nothing."""
    return text if _FORM.fullmatch(text) else ""


def traceparent_of(content: bytes | None) -> str:
    """What a record's header says, or nothing."""
    return valid_traceparent(content.decode("ascii", "replace")) if content else ""


def traceparent_in(headers: Mapping[str, bytes | None]) -> str:
    """The same of all of a record's headers."""
    return traceparent_of(headers.get(TRACEPARENT))


def trace_id_of(traceparent: str) -> str:
    """The 32 digits by which the trace is known; nothing of nothing."""
    found = _FORM.fullmatch(traceparent)
    return found[1] if found else ""


def current_traceparent() -> str:
    """Of what is being done on this thread or task: what is sent meanwhile belongs to it."""
    return _current.get()


@contextmanager
def within(traceparent: str) -> Iterator[None]:
    """What is sent meanwhile belongs to this trace."""
    token = _current.set(traceparent)
    try:
        yield
    finally:
        _current.reset(token)
