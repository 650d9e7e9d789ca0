"""Every answer about people is put on record, by the one place around the router, before or behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.case.claim.receiving import ClaimReceived
from domain.kernel.recorded import RecordedEvent
from domain.person.unsealing.requesting import PersonalDataUnsealed
from infra.console.texts import LANGUAGES, catalogue
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import GRANTS, Role
from infra.http.application import application
from infra.http.problems import HttpProblem
from infra.http.reads.holding import HOLDS, MayHold, holds
from infra.http.services import Services
from infra.reads.purposes import ReadingPurpose
from infra.reads.read import Door
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.conftest import Asking, Client
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.reads import ReadsInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql

NAME = str(CLAIM.debtor_name)


def reads_of(services: Services) -> ReadsInMemory:
    assert isinstance(services.reads, ReadsInMemory)
    return services.reads


@pytest.fixture
def office(services: Services, ledger: LedgerInMemory, keys: ApiKeys, asking: Asking) -> Iterator[Services]:
    """Read models and a log with one case in them."""
    ledger.events += [_opened(one) for one in asking.ledger.events]
    services.streams.ending.set()  # else the one of events would have no end
    with without_types_of_postgresql():
        yield replace(services, questions=RowsInMemory(ledger))


def _opened(recorded: RecordedEvent) -> RecordedEvent:
    """With the name as it is before it is sealed."""
    if not isinstance(recorded.event, ClaimReceived):
        return recorded
    return recorded._replace(event=replace(recorded.event, debtor_name=NAME))


def client_of(office: Services, role: Role, **held: Any) -> TestClient:
    key = office.keys.create(NewKey(actor_id=f"{role}-1", role=role, **held), NOW)
    return TestClient(application(office), headers={"Authorization": f"Bearer {key}"})


def case_of(office: Services) -> UUID:
    log: Any = office.events
    return next(one.aggregate_id for one in log.events if one.aggregate_kind == "case")


def questions(services: Services) -> dict[str, str]:
    """The paths of every question by its operation's id."""
    paths = application(services).openapi()["paths"]
    return {item["get"]["operationId"]: path for path, item in paths.items() if "get" in item and path[:4] == "/v1/"}


def test_of_every_question_it_is_said_what_its_answer_may_hold(services: Services) -> None:
    assert set(questions(services)) == set(HOLDS)
    assert holds("a-question-of-tomorrow") is MayHold.PERSONAL, (
        "whatever nobody has thought about is taken for the worst"
    )


def ids_in(text: str) -> set[UUID]:
    return {UUID(one) for one in re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", text)}


def test_what_every_question_answers_is_on_record_with_the_case_and_the_person_that_it_names(office: Services) -> None:
    case, reads, asking = case_of(office), reads_of(office), client_of(office, Role.ADMINISTRATOR)
    answered = set()
    for question, path in questions(office).items():
        reads.before.clear()
        reads.behind.clear()
        path = path.replace("{partition}/{position}", "0/2").replace("{person_id}", str(PERSON))
        answer = asking.get(re.sub("{.*?}", str(case), path))
        if answer.status_code != 200:
            assert not reads.before + reads.behind, question
            continue
        answered.add(question)
        expected = {MayHold.PERSONAL: (1, 0), MayHold.IDS: (0, 1), MayHold.STREAM: (0, 1), MayHold.NOTHING: (0, 0)}
        assert (len(reads.before), len(reads.behind)) == expected[holds(question)], question
        for read in reads.before + reads.behind:
            named = {case, PERSON} & ids_in(answer.text)
            assert named <= {*read.cases, *read.persons}, question
            assert (read.question, read.role, read.reader.id) == (question, "administrator", "administrator-1")
            assert (read.at, read.door) == (NOW, Door.API)
        if HOLDS[question] is MayHold.NOTHING:
            assert not {case, PERSON} & ids_in(answer.text), f"{question} is about somebody and not on record"
    assert answered >= {"person", "case", "cases", "case-history", "case-state", "case-statement", "events", "event"}


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "application/x-ndjson"])
def test_a_list_names_its_cases_in_whatever_form_it_leaves(office: Services, accept: str) -> None:
    client_of(office, Role.CASE_WORKER).get("/v1/cases", headers={"Accept": accept}).raise_for_status()
    (read,) = reads_of(office).behind
    assert (read.cases, read.rows) == ((case_of(office),), 1)


def test_a_paper_is_on_record_too(office: Services) -> None:
    path = f"/v1/cases/{case_of(office)}/statement"
    client_of(office, Role.AUDITOR).get(path, headers={"Accept": "application/pdf"}).raise_for_status()
    (read,) = reads_of(office).behind
    assert (read.cases, read.rows, read.question) == ((case_of(office),), 1, "case-statement")


def test_what_cannot_be_put_on_record_is_not_shown(office: Services) -> None:
    asking = client_of(office, Role.CASE_WORKER)
    assert NAME in asking.get(f"/v1/persons/{PERSON}").text
    reads_of(office).takes = False
    answer = asking.get(f"/v1/persons/{PERSON}")
    assert answer.status_code == 503
    assert answer.json()["code"] == "read_not_recorded"
    assert answer.headers["Retry-After"]
    assert NAME not in answer.text
    assert str(PERSON) not in answer.text


def test_what_holds_nothing_personal_is_shown_all_the_same(office: Services) -> None:
    reads_of(office).takes = False
    assert client_of(office, Role.CASE_WORKER).get(f"/v1/cases/{case_of(office)}").status_code == 200


