"""Files that come in: a file is tried first and taken in once, and what became of each line is told."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from infra.http.access.roles import Role
from infra.http.services import Services
from projections.balances.bank_queries import BankFileRow, BankLineRow
from tests.unit.console.conftest import HOSTILE, PAYMENT, KnownAnswers, text_of
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.test_commands import CASE
from tests.unit.http.test_imports import CLAIMS, bank_file

HERE, FILE = "/console/money/files", UUID(int=77)
DAY = NOW.date()
ROW = BankFileRow(
    FILE, HOSTILE, "bgmax", "m-1", False, NOW, NOW, ["SEK"], [120_050], 4, DAY, DAY, ["9912346"], 1, 1, 0, 1, 1, 1
)
"""Of four lines one is matched, one in suspense, one not in the ledger; one more is kept for a person."""


def a_line(number: int, payment: UUID | None, code: str = "", **other: Any) -> BankLineRow:
    said: dict[str, Any] = {
        "status": None, "reason": None, "owner": None, "since": None, "case_ids": [], "first_told_by": None,
        "remitted_in": [], "refunds": [],
    }  # fmt: skip
    return BankLineRow(number, number, "9912346", "SEK", 10_000, DAY, payment, code, **said | other)


LINES = [
    a_line(1, PAYMENT, status="matched", case_ids=[str(CASE)], remitted_in=["norrkraft 1"]),
    a_line(2, PAYMENT, status="suspense", reason="no_reference", owner="anna", first_told_by=HOSTILE),
    a_line(3, PAYMENT),
    a_line(4, None, "zero_amount_needs_a_person"),
]


@pytest.fixture(autouse=True)
def answered(answers: KnownAnswers) -> None:
    answers.of |= {"files": [ROW], "file": ROW, "lines": LINES, "_placed": None}


def sent(browser: TestClient, content: bytes, **form: str) -> str:
    """Where the browser is led after it sent a file."""
    answer = browser.post(HERE, data={"dry_run": "yes"} | form, files={"file": ("march.txt", content)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_bank_file_has_its_sums_and_what_became_of_each_line(browser: TestClient) -> None:
    listed = text_of(browser.get(HERE))
    assert "1,200.50 SEK" in listed
    assert f'href="{HERE}/{FILE}"' in listed
    page = text_of(browser.get(f"{HERE}/{FILE}"))
    for said in (
        "matched",
        "remitted in norrkraft 1",
        "no reference",
        "anna",
        "Not in the ledger",
        "For a person",
    ):
        assert said in page
    assert f'href="/console/cases/{CASE}"' in page
    assert "1 of its lines are not in the ledger" in page


def test_a_file_is_tried_first_and_then_taken_in_once(
    browser: TestClient, services: Services, ledger: LedgerInMemory
) -> None:
    before = len(ledger.events)
    tried = sent(browser, bank_file(111_100, of_nothing=True))
    assert 'hx-trigger="every 1s"' in browser.get(tried).text, "it follows by itself as long as it waits"
    services.imports.take_all()
    page = text_of(browser.get(tried))
    assert "1,111.00 SEK" in page
    assert "Nothing has happened yet" in page
    assert "hx-trigger" not in page.partition('id="progress"')[2].partition(">")[0]
    assert len(ledger.events) == before
    taken = {browser.post(f"{tried}/take-in").headers["Location"] for _ in range(2)}
    services.imports.take_all()
    [where] = taken
    done = text_of(browser.get(where))
    assert "1,111.00 SEK" in done
    assert "Refused lines: 1" in done
    assert "zero_amount_needs_a_person" in done
    assert [type(one.event).__name__ for one in ledger.events[before:]].count("PaymentReceived") == 1
    assert "march.txt" in text_of(browser.get(HERE))
    again = text_of(browser.post(f"{where}/take-in"), 409)
    assert "send the file again" in again


def test_claims_are_sent_with_their_encoding_and_refused_lines_say_why(browser: TestClient, services: Services) -> None:
    tried = sent(browser, CLAIMS, kind="claims", encoding="windows-1252", pay_within="14")
    services.imports.take_all()
    page = text_of(browser.get(tried))
    assert re.search(r"a case</th><td class=\"number\">1<", page)
    assert "No creditor of this id or name is registered" in page
    assert "Åsa" not in page
    services.imports.take_all()
    taken = browser.post(f"{tried}/take-in").headers["Location"]
    services.imports.take_all()
    assert "Refused lines: 2" in text_of(browser.get(taken))


def test_what_is_no_file_of_a_bank_is_said_to_be_none(browser: TestClient, services: Services) -> None:
    assert "The file is empty" in text_of(browser.post(HERE, files={"file": ("empty.txt", b"")}), 422)
    where = sent(browser, b"Dear bank, please send it again.")
    services.imports.take_all()
    page = text_of(browser.get(where))
    assert "Nothing of the file was taken in." in page
    assert "take-in" not in page


def test_who_takes_in_no_money_sees_what_came_and_sends_nothing(client: Client) -> None:
    auditor = client(Role.AUDITOR)
    page = text_of(auditor.get(HERE))
    assert "1,200.50 SEK" in page
    assert '<input type="file"' not in page
    assert auditor.post(HERE, files={"file": ("a.txt", b"x")}).status_code == 403
    cashier = text_of(client(Role.CASHIER).get(HERE))
    assert '<input type="file"' in cashier
    assert "Claims, from a creditor" not in cashier
