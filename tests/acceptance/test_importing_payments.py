"""A bank's file: whole, wrong, cut off, sent twice; and where its money goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.demo.sample_portfolio import PaymentKind, SamplePayment
from tests.acceptance.program import Program
from tests.acceptance.some_files import write_bank_file, write_portfolio
from tests.waiting import PATIENCE_S, patiently


@pytest.fixture(scope="module")
def paid(ledger: Program) -> list[SamplePayment]:
    """A small portfolio in the ledger, and the payments of ``bank.txt`` on it, which nobody has imported yet."""
    claims = write_portfolio(ledger.folder / "portfolio.csv", 120)
    ledger.json("import", "claims", "portfolio.csv", "--pay-within", "14", "--wait")
    return write_bank_file(ledger.folder / "bank.txt", claims)


def test_a_file_with_wrong_control_totals_is_refused_whole_with_the_difference(
    ledger: Program, paid: list[SamplePayment]
) -> None:
    lines = (ledger.folder / "bank.txt").read_bytes().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(b"20"))
    amount = int(lines[place][37:55])
    lines[place] = lines[place][:37] + f"{amount + 100:018}".encode() + lines[place][55:]
    (ledger.folder / "wrong.txt").write_bytes(b"".join(lines))

    refused = ledger.run("import", "payments", "wrong.txt")

    assert refused.code == 4
    assert "wrong.txt, line" in refused.said
    assert "a difference of 1.00 SEK" in refused.said
    assert "control_total" in refused.said
    assert ledger.json("suspense")["payments"] == []


def test_a_file_that_was_cut_off_is_refused_whole(ledger: Program, paid: list[SamplePayment]) -> None:
    whole = (ledger.folder / "bank.txt").read_bytes()
    (ledger.folder / "cut.txt").write_bytes(whole[: len(whole) // 2])
    refused = ledger.run("import", "payments", "cut.txt")
    assert refused.code == 4
    assert "cut.txt" in refused.said
    assert ledger.json("suspense")["payments"] == []


def test_a_file_that_is_no_bank_file_says_which_are_known(ledger: Program, paid: list[SamplePayment]) -> None:
    refused = ledger.run("import", "payments", "portfolio.csv")
    assert refused.code == 4
    assert "unknown_format" in refused.said
    assert "bgmax" in refused.said


def test_every_payment_finds_its_case_or_stands_in_suspense_with_a_reason(
    ledger: Program, paid: list[SamplePayment]
) -> None:
    tried = ledger.json("import", "payments", "bank.txt", "--dry-run")
    assert tried["received"] == len(paid)
    told = ledger.json("import", "payments", "bank.txt", "--wait")
    assert told["received"] == told["matched"] + told["suspense"] == len(paid)
    assert (told["final"], told["under_way"]) == (True, 0)
    assert (tried["matched"], tried["suspense"]) == (told["matched"], told["suspense"]), "it was foreseen"
    assert told["received_amounts"] == [{"currency": "SEK", "minor": sum(payment.amount_minor for payment in paid)}]

    unplaced = [
        payment
        for payment in paid
        if payment.kind in (PaymentKind.NO_REFERENCE, PaymentKind.UNKNOWN_REFERENCE, PaymentKind.WRONG_CHECK_DIGIT)
    ]
    found = _until(ledger, lambda answer: len(answer["payments"]) >= len(unplaced))
    # The second payment of who paid twice waits too, whether the case was closed when it was matched or only then.
    waiting = [one for one in found["payments"] if one["reason"] != "closed_case"]
    assert sum(one["amount_minor"] for one in waiting) == sum(one.amount_minor for one in unplaced)
    assert {one["reason"] for one in waiting} <= {"no_reference", "unknown_reference", "invalid_reference"}


def test_files_in_a_watched_folder_are_taken_once_and_moved(ledger: Program, paid: list[SamplePayment]) -> None:
    folder = ledger.folder / "from the bank"
    folder.mkdir()
    whole = (ledger.folder / "bank.txt").read_bytes()
    (folder / "monday.txt").write_bytes(whole)
    (folder / "cut.txt").write_bytes(whole[: len(whole) // 2])
    (folder / "tuesday.txt.part").write_bytes(whole)
    told = ledger.json("import", "watch", str(folder), "--once", "--settle", "0", "--refuse-after", "0")["files"]
    assert {one["file"]: one["became"] for one in told} == {"monday.txt": "done", "cut.txt": "refused"}
    [done] = [one for one in told if one["became"] == "done"]
    assert (done["received"], done["received_before"]) == (0, len(paid)), "the same payments under another name"
    assert {path.name for path in (folder / "done").iterdir()} == {"monday.txt"}
    assert {path.name for path in (folder / "refused").iterdir()} == {"cut.txt", "cut.txt.reason.json"}
    assert [path.name for path in folder.glob("tues*")] == ["tuesday.txt.part"]


def test_the_same_file_again_adds_nothing_and_says_so(ledger: Program, paid: list[SamplePayment]) -> None:
    tried = ledger.json("import", "payments", "bank.txt", "--dry-run")
    assert {one["becomes"] for one in tried["would"]} == {"duplicate"}
    assert tried["duplicates"] == len(paid)
    again = ledger.run("import", "payments", "bank.txt").done()
    assert f"received before {len(paid)}" in again.said
    assert "sent again, bank.txt added nothing" in again.said
    (ledger.folder / "copy.txt").write_bytes((ledger.folder / "bank.txt").read_bytes())
    assert ledger.json("import", "payments", "copy.txt")["received"] == 0


def test_money_in_suspense_is_placed_by_hand_and_reversed(ledger: Program, paid: list[SamplePayment]) -> None:
    waiting = next(one for one in ledger.json("suspense", "--wait")["payments"] if one["reason"] == "no_reference")
    payment, amount = waiting["payment_id"], waiting["amount_minor"]
    suggested = _suggestions_for(ledger, payment)
    assert suggested["suggestions"][0]["basis"] == "free_text", "its message names its case"
    case = next(iter(ledger.json("trail", "--type", "ClaimReceived", "--limit", "1")["events"]))["aggregate_id"]
    too_little = ledger.run("payment", "match", payment, "--case", f"{case}:0.01", "--json")
    assert too_little.code == 3
    assert too_little.document["code"] == "portions_differ"

    matched = ledger.json("payment", "match", payment, "--case", case, "--wait")
    assert matched["accepted"]
    assert payment not in [one["payment_id"] for one in ledger.json("suspense", "--wait")["payments"]]
    reversed_ = ledger.json("payment", "reverse", payment, "--reason", "returned_by_bank")
    assert reversed_["accepted"]
    history = ledger.json("payment", "history", payment)["events"]
    assert [event["type"] for event in history] == [
        "PaymentReceived", "PaymentPutInSuspense", "MatchSuggested", "PaymentMatched", "PaymentReversed",
    ]  # fmt: skip
    assert history[0]["data"]["amount_minor"] == amount
    assert ledger.run("payment", "reverse", payment, "--reason", "again").code == 3


def test_a_mistyped_reference_is_suggested_and_a_person_confirms_it(ledger: Program, paid: list[SamplePayment]) -> None:
    mistyped = next(one for one in ledger.json("suspense")["payments"] if one["reason"] == "invalid_reference")
    just = f"{mistyped['amount_minor'] // 100},{mistyped['amount_minor'] % 100:02d}"
    assert mistyped["payment_id"] in {
        one["payment_id"] for one in ledger.json("suspense", "--amount", just)["payments"]
    }
    assert ledger.json("suspense", "--amount", "0,01")["payments"] == []
    payment = mistyped["payment_id"]
    told = _suggestions_for(ledger, payment)
    assert told["suggestions"][0]["basis"] == "mistyped_reference"
    _who_paid_is_shown_and_on_record(ledger, payment)
    ledger.json("payment", "assign", payment, "--to", "agent-7", "--as", "agent-7")
    [mine] = ledger.json("suspense", "--owner", "agent-7", "--wait")["payments"]
    assert (mine["payment_id"], mine["owner"], mine["suggestions"]) == (payment, "agent-7", len(told["suggestions"]))
    assert payment not in {one["payment_id"] for one in ledger.json("suspense", "--owner", "nobody")["payments"]}
    ledger.json("payment", "confirm", payment, "1", "--as", "agent-7", "--wait")
    assert payment not in {one["payment_id"] for one in ledger.json("suspense")["payments"]}
    case = told["suggestions"][0]["portions"][0]["case"]
    _eventually(
        lambda: ledger.json("case", "history", case),
        lambda answer: any(one["data"].get("payment_id") == payment for one in answer["events"]),
    )
    again = ledger.run("payment", "confirm", payment, "1", "--as", "agent-8")
    assert again.code == 3
    assert "suggestion_not_open" in again.said


def _who_paid_is_shown_and_on_record(ledger: Program, payment: str) -> None:
    """As the bank's line has it; and without the keys that open it, only which cases it may be for."""
    received = ledger.json("payment", "history", payment)["events"][0]["data"]
    shown = ledger.run("suspense", "--purpose", "payment_matching", "--json")
    [row] = [one for one in shown.document["payments"] if one["payment_id"] == payment]
    assert row["payer"] and (row["payer"], row["message"]) == (received["payer_name"], received["message"])
    assert row["references"] == [one["text"] for one in received["references"]]
    assert row["candidates"][0]["basis"] == "mistyped_reference"
    assert row["payer"].split()[0] in ledger.run("suspense").said
    keyless = ledger.run("suspense", "--json", CASELEDGER_KEK_FILE=str(ledger.folder / "no-keys"))
    assert "Personal texts stay sealed" in keyless.said
    [row] = [one for one in keyless.document["payments"] if one["payment_id"] == payment]
    assert (row["payer"], row["candidates"][0]["basis"]) == ("(sealed)", "mistyped_reference")


