"""Money that found no case is listed with who paid it and what it may be for, to those who may see that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.suspending import PaymentPutInSuspense, SuspenseReason
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import PaymentReceived, PaymentReference
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import MatchSuggested
from domain.person.unsealing.requesting import PersonalDataUnsealed
from infra.audit.history import state_after
from infra.cases import who_paid
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import Role
from infra.http.application import application
from infra.http.services import Services
from infra.reads.purposes import ReadingPurpose
from tests.unit.console.conftest import KnownAnswers, a_suspended, an_approval
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.reads import ReadsInMemory
from tests.unit.http.test_commands import CASE
from tests.unit.projections.recorded import recorded
from tests.unit.projections.samples import SAMPLES

ROW = a_suspended()
PAYMENT = ROW.payment_id
NAME, ACCOUNT, REFERENCE, MESSAGE = "Anna Svensson", "SE4550000000058398257466", "655 968", "tack för hjälpen"
TEXTS = {"payer": NAME, "payer_account": ACCOUNT, "references": [REFERENCE], "message": MESSAGE}


def _line() -> PaymentReceived:
    sample: Any = SAMPLES["PaymentReceived"]
    line: PaymentReceived = replace(
        sample, amount_minor=50_000, payer_name=NAME, payer_account=ACCOUNT, message=MESSAGE,
        references=(PaymentReference(REFERENCE, 0),),
    )  # fmt: skip
    return line


LINE = _line()
SUGGESTED = MatchSuggested(
    1, (Portion(CASE, 50_000),), MatchBasis.MISTYPED_REFERENCE, 80, LINE.currency, LINE.amount_minor
)
EVENTS: tuple[Event, ...] = (
    LINE,
    PaymentPutInSuspense(SuspenseReason.INVALID_REFERENCE, LINE.currency, LINE.amount_minor),
    SUGGESTED,
)


@pytest.fixture
def office(services: Services, ledger: LedgerInMemory) -> Services:
    """A payment in suspense, with one suggestion."""
    ledger.events += [recorded(event, PAYMENT, NOW, version) for version, event in enumerate(EVENTS, 1)]
    return replace(services, questions=KnownAnswers({"suspense": [ROW]}))


def test_the_page_of_money_shows_it_to_who_says_what_for_and_keeps_that_for_the_next_page(
    office: Services, keys: ApiKeys
) -> None:
    known = {"suspense": [a_suspended(payment_id=UUID(int=41)), ROW], "approvals": [an_approval(kind="match")]}
    known |= {"accounts": []}
    key = keys.create(NewKey(actor_id="cashier-1", role=Role.CASHIER), NOW)
    client = TestClient(
        application(replace(office, questions=KnownAnswers(known))), headers={"Authorization": f"Bearer {key}"}
    )
    page = client.get("/console/money").text
    assert MESSAGE not in page
    assert "payment_matching" in page
    page = client.get("/console/money?because=payment_matching").text
    assert all(text in page for text in (NAME, ACCOUNT, REFERENCE, MESSAGE))
    assert "mistyped reference · 80" in page.lower()


def asked(office: Services, keys: ApiKeys, role: Role, **said: str) -> Any:
    key = keys.create(NewKey(actor_id=f"{role}-1", role=role), NOW)
    client = TestClient(application(office), headers={"Authorization": f"Bearer {key}"})
    return client.get("/v1/suspense", headers=said)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(Role.CASE_WORKER, None), (Role.SUPERVISOR, None), (Role.CASHIER, ReadingPurpose.PAYMENT_MATCHING)],
)
def test_who_may_see_personal_data_sees_who_paid_and_what_they_wrote(
    office: Services, keys: ApiKeys, role: Role, purpose: ReadingPurpose | None
) -> None:
    (row,) = asked(office, keys, role, **({"Caseledger-Purpose": purpose} if purpose else {})).json()["rows"]
    assert row | TEXTS == row
    assert (row["person_id"], row["reason"]) == (str(LINE.person_id), "no_reference")
    [candidate] = row["candidates"]
    assert candidate == {
        "suggestion": 1, "case_id": str(CASE), "amount_minor": 50_000, "basis": "mistyped_reference", "score": 80,
        "confirmed_by": [],
    }  # fmt: skip
    assert isinstance(office.reads, ReadsInMemory)
    (read,) = office.reads.before
    assert (read.purpose, read.in_the_clear, read.question) == (purpose, True, "suspense")
    assert (read.persons, read.cases) == ((LINE.person_id,), (CASE,))


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR, Role.SERVICE])
def test_who_may_not_sees_what_it_may_be_for_and_no_text(office: Services, keys: ApiKeys, role: Role) -> None:
    answer = asked(office, keys, role)
    (row,) = answer.json()["rows"]
    assert row | dict.fromkeys(TEXTS) == row
    assert row["candidates"][0]["case_id"] == str(CASE)
    assert not [text for text in (NAME, ACCOUNT, REFERENCE, MESSAGE) if text in json.dumps(answer.json())]
    assert isinstance(office.reads, ReadsInMemory)
    assert [read.in_the_clear for read in office.reads.before] == [False]


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.CASHIER])
def test_a_payment_is_folded_once_whether_its_texts_are_shown_or_not(
    office: Services, keys: ApiKeys, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[int] = []

    def counted(events: Sequence[RecordedEvent]) -> Any:
        folded.append(len(events))
        return state_after(events)

    monkeypatch.setattr(who_paid, "state_after", counted)
    assert asked(office, keys, role).status_code == 200
    assert folded == [len(EVENTS)]


def test_nothing_of_it_leaves_when_that_cannot_be_put_on_record(office: Services, keys: ApiKeys) -> None:
    assert isinstance(office.reads, ReadsInMemory)
    office.reads.takes = False
    answer = asked(office, keys, Role.CASE_WORKER)
    assert (answer.status_code, answer.json()["code"]) == (503, "read_not_recorded")
    assert NAME not in answer.text


def test_what_two_people_have_allowed_of_the_payer_is_shown(
    office: Services, keys: ApiKeys, ledger: LedgerInMemory
) -> None:
    sample: Any = SAMPLES["PersonalDataUnsealed"]
    allowed: PersonalDataUnsealed = replace(sample, reader="auditor-1", until=NOW + timedelta(hours=1))
    ledger.events.append(recorded(allowed, LINE.person_id, NOW))
    (row,) = asked(office, keys, Role.AUDITOR).json()["rows"]
    assert row["payer"] == NAME


def test_a_spreadsheet_of_it_puts_the_suggested_cases_on_record_too(office: Services, keys: ApiKeys) -> None:
    answer = asked(office, keys, Role.CASE_WORKER, Accept="text/csv")
    assert MESSAGE in answer.text
    assert isinstance(office.reads, ReadsInMemory)
    (read,) = office.reads.before
    assert (read.persons, read.cases, read.rows) == ((LINE.person_id,), (CASE,), 1)
