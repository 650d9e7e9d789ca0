"""Whatever is asked: no fault, only answers that are described, and nothing of another person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from infra.http.access.callers import RowFilter
from infra.http.questions.reading import Reading
from tests.fuzz.http.harness import MustNotBe, requests_answered
from tests.fuzz.http.two_debtors import two_debtors

REQUESTS, SEED = 600, 7
EXAMPLES_OF_A_ROUTE = 2
WANTED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
)  # fmt: skip


def test_made_up_requests_break_nothing_and_tell_of_nobody_else() -> None:
    statuses = requests_answered(REQUESTS, SEED)
    assert statuses.total() == REQUESTS
    assert {200, 401, 403, 404, 422} <= statuses.keys(), "they come far enough to be answered in each way"


def test_a_question_that_forgot_whose_rows_it_may_show_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reading, "rows", lambda *_, **__: RowFilter())
    with pytest.raises(MustNotBe, match="it tells"):
        requests_answered(20 * REQUESTS, SEED)


def test_every_route_answers_as_it_is_described(tmp_path: Path) -> None:
    load_all_checks()
    checks = [one for one in CHECKS.get_all() if getattr(one, "__name__", "") in WANTED]
    assert len(checks) == len(WANTED)
    asked = Counter[str]()
    with two_debtors(tmp_path) as behind:
        shown = {"Authorization": f"Bearer {behind.administrator}"}
        described = schemathesis.openapi.from_asgi("/openapi.json", behind.app, headers=shown)

        def ask_all(operation: Any) -> None:
            @settings(
                max_examples=EXAMPLES_OF_A_ROUTE, deadline=None, database=None, derandomize=True,
                suppress_health_check=list(HealthCheck), phases=[Phase.generate],
            )  # fmt: skip
            @given(case=operation.as_strategy())
            def ask(case: Any) -> None:
                case.call_and_validate(headers=shown, checks=checks)
                asked[operation.label] += 1

            ask()

        operations = [result.ok() for result in described.get_all_operations()]
        for operation in operations:
            ask_all(operation)
    assert asked.keys() == {one.label for one in operations}, "every route was asked"
