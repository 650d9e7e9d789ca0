"""Bank files over HTTP: kept when they are answered, taken in behind the answer, and never lost with a process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from infra.http.access.roles import Role
from infra.http.imports import receiving, store
from infra.http.imports.store import ImportStatus, name_to_keep
from infra.http.imports.taking import Imports
from infra.intake.banks.bgmax.writer import write_content
from tests.unit.http.conftest import Asking, Client, Standing
from tests.unit.http.test_commands import CASE
from tests.unit.intake.bgmax_samples import CREATED, content, deposit, payment

PATH = "/v1/imports"


def bank_file(amount_minor: int = 120_050, *, of_nothing: bool = False) -> bytes:
    """A payment, and where asked for one of nothing, which no machine may book."""
    more = (payment(0, serial="000000000011"),) if of_nothing else ()
    day = replace(deposit(payment(amount_minor), *more), booked_date=date(2026, 2, 27))
    return write_content(replace(content(day), created=CREATED.replace(month=2, day=27)))


def no_claims(*_: Any) -> Any:
    raise AssertionError("this is no claims file")


@pytest.fixture
def taking(asking: Asking, tmp_path: Path) -> Iterator[Asking]:
    """Imports are taken in when the test says so, and the read models have nothing of them."""
    asking.questions.values = iter([None] * 100)
    yield asking
    asking.imports.take_all()


def send(client: TestClient, body: bytes, query: str = "") -> Any:
    return client.post(f"{PATH}?file_name=monday.txt{query}", content=body)


def test_a_file_is_kept_when_it_is_answered_and_taken_in_behind_it(taking: Asking) -> None:
    answer = send(taking.client, bank_file(111_100, of_nothing=True))
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    where = answer.headers["Location"]
    assert where == f"{PATH}/{answer.json()['import_id']}"
    before = len(taking.ledger.events)
    taking.imports.take_all()
    found = taking.client.get(where).json()
    assert (found["status"], found["format"], found["lines"], found["settled"]) == ("done", "bgmax", 2, 2)
    assert (found["tally"]["received"], found["tally"]["refused"]) == (1, 1)
    assert found["tally"]["received_amounts"] == [{"currency": "SEK", "minor": 111_100}]
    kinds = [type(one.event).__name__ for one in taking.ledger.events[before:]]
    assert kinds.count("PaymentReceived") == 1
    refused = taking.client.get(f"{where}/refused").json()
    assert [one["code"] for one in refused["rows"]] == list(found["tally"]["refused_by_code"])
    assert "Öberg" not in str(refused) + str(found)


def test_the_same_file_again_adds_nothing(taking: Asking) -> None:
    send(taking.client, bank_file(222_200))
    taking.imports.take_all()
    again = send(taking.client, bank_file(222_200)).headers["Location"]
    before = len(taking.ledger.events)
    taking.imports.take_all()
    tally = taking.client.get(again).json()["tally"]
    assert (tally["received"], tally["received_before"], len(taking.ledger.events)) == (0, 1, before)


def test_a_form_with_one_file_is_as_good(taking: Asking) -> None:
    answer = taking.client.post(PATH, files={"file": ("C:\\bank\\tuesday.txt", bank_file(333_300))})
    assert (answer.status_code, answer.json()["file_name"]) == (202, "tuesday.txt")
    taking.imports.take_all()
    assert taking.client.get(answer.headers["Location"]).json()["status"] == "done"


def test_a_dry_run_tells_of_each_line_and_sends_nothing(taking: Asking) -> None:
    where = send(taking.client, bank_file(444_400), "&dry_run=true").headers["Location"]
    before = len(taking.ledger.events)
    taking.imports.take_all()
    found = taking.client.get(where).json()
    assert (found["status"], found["would"], found["tally"]) == ("done", {"payment": 1}, None)
    assert [one["amount_minor"] for one in found["would_lines"]] == [444_400]
    assert len(taking.ledger.events) == before


def test_what_was_tried_is_taken_in_once_however_often_it_is_asked_for(taking: Asking) -> None:
    where = send(taking.client, bank_file(445_500), "&dry_run=true").headers["Location"]
    taking.imports.take_all()
    assert taking.client.get(where).json()["can_be_taken_in"]
    taken = [taking.client.post(f"{where}/take-in") for _ in range(2)]
    assert [one.status_code for one in taken] == [202, 202]
    assert taken[0].headers["Location"] == taken[1].headers["Location"] != where
    taking.imports.take_all()
    again = taking.client.post(f"{where}/take-in")
    found = taking.client.get(again.headers["Location"]).json()
    assert (again.status_code, found["status"], found["tally"]["received"]) == (202, "done", 1)


def test_only_a_dry_run_whose_file_is_kept_is_taken_in(taking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = send(taking.client, bank_file(446_600), "&dry_run=true").headers["Location"]
    assert taking.client.post(f"{tried}/take-in").status_code == 409, "it has not been tried yet"
    real = send(taking.client, bank_file(447_700)).headers["Location"]
    none = send(taking.client, b"no file", "&dry_run=true").headers["Location"]
    taking.imports.take_all()
    monkeypatch.setattr(store, "ABANDONED_S", -1)
    taking.imports.store.clear()
    for where in (tried, real, none):
        answer = taking.client.post(f"{where}/take-in")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_kept")
        assert not taking.client.get(where).json().get("problem")
    assert taking.client.post(f"{PATH}/{CASE}/take-in").status_code == 404


CLAIMS = (
    "creditor;creditor_reference;portfolio;debtor_id;debtor_name;principal;currency;due_date;jurisdiction\r\n"
    "norrkraft;W-1;energy;K-1;Åsa Öberg;1000.00;SEK;2026-01-31;SE\r\n"
    "norrkraft;W-2;energy;K-2;Bo Ek;ten;SEK;2026-01-31;SE\r\n"
    "nobody;W-3;energy;K-3;Bo Ek;10.00;SEK;2026-01-31;SE\r\n"
).encode("windows-1252")


def test_claims_are_tried_and_then_taken_in_with_their_first_deadline(taking: Asking) -> None:
    form = {"kind": "claims", "encoding": "windows-1252", "pay_within": "14", "dry_run": "yes"}
    tried = taking.client.post(PATH, data=form, files={"file": ("march.csv", CLAIMS)}).headers["Location"]
    before = len(taking.ledger.events)
    taking.imports.take_all()
    found = taking.client.get(tried).json()
    assert (found["kind"], found["would"], found["lines"]) == ("claims", {"claim": 1, "refused": 2}, 3)
    assert {one["code"] for one in found["would_lines"]} == {"", "not_an_amount", "unknown_creditor"}
    assert len(taking.ledger.events) == before
    taken = taking.client.post(f"{tried}/take-in").headers["Location"]
    taking.imports.take_all()
    told = taking.client.get(taken).json()
    assert (told["tally"]["received"], told["tally"]["refused"]) == (1, 2)
    claim, deadline = (one.event for one in taking.ledger.events[before:])
    assert (type(claim).__name__, deadline.due_date) == ("ClaimReceived", date(2026, 3, 16))  # type: ignore[attr-defined]
    refused = taking.client.get(f"{taken}/refused").json()["rows"]
    assert {one["field"] for one in refused} == {"principal", "creditor"}
    assert "Öberg" not in str(refused) + str(found) + str(told)


@pytest.mark.parametrize(
    "form", [{"kind": "letters"}, {"kind": "claims", "pay_within": "0"}, {"pay_within": "x"}, {"encoding": "utf-16"}]
)
def test_a_form_that_asks_for_what_there_is_not_leaves_nothing(taking: Asking, form: dict[str, str]) -> None:
    there = taking.imports.store.all()
    answer = taking.client.post(PATH, data=form, files={"file": ("march.csv", CLAIMS)})
    assert (answer.status_code, answer.json()["code"]) == (422, "parameter_invalid")
    assert taking.imports.store.all() == there


def test_claims_are_taken_in_by_who_may_receive_claims(client: Client) -> None:
    cashier = client(Role.CASHIER)
    assert cashier.post(f"{PATH}?kind=claims", content=CLAIMS).status_code == 403
    assert cashier.post(PATH, data={"kind": "claims"}, files={"file": ("a.csv", CLAIMS)}).status_code == 403
    assert client(Role.SUPERVISOR).post(f"{PATH}?kind=claims", content=CLAIMS).status_code == 202


def test_a_file_that_is_none_is_refused_whole_and_says_why(taking: Asking) -> None:
    where = send(taking.client, b"Dear bank, please send the file again.").headers["Location"]
    taking.imports.take_all()
    found = taking.client.get(where).json()
    assert (found["status"], found["rejected"]["code"]) == ("rejected", "unknown_format")


def test_what_one_process_leaves_undone_the_next_one_goes_on_with(taking: Asking) -> None:
    where = send(taking.client, bank_file(555_500)).headers["Location"]
    store = taking.imports.store
    (state,) = store.waiting()
    state.status, state.attempts = ImportStatus.UNDER_WAY, 1  # as a process leaves it that is killed in the middle
    store.write(state)
    assert taking.client.get(where).json()["status"] == "under_way"
    Imports(store, Standing(), "Europe/Stockholm", taking.ledger, no_claims).take_all()
    found = taking.client.get(where).json()
    assert (found["status"], found["attempts"], found["tally"]["received"]) == ("done", 2, 1)


def test_what_another_process_takes_in_is_left_to_it(taking: Asking) -> None:
    send(taking.client, bank_file(666_600))
    (state,) = taking.imports.store.waiting()
    with taking.imports.store.alone_with(state) as mine:
        assert mine
        taking.imports.take_all()
        (still,) = taking.imports.store.waiting()
    assert still.attempts == 0


def test_while_the_ledger_does_not_answer_it_waits_and_says_so(taking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    where = send(taking.client, bank_file(777_700)).headers["Location"]
    monkeypatch.setattr(taking.ledger, "takes", False)
    taking.imports.take_all()
    found = taking.client.get(where).json()
    assert (found["status"], "does not answer" in found["problem"]) == ("waiting", True)
    monkeypatch.setattr(taking.ledger, "takes", True)
    taking.imports.take_all()
    assert taking.client.get(where).json()["status"] == "done"


def test_the_file_is_kept_until_it_is_taken_in_and_no_longer(taking: Asking) -> None:
    send(taking.client, bank_file(888_800))
    (state,) = taking.imports.store.waiting()
    kept = taking.imports.store.file_of(state)
    assert kept.read_bytes() == bank_file(888_800)
    taking.imports.take_all()
    assert not list(kept.parent.parent.parent.rglob("monday.txt"))


def test_the_list_has_those_that_came_last_first(taking: Asking) -> None:
    ids = [send(taking.client, bank_file(n)).json()["import_id"] for n in (1_000, 2_000, 3_000)]
    first = taking.client.get(f"{PATH}?limit=2").json()
    second = taking.client.get(PATH, params={"limit": 1_000, "cursor": first["next"]}).json()
    listed = [one["import_id"] for one in (*first["rows"], *second["rows"])]
    assert set(ids) <= set(listed)
    assert len(listed) == len(set(listed))


def test_what_is_too_large_or_no_file_is_refused_and_leaves_nothing(
    taking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(taking.client, b"one that is there")
    monkeypatch.setattr(receiving, "FILE_BYTES_MAX", 100)
    there = taking.imports.store.all()
    assert send(taking.client, b"x" * 101).status_code == 413
    assert taking.client.post(PATH, files={"file": ("large.txt", b"x" * 101)}).status_code == 413
    assert send(taking.client, b"").status_code == 422
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        assert taking.client.post(PATH, content=b"no form", headers={"Content-Type": kind}).status_code == 422
    assert taking.imports.store.all() == there
    assert not list(taking.imports.store.file_of(there[0]).parent.parent.glob(".*-*"))


def test_a_name_is_no_path_and_hides_nothing() -> None:
    names = {
        "../../etc/passwd": "passwd",
        ".hidden": "hidden",
        "": "upload",
        "a\x00b\n.txt": "a_b_.txt",
        "ö.txt": "ö.txt",
    }
    assert {name: name_to_keep(name) for name in names} == names


def test_who_takes_in_no_money_sends_no_file(asking: Asking) -> None:
    for client in (asking.held, asking.desk):
        assert send(client, bank_file()).status_code == 403
        assert client.get(PATH).status_code == 403