def test_the_books_of_the_client_funds_balance_and_are_written_as_sie(
    ledger: Program, paid: list[SamplePayment]
) -> None:
    books = ledger.json("ledger", "trial-balance", "--from", "2020-01-01", "--to", "2029-12-31")
    assert books["difference_minor"] == {"SEK": 0}
    closing = {one["account"]: one["closing_minor"] for one in books["accounts"]}
    waiting = sum(one["amount_minor"] for one in ledger.json("suspense")["payments"])
    assert closing["suspense"] == -waiting
    period = ("--from", "2020-01-01", "--to", "2029-12-31", "--name", "Åkerö Inkasso")
    told = ledger.json("ledger", "export", "books.se", *period)
    written = (ledger.folder / "books.se").read_bytes().decode("cp437")
    assert '#FNAMN "Åkerö Inkasso"' in written
    assert written.count("#VER ") == told["vouchers"] == books["vouchers"]["SEK"]
    assert ledger.run("ledger", "export", "books.se", *period).code == 2


OUR_ACCOUNT = "SE3550000000054910000003"
MONDAY = f"""\
:20:ST260309
:25:{OUR_ACCOUNT}
:28C:00010/001
:60F:C260306SEK1000,00
:61:2603090309C250,00NTRFNONREF//R-1
:61:2603090309D3,50NCHGNONREF//R-2
:62F:C260309SEK1246,50
-
"""
TUESDAY = f"""\
:20:ST260310
:25:{OUR_ACCOUNT}
:28C:00011/001
:60F:C260309SEK1246,50
:61:2603100310RD70,00NTRFNONREF//R-3
:62F:C260310SEK1316,50
-
"""


