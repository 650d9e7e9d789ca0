"""Whatever is asked: no fault, only answers that are described, and nothing of another person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import schemathesis
from starlette.testclient import TestClient

from infra.http.access.callers import RowFilter
from infra.http.questions.reading import Reading
from tests.fuzz.http.described import ask_every_route
from tests.fuzz.http.harness import MustNotBe, pages_answered, requests_answered
from tests.fuzz.http.two_debtors import two_debtors

REQUESTS, SEED = 500, 7
EXAMPLES_OF_A_ROUTE = 2


def test_made_up_requests_break_nothing_and_tell_of_nobody_else() -> None:
    statuses = requests_answered(REQUESTS, SEED)
    assert statuses.total() == REQUESTS
    assert {200, 401, 403, 404, 422} <= statuses.keys(), "they come far enough to be answered in each way"


def test_made_up_requests_to_pages_break_nothing_and_tell_of_nobody_else() -> None:
    statuses = pages_answered(REQUESTS, SEED)
    assert statuses.total() == REQUESTS
    assert {200, 303, 401, 403, 404, 422} <= statuses.keys(), "they come far enough to be answered in each way"


@pytest.mark.parametrize("answered", [requests_answered, pages_answered])
def test_a_question_that_forgot_whose_rows_it_may_show_would_be_noticed(
    answered: Callable[[int, int], Counter[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "rows", lambda *_, **__: RowFilter())
    with pytest.raises(MustNotBe, match="it tells"):
        answered(20 * REQUESTS, SEED)


def test_every_route_answers_as_it_is_described(tmp_path: Path) -> None:
    with two_debtors(tmp_path) as behind:
        shown = {"Authorization": f"Bearer {behind.administrator}"}
        described = schemathesis.openapi.from_asgi("/openapi.json", behind.app, headers=shown)
        asked = ask_every_route(described, shown, EXAMPLES_OF_A_ROUTE)
        there = {f"{method.upper()} {path}" for path, item in behind.app.openapi()["paths"].items() for method in item}
    assert there - asked.keys() == {"GET /openapi.json"}, "which was read to ask the others"


def test_whatever_form_is_asked_for_the_answer_is_one_that_is_described(tmp_path: Path) -> None:
    with two_debtors(tmp_path) as behind:
        client = TestClient(behind.app, headers={"Authorization": f"Bearer {behind.administrator}"})
        lists = 0
        for path, item in behind.app.openapi()["paths"].items():
            if not path.startswith("/v1/") or "get" not in item or "{" in path:
                continue
            described = item["get"]["responses"]["200"].get("content", {})
            for form in ("text/csv", "application/x-ndjson", "application/json"):
                answer = client.get(path, headers={"Accept": form})
                assert answer.headers["Content-Type"].partition(";")[0] in described, f"{path}: {form}"
                lists += answer.headers["Content-Type"].startswith("text/csv")
    assert lists > 10
