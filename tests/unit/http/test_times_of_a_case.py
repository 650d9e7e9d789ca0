"""A case as it was and as it was known, and its statement on every kind of paper: from the log, and without servers."""

from __future__ import annotations

from dataclasses import fields

import pytest

from projections.balances.answers import CaseBalance
from tests.unit.http.conftest import Asking
from tests.unit.http.test_commands import CASE

NOW, BEFORE, LATER = "2026-03-02T08:00:00Z", "2026-03-01T08:00:00Z", "2026-03-03T08:00:00Z"
NEXT_YEAR_OFF = "2026-03-02T08:00:00"


@pytest.fixture
def nothing_read(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """The read models have nothing of the case yet."""
    monkeypatch.setattr(asking.questions, "values", iter([None] * 10))
    return asking


def test_a_case_of_another_time_has_the_fields_that_it_has_now(asking: Asking) -> None:
    found = asking.client.get(f"/v1/cases/{CASE}?as_of={NOW}").json()
    assert {one.name for one in fields(CaseBalance)} | {"outstanding_minor", "version"} <= found.keys()
    assert (found["outstanding_minor"], found["claimed_minor"], found["currency"]) == (125_500, 125_500, "SEK")
    assert (found["status"], found["as_of"]) == ("open", NOW)


def test_what_had_not_happened_or_was_not_known_is_not_there(asking: Asking) -> None:
    for path in ("", "/history", "/statement", "/explain"):
        for time in ("as_of", "known_at"):
            assert asking.client.get(f"/v1/cases/{CASE}{path}?{time}={BEFORE}").status_code == 404, path
            assert asking.client.get(f"/v1/cases/{CASE}{path}?{time}={LATER}").status_code == 422, "it has not come"
            assert asking.client.get(f"/v1/cases/{CASE}{path}?{time}={NEXT_YEAR_OFF}").status_code == 422


def test_what_could_be_done_is_told_as_of_a_time(asking: Asking) -> None:
    answer = asking.client.get(f"/v1/cases/{CASE}/explain?command=RaiseDispute&as_of={NOW}").json()
    assert answer["at"] == NOW
    assert {one["command"] for one in answer["rows"]} == {"RaiseDispute"}


def test_a_statement_adds_up_and_names_nobody(nothing_read: Asking) -> None:
    found = nothing_read.client.get(f"/v1/cases/{CASE}/statement").json()
    assert (found["owed_minor"], found["adds_up"], found["differences"]) == (125_500, True, [])
    assert sum(line["change_minor"] for line in found["lines"]) == found["owed_minor"]
    assert "Öberg" not in str(found)


def test_a_statement_comes_as_text_and_as_pdf_too(nothing_read: Asking) -> None:
    path = f"/v1/cases/{CASE}/statement"
    text = nothing_read.client.get(path, headers={"Accept": "text/plain"})
    assert (text.status_code, text.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "1,255.00 SEK" in text.text
    pdf = nothing_read.client.get(path, headers={"Accept": "application/pdf"})
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert nothing_read.client.get(path, headers={"Accept": "text/csv"}).status_code == 406


def test_who_does_not_see_a_case_sees_no_time_of_it(nothing_read: Asking) -> None:
    for path in ("", "/history", "/statement", "/explain"):
        assert nothing_read.held.get(f"/v1/cases/{CASE}{path}?as_of={NOW}").status_code == 404
