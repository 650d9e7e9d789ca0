"""The page of disclosures, and who has read a customer's file."""

from __future__ import annotations

from html import unescape

from infra.http.access.roles import Role
from tests.unit.console.conftest import HOSTILE, KnownAnswers, a_disclosure
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client


def test_compliance_sees_who_was_shown_what_and_what_for(client: Client, answers: KnownAnswers) -> None:
    asking = client(Role.COMPLIANCE)
    page = asking.get("/console/disclosures?purpose=audit&read_from=2026-03-01T00:00&in_the_clear=true")
    assert page.status_code == 200, page.text
    assert HOSTILE not in page.text
    told = unescape(page.text)
    for words in (HOSTILE, "auditor", "an audit", "who somebody is, with names and addresses", "and 3 more"):
        assert words in told, words
    assert f"/console/persons/{PERSON}" in told


def test_all_of_it_is_taken_away_as_csv(client: Client, answers: KnownAnswers) -> None:
    lines = client(Role.COMPLIANCE).get("/console/disclosures/disclosures.csv").text.splitlines()
    assert lines[0].startswith("partition,position,read_at,reader_kind,reader_id,role,")
    assert len(lines) == 2


def test_a_case_worker_has_no_such_page(client: Client) -> None:
    asking = client(Role.CASE_WORKER)
    assert asking.get("/console/disclosures").status_code == 403
    assert "/console/disclosures" not in asking.get("/console/today").text


def test_a_purpose_that_there_is_not_is_said_on_the_page(client: Client) -> None:
    assert client(Role.COMPLIANCE).get("/console/disclosures?purpose=curiosity").status_code == 422


def test_a_customer_sees_in_which_role_when_and_what_for_and_no_name(client: Client, answers: KnownAnswers) -> None:
    answers.of["person_disclosures"] = [a_disclosure(), a_disclosure(purpose=None, position=2, role="case_worker")]
    page = client(Role.DEBTOR, person_id=PERSON).get("/my/readers", headers={"Accept-Language": "sv"})
    assert page.status_code == 200, page.text
    for words in ("Revisor", "en revision", "Handläggare", "inte angivet", "2 mars 2026"):
        assert words.lower() in page.text.replace("\u00a0", " ").lower(), words
    assert "script" not in page.text.split("<main")[1], "nobody's id under which they act"


def test_a_page_of_the_file_leads_to_the_next(client: Client, answers: KnownAnswers) -> None:
    answers.of["person_disclosures"] = [a_disclosure(position=number) for number in range(60, 0, -1)]
    page = client(Role.DEBTOR, person_id=PERSON).get("/my/readers")
    assert page.text.count("<tr>") == 51
    assert "cursor=" in page.text
