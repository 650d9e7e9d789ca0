"""A filter with a typo is an error that names the nearest: it finds nothing, and nobody takes that for a finding."""

from __future__ import annotations

import pytest

from infra.http.problems import HttpProblem
from infra.http.questions.known_words import known_word
from tests.unit.http.conftest import Client


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/trail?type=ActionBlock", "Did you mean ActionBlocked"),
        ("/v1/trail?actor_kind=usr", "Did you mean user"),
        ("/v1/sla?clock=first_contct", "first_contact"),
        ("/v1/sla/breached?clock=first_contct", "first_contact"),
        ("/v1/kpis?name=resolution_rat", "resolution_rate"),
        ("/v1/events?type=DisputeRaisd", "DisputeRaised"),
    ],
)
def test_a_typo_is_an_error_that_names_the_nearest(client: Client, path: str, meant: str) -> None:
    answer = client().get(path)
    assert answer.status_code == 422
    assert meant in answer.json()["detail"]
    assert path.rpartition("=")[2] not in answer.json()["detail"].split(), "what was asked is not repeated"


def test_the_word_that_was_meant_is_found_whatever_its_case_and_blanks() -> None:
    assert known_word("type", " disputeraised ", ("DisputeRaised",)) == "DisputeRaised"
    assert known_word("type", None, ("DisputeRaised",)) is None
    with pytest.raises(HttpProblem, match=r"There are a, b\."):
        known_word("type", "zzzzzz", ("b", "a"))
