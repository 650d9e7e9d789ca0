"""Every route asked by its own description: whether it answers as it says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

WANTED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
)  # fmt: skip


@schemathesis.serializer("application/x-ndjson")
def lines_of_json(_: Any, value: Any) -> bytes:
    """As `POST /v1/bulk` takes them."""
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="replace")


def ask_every_route(described: Any, headers: Mapping[str, str], examples: int) -> Counter[str]:
    """How often each route was asked that is ``described``. Raises what says how an answer differs."""
    load_all_checks()
    checks = [one for one in CHECKS.get_all() if getattr(one, "__name__", "") in WANTED]
    assert len(checks) == len(WANTED)
    asked = Counter[str]()
    for found in described.get_all_operations():
        _ask(found.ok(), headers, checks, examples, asked)
    return asked


def _ask(operation: Any, headers: Mapping[str, str], checks: list[Any], examples: int, asked: Counter[str]) -> None:
    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=dict(headers), checks=checks)
        asked[operation.label] += 1

    ask()
