"""The payer of a bank file turns out to be somebody on file: the payment and the person both say so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines, write_money

NOBODY = "5f6e0f0a-52b4-5f27-8e57-3c8d4a2b1c00"


@pytest.fixture(scope="module")
def payment(ledger: Program) -> str:
    """One that found no case."""
    write_lines(ledger.folder / "claims.csv", [a_line("Q-1")])
    ledger.json("import", "claims", "claims.csv", "--wait")
    write_money(ledger.folder / "bank.txt", [("", 50_000)], date(2026, 3, 2))
    ledger.json("import", "payments", "bank.txt", "--wait")
    for _ in range(30):
        waiting = ledger.json("suspense", "--wait")["payments"]
        if waiting:
            return str(waiting[0]["payment_id"])
    raise AssertionError("no payment waits")


def register(ledger: Program, name: str) -> str:
    return str(ledger.json("person", "register", "--name", name)["aggregate_id"])


def paid_by(ledger: Program, person: str, wanted: list[str]) -> bool:
    """Whether the person is shown with these payments, once the read models have come so far."""
    for _ in range(30):
        if [one["payment_id"] for one in ledger.json("person", "show", person, "--wait")["payments"]] == wanted:
            return True
    return False


def knows(ledger: Program, person: str, event_type: str) -> bool:
    """Whether the person's own events say so, once the policy has told them."""
    for _ in range(30):
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