def test_who_is_turned_away_has_read_nothing(office: Services) -> None:
    assert client_of(office, Role.CASHIER).get(f"/v1/persons/{PERSON}").status_code == 403
    assert client_of(office, Role.CASE_WORKER).get("/v1/cases/no-id").status_code == 422
    assert reads_of(office).before == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("purpose", [None, *ReadingPurpose])
def test_each_role_sees_personal_fields_for_its_own_purposes(
    office: Services, role: Role, purpose: ReadingPurpose | None
) -> None:
    grant = GRANTS[role]
    if "persons:read" not in grant.scopes or role is Role.DEBTOR:
        return
    said = {} if purpose is None else {"Caseledger-Purpose": purpose.value}
    answer = client_of(office, role).get(f"/v1/persons/{PERSON}", headers=said)
    if purpose is not None and purpose not in grant.purposes:
        assert (answer.status_code, answer.json()["code"]) == (403, "purpose_not_yours")
        return
    seen = "personal:read" in grant.scopes or (purpose is not None and "personal:ask" in grant.scopes)
    assert (answer.json()["known_as"] is not None) == seen
    (read,) = reads_of(office).before
    assert (read.purpose, read.in_the_clear, read.persons[0]) == (purpose, seen, PERSON)


def test_a_purpose_that_there_is_not_is_an_error(client: Client) -> None:
    answer = client().get("/v1/law", headers={"Caseledger-Purpose": "curiosity"})
    assert (answer.status_code, answer.json()["code"]) == (422, "parameter_invalid")
    assert "curiosity" not in answer.text


def test_a_key_that_was_narrowed_asks_for_nothing_more(office: Services) -> None:
    narrow = client_of(office, Role.AUDITOR, scopes=("persons:read",))
    answer = narrow.get(f"/v1/persons/{PERSON}", headers={"Caseledger-Purpose": "audit"})
    assert answer.json()["known_as"] is None


def test_a_page_puts_on_record_what_it_asked_and_that_it_was_a_page(office: Services) -> None:
    asking = client_of(office, Role.CASE_WORKER)
    assert NAME in asking.get(f"/console/persons/{PERSON}").text
    (read,) = reads_of(office).before
    assert (read.question, read.door, read.in_the_clear) == ("person", Door.CONSOLE, True)


def test_a_page_asks_for_the_purpose_that_was_chosen_on_it(office: Services) -> None:
    asking = client_of(office, Role.AUDITOR)
    assert NAME not in asking.get(f"/console/persons/{PERSON}").text
    assert NAME in asking.get(f"/console/persons/{PERSON}?because=audit").text
    assert asking.get(f"/console/persons/{PERSON}?because=case_handling").status_code == 403
    assert [(one.purpose, one.in_the_clear) for one in reads_of(office).before] == [
        (None, False),
        (ReadingPurpose.AUDIT, True),
    ]


def test_a_page_that_cannot_be_put_on_record_says_so(office: Services) -> None:
    reads_of(office).takes = False
    answer = client_of(office, Role.CASE_WORKER).get(f"/console/persons/{PERSON}")
    assert answer.status_code == 503
    assert NAME not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_words_for_every_question_and_purpose_that_stands_on_record(language: str) -> None:
    known = catalogue(language)
    asked = {name for name, may_hold in HOLDS.items() if may_hold is not MayHold.NOTHING}
    assert {f"question.{name}" for name in asked} | {f"purpose_of_reading.{one}" for one in ReadingPurpose} <= set(
        known
    )


def test_my_page_is_a_door_of_its_own(office: Services) -> None:
    client_of(office, Role.DEBTOR, person_id=PERSON).get("/my/debts").raise_for_status()
    (read,) = reads_of(office).behind
    assert (read.door, read.role, read.cases) == (Door.MY_PAGE, "debtor", (case_of(office),))


def test_what_stands_on_record_has_no_personal_text(office: Services) -> None:
    assert NAME in client_of(office, Role.CASE_WORKER).get(f"/v1/persons/{PERSON}").text
    (read,) = reads_of(office).before
    document = json.loads(read.value())
    assert set(document) == {
        "at", "reader", "role", "door", "question", "rows", "cases", "persons", "purpose", "in_the_clear",
    }  # fmt: skip
    assert NAME not in read.value().decode()


def test_the_problem_is_one_that_the_description_names(services: Services) -> None:
    described = application(services).openapi()["paths"]["/v1/persons/{person_id}"]["get"]["responses"]
    assert HttpProblem("read_not_recorded", "").code in described["503"]["description"]


def test_what_two_people_have_agreed_on_opens_a_person_for_one_reader_and_a_while(
    office: Services, ledger: LedgerInMemory
) -> None:
    unsealed = PersonalDataUnsealed(1, "auditor-1", "complaint_of_march", NOW + timedelta(days=1), "unsealing")
    one = ledger.events[0]
    ledger.events.append(
        one._replace(aggregate_id=PERSON, aggregate_kind="person", topic=unsealed.TOPIC, event=unsealed, version=1)
    )
    answer = client_of(office, Role.AUDITOR).get(f"/v1/persons/{PERSON}")
    assert answer.json()["known_as"][0]["name"] == NAME
    assert client_of(office, Role.SERVICE).get(f"/v1/persons/{PERSON}").json()["known_as"] is None, "nobody else"
    assert [one.in_the_clear for one in reads_of(office).before] == [True, False]
    later = replace(office, clock=Later())
    assert client_of(later, Role.AUDITOR).get(f"/v1/persons/{PERSON}").json()["known_as"] is None


class Later:
    """A clock that stands, two days later."""

    def now(self) -> datetime:
        return NOW + timedelta(days=2)