def test_a_day_of_the_bank_is_reconciled_and_a_difference_stays_until_a_person_explains_it(
    ledger: Program, paid: list[SamplePayment]
) -> None:
    (ledger.folder / "monday.sta").write_text(MONDAY)
    ledger.json("import", "payments", "monday.sta", "--wait")
    zero = ledger.json("reconcile", OUR_ACCOUNT, "2026-03-09", "--wait")
    [day] = zero["days"]
    assert (day["bank_minor"], day["ledger_minor"], day["agrees"]) == (24_650, 24_650, True)
    assert zero["lines"] == []
    _eventually(
        lambda: ledger.json("trail", "--type", "AccountReconciled", "--wait"),
        lambda answer: any(OUR_ACCOUNT in one["summary"] for one in answer["events"]),
    )

    (ledger.folder / "tuesday.sta").write_text(TUESDAY)
    ledger.run("import", "payments", "tuesday.sta", "--wait")
    differs = ledger.run("reconcile", OUR_ACCOUNT, "2026-03-10", "--wait", "--json")
    assert differs.code == 1
    [line] = differs.document["lines"]
    assert (line["only"], line["amount_minor"], line["code"]) == ("bank", 7_000, "return_needs_a_person")
    found = _eventually(
        lambda: ledger.json("reconcile", OUR_ACCOUNT, "--open", "--wait"), lambda answer: bool(answer["differences"])
    )
    [difference] = found["differences"]
    assert (difference["day"], difference["number"], difference["owner"]) == ("2026-03-10", 1, None)
    assert difference["due_at"] is not None
    ledger.json("bank", "assign", OUR_ACCOUNT, "1", "agent-7", "--wait")
    assert ledger.json("reconcile", "--open")["differences"][-1]["owner"] == "agent-7"
    ledger.json("bank", "explain", OUR_ACCOUNT, "1", "--reason", "transfer_came_back", "--as", "agent-7", "--wait")
    assert ledger.json("reconcile", OUR_ACCOUNT, "--open")["differences"] == []
    assert ledger.json("reconcile", OUR_ACCOUNT, "--all")["differences"][0]["status"] == "explained"


