"""A letter as it was sent, on a case and on My page: to whoever may see it, with the figures of its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from infra.http.access.roles import Role
from infra.http.answers.events import fields_of
from infra.http.services import Services
from tests.unit.console.conftest import CASE, text_of
from tests.unit.domain.random_courts import VALIDATE
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory
from tests.unit.http.reads import ReadsInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql
from tests.unit.http.test_commands import CLAIM_BODY

LETTER = f"/v1/cases/{CASE}/letters/1"
OTHER = UUID(int=8)
NAME = "Åsa Öberg"


@pytest.fixture
def services(services_of_http: Services, ledger: LedgerInMemory) -> Services:
    return replace(services_of_http, questions=RowsInMemory(ledger))


@pytest.fixture
def office(client: Client) -> Iterator[Client]:
    """A payment demand went out to PERSON; half of it has been credited since."""
    with without_types_of_postgresql():
        made = client()
        demand = {"channel": "letter", "person_id": str(PERSON), "object_to": "Norr Inkasso, Box 12, Östersund"}
        credit = {"amount_minor": 50_000, "currency": "SEK", "reason": "returned"}
        for name, body in (
            ("receive-claim", CLAIM_BODY | {"pay_by": None}),
            (f"{CASE}/validate-claim", fields_of(VALIDATE, in_the_clear=True)),
            (f"{CASE}/send-payment-demand", demand),
            (f"{CASE}/credit-principal", credit),
        ):
            key = {"Idempotency-Key": name, "Prefer": "wait=5"}
            answer = made.post(f"/v1/cases/{name}", json=body, headers=key)
            assert answer.status_code == 200, answer.text
        yield client


def test_a_letter_has_the_figures_of_its_moment_as_json_text_and_pdf(office: Client) -> None:
    asking = office(Role.CASE_WORKER)
    found = asking.get(LETTER).json()
    assert (found["kind"], found["total_minor"]) == ("payment_demand", 125_500)
    assert NAME in found["parts"][0]["text"]
    assert {"kind": "heading", "level": 1, "text": "Payment demand"} in found["parts"]
    text = asking.get(LETTER, headers={"Accept": "text/plain"}).text
    assert NAME in text
    assert "1,255.00 SEK" in text, "and not what is left of it now"
    assert "Inkassokrav" in asking.get(LETTER, params={"language": "sv"}).json()["text"]
    assert asking.get(LETTER, headers={"Accept": "application/pdf"}).content.startswith(b"%PDF")
    [row] = asking.get(f"/v1/cases/{CASE}/letters").json()["rows"]
    assert (row["notice"], row["person_id"]) == (1, str(PERSON))


@pytest.mark.parametrize(
    ("path", "status"), [("letters/2", 404), ("letters/0", 422), ("letters/1?language=de", 422), ("letters/x", 422)]
)
def test_a_letter_that_is_none_is_said_to_be_none(office: Client, path: str, status: int) -> None:
    assert office(Role.CASE_WORKER).get(f"/v1/cases/{CASE}/{path}").status_code == status


def test_who_may_not_see_personal_texts_sees_the_letter_without_them_unless_they_say_what_for(office: Client) -> None:
    for asking in (office(Role.AUDITOR), office(Role.CREDITOR, creditor_id="norrkraft")):
        masked = text_of(asking.get(LETTER))
        assert NAME not in masked
        assert "Electricity" not in masked
        assert "(withheld)" in masked
        assert "1,255.00 SEK" in masked
    audited = office(Role.AUDITOR).get(f"/console/cases/{CASE}/letters/1?because=audit")
    assert NAME in text_of(audited)
    assert office(Role.CREDITOR, creditor_id="sydkraft").get(LETTER).status_code == 404


def test_a_debtor_sees_their_own_letters_and_nobody_elses(office: Client) -> None:
    own, other = office(Role.DEBTOR, person_id=PERSON), office(Role.DEBTOR, person_id=OTHER)
    assert NAME in text_of(own.get(LETTER))
    assert other.get(LETTER).status_code == 404
    body = {"person_id": str(OTHER), "role": "co_debtor", "debtor_name": "Bo Ek"}
    key = {"Idempotency-Key": "add", "Prefer": "wait=5"}
    added = office().post(f"/v1/cases/{CASE}/add-debtor", json=body, headers=key)
    assert added.status_code == 200, added.text
    assert other.get(f"/v1/cases/{CASE}").status_code == 200
    assert other.get(f"/v1/cases/{CASE}/letters").json()["rows"] == []
    assert other.get(LETTER).status_code == 404, "a letter to another debtor of the same case"


def test_that_a_letter_was_read_is_on_record_before_it_leaves(office: Client, services: Services) -> None:
    reads = services.reads
    assert isinstance(reads, ReadsInMemory)
    office(Role.DEBTOR, person_id=PERSON).get(LETTER)
    office(Role.AUDITOR).get(LETTER)
    own, masked = reads.before[-2:]
    assert (own.question, own.in_the_clear, own.cases) == ("case-letter", True, (CASE,))
    assert PERSON in own.persons
    assert not masked.in_the_clear
    reads.takes = False
    assert office(Role.CASE_WORKER).get(LETTER).status_code == 503


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_pages_of_a_case_and_of_my_page_lead_to_the_letter(office: Client, language: str) -> None:
    agent, customer = office(Role.CASE_WORKER), office(Role.DEBTOR, person_id=PERSON)
    for asking, case in ((agent, f"/console/cases/{CASE}"), (customer, f"/my/debts/{CASE}")):
        asking.headers["Accept-Language"] = language
        assert f'href="{case}/letters/1"' in text_of(asking.get(case))
        page = text_of(asking.get(f"{case}/letters/1"))
        assert NAME in page
        assert "1,255.00 SEK" in page
        assert f'href="{case}/letters/1.pdf"' in page
        paper = asking.get(f"{case}/letters/1.pdf")
        assert (paper.headers["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
