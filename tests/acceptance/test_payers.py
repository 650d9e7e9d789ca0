"""The payer of a bank file turns out to be somebody on file: the payment and the person both say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines, write_money
from tests.waiting import patiently

NOBODY = "5f6e0f0a-52b4-5f27-8e57-3c8d4a2b1c00"


@pytest.fixture(scope="module")
def payment(ledger: Program) -> str:
    """One that found no case."""
    write_lines(ledger.folder / "claims.csv", [a_line("Q-1")])
    ledger.json("import", "claims", "claims.csv", "--wait")
    return received(ledger, 50_000)


def received(ledger: Program, amount_minor: int, payer: str = "") -> str:
    """The id of a payment that found no case."""
    file = f"bank-{amount_minor}.txt"
    write_money(ledger.folder / file, [("", amount_minor)], date(2026, 3, 2), payer)
    ledger.json("import", "payments", file, "--wait")
    for _ in patiently():
        for one in ledger.json("suspense", "--wait")["payments"]:
            if one["amount_minor"] == amount_minor:
                return str(one["payment_id"])
    raise AssertionError("no payment waits")


def register(ledger: Program, name: str) -> str:
    return str(ledger.json("person", "register", "--name", name)["aggregate_id"])


def paid_by(ledger: Program, person: str, wanted: list[str]) -> bool:
    """Whether the person is shown with these payments, once the read models have come so far."""
    for _ in patiently():
        if [one["payment_id"] for one in ledger.json("person", "show", person, "--wait")["payments"]] == wanted:
            return True
    return False


def knows(ledger: Program, person: str, event_type: str) -> bool:
    """Whether the person's own events say so, once the policy has told them."""
    for _ in patiently():
        if event_type in [event["type"] for event in ledger.json("person", "history", person)["events"]]:
            return True
    return False


def test_who_paid_is_told_a_correction_moves_it_and_the_auditors_programs_agree(ledger: Program, payment: str) -> None:
    asa, twin, bo = (register(ledger, name) for name in ("Kim Lund", "K. Lund", "Bo Lund"))
    ledger.json("person", "merge", twin, "--into", asa)
    assert ledger.run("payment", "identify-payer", payment, NOBODY).code == 6
    ledger.json("payment", "identify-payer", payment, twin)
    assert paid_by(ledger, asa, [payment]) and knows(ledger, asa, "PayerJoined")
    assert payment in ledger.run("person", "show", asa).done().out
    told = ledger.run("payment", "history", payment).done().out
    assert "Payer identified as the person" in told

    again = ledger.run("payment", "identify-payer", payment, asa)
    assert again.code == 3 and "[payer_already_identified]" in again.said
    other = ledger.run("payment", "identify-payer", payment, bo)
    assert other.code == 3 and "--instead-of" in other.said
    ledger.json("payment", "identify-payer", payment, bo, "--instead-of", asa)
    assert paid_by(ledger, asa, []) and paid_by(ledger, bo, [payment])
    assert knows(ledger, asa, "PayerReleased") and knows(ledger, bo, "PayerJoined")

    assert "Lund" not in ledger.run("trail", "--wait", "--json").done().out
    ledger.run("verify").done()
    ledger.run("check").done()


def line_of(ledger: Program, payment: str) -> dict[str, Any]:
    """What the bank's line says, as far as it can be read."""
    data: dict[str, Any] = ledger.json("payment", "history", payment)["events"][0]["data"]
    return data


def goes_unread(ledger: Program, payment: str) -> bool:
    """Whether nobody can read who paid, once the end of the key has come to all who read: within a second."""
    return any(line_of(ledger, payment)["payer_name"] == "(erased)" for _ in patiently())


def test_a_payer_whom_nobody_knows_is_erased_on_a_basis(ledger: Program) -> None:
    payment = received(ledger, 60_000, "UKKO NYMAN")
    line = line_of(ledger, payment)
    assert line["payer_name"] == "UKKO NYMAN"
    ledger.json("person", "erase", line["person_id"], "--basis", "paid_by_mistake", "--yes")
    ledger.json("approvals", "approve", "erasure", line["person_id"], "1", "--as", "agent-9", "--wait")
    assert goes_unread(ledger, payment)
    ledger.run("check").done()


def test_with_somebody_who_is_erased_goes_what_bank_files_say_of_them_whenever_that_is_known(ledger: Program) -> None:
    early, late = received(ledger, 70_000, "VEERA AHO"), received(ledger, 80_000, "V AHO")
    veera = register(ledger, "Veera Aho")
    ledger.json("payment", "identify-payer", early, veera)
    assert knows(ledger, veera, "PayerJoined")
    ledger.json("person", "erase", veera, "--yes")
    ledger.json("approvals", "approve", "erasure", veera, "1", "--as", "agent-9", "--wait")
    assert goes_unread(ledger, early)
    assert line_of(ledger, late)["payer_name"] == "V AHO"
    ledger.json("payment", "identify-payer", late, veera)
    assert goes_unread(ledger, late)
    assert ledger.json("rejected", "list")["rejected"] == []
    ledger.run("check").done()
