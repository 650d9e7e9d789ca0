"""A filter with a typo is an error that names the nearest: it finds nothing, and nobody takes that for a finding."""

from __future__ import annotations

from collections.abc import Iterator

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
        ("/v1/approvals?kind=refnd", "refund"),
        ("/v1/law?jurisdiction=SEE", "SE"),
        ("/v1/law?rule=reminder_fe", "reminder_fee"),
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


FREE = {"account", "actor_id", "creditor_id", "decided_by", "owner", "portfolio", "reader_id", "reference", "team"}
"""Names of which nobody keeps a list: people's ids, accounts, portfolios, references."""


def text_filters(client: Client) -> Iterator[tuple[str, str]]:
    """Path and name of each parameter of a list that takes any text."""
    for path, item in client().get("/openapi.json").json()["paths"].items():
        for one in item.get("get", {}).get("parameters", ()):
            kinds = [kind.get("items", kind) for kind in one["schema"].get("anyOf", [one["schema"]])]
            any_text = any(kind.get("type") == "string" and not {"format", "enum"} & kind.keys() for kind in kinds)
            if one["in"] == "query" and "{" not in path and any_text:
                yield path, one["name"]


def test_each_filter_is_of_a_closed_set_or_known_to_be_free(client: Client) -> None:
    found = {
        name for path, name in text_filters(client) if client().get(path, params={name: "zz-zz"}).status_code != 422
    }
    assert found == FREE, "a filter that is new is checked with known_word, or named in FREE"


def test_no_list_gives_more_rows_than_the_limit_allows(client: Client) -> None:
    for path, item in client().get("/openapi.json").json()["paths"].items():
        for one in item.get("get", {}).get("parameters", ()):
            if one["name"] == "limit":
                assert one["schema"]["maximum"] <= 1_000, path