def test_the_banks_files_are_listed_with_what_became_of_each_line(ledger: Program, paid: list[SamplePayment]) -> None:
    listed = {one["source"].split()[-1]: one for one in ledger.json("bank", "files", "--wait")["files"]}
    monday, whole = listed["monday.sta"], listed["bank.txt"]
    assert (monday["lines"], monday["suspense"], monday["otherwise"], monday["missing"]) == (2, 1, 1, 0)
    assert (monday["accounts"], monday["sums"]) == ([OUR_ACCOUNT], [{"currency": "SEK", "minor": 24_650}])
    assert (whole["lines"], whole["missing"]) == (len(paid), 0)
    assert whole["matched"] + whole["suspense"] + whole["otherwise"] == len(paid)
    lines = ledger.json("bank", "file", whole["bank_file_id"])["lines"]
    assert all(one["case_ids"] for one in lines if one["status"] == "matched")
    assert all(one["reason"] for one in lines if one["status"] == "suspense")
    [kept] = ledger.json("bank", "file", listed["tuesday.sta"]["bank_file_id"])["lines"]
    assert (kept["payment_id"], kept["code"]) == (None, "return_needs_a_person")
    deposits = ledger.json("bank", "deposits", "--account", OUR_ACCOUNT)["deposits"]
    assert [(one["kind"], one["opening_minor"], one["closing_minor"]) for one in deposits] == [
        ("statement", 124_650, 131_650), ("statement", 100_000, 124_650),
    ]  # fmt: skip
    assert "kept for a person" in ledger.run("bank", "file", listed["tuesday.sta"]["bank_file_id"]).done().said


def _until(ledger: Program, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The answer of ``suspense`` once the policies have come so far."""
    return _eventually(lambda: ledger.json("suspense", "--wait"), reached)


def _suggestions_for(ledger: Program, payment: str) -> dict[str, Any]:
    return _eventually(
        lambda: ledger.json("payment", "suggestions", payment), lambda answer: bool(answer["suggestions"])
    )


def _eventually(ask: Callable[[], dict[str, Any]], reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    for _ in patiently():
        answer = ask()
        if reached(answer):
            return answer
    raise AssertionError(f"the policies did not come so far: {answer}")


def test_the_file_stays_as_the_bank_sent_it(ledger: Program, paid: list[SamplePayment]) -> None:
    assert [path.name for path in Path(ledger.folder).glob("bank*")] == ["bank.txt"]


def test_a_worker_of_up_takes_in_what_is_dropped_into_the_folder_that_a_setting_names(
    ledger: Program, paid: list[SamplePayment]
) -> None:
    folder = ledger.folder / "dropped"
    folder.mkdir()
    ledger.run("up", CASELEDGER_WATCH_FOLDER=str(folder)).done()
    (folder / "bank.txt").write_bytes((ledger.folder / "bank.txt").read_bytes())
    deadline = time.monotonic() + PATIENCE_S
    while not (folder / "done" / "bank.txt").exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    watching = ledger.run("import", "watch", str(folder), "--once")
    assert watching.code == 2
    assert "no other process watches" in watching.said
