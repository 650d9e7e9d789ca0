"""The demo as a newcomer sees it: on servers of its own, twice."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from infra.demo.deeds import DISPUTED_IN_WORDS
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claims_csv import read_claims
from infra.stack.local_stack import LocalStack
from tests.acceptance.kafka_bytes import bytes_of
from tests.acceptance.program import Ended, Program, environment

LIMIT_S = 600
"""It takes half a minute on two idle cores; a machine that does ten other things gets its time."""


@pytest.fixture(scope="module")
def newcomer() -> Iterator[Program]:
    """A folder with nothing in it, and an environment that must not be looked at."""
    folder = Path(tempfile.mkdtemp(prefix="cl-"))
    yield Program(
        environment(CASELEDGER_KAFKA_BOOTSTRAP="127.0.0.1:1", CASELEDGER_LOG="somebodys"), folder, is_loaded=False
    )
    LocalStack(folder / ".caseledger" / "demo").down()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first(newcomer: Program) -> Ended:
    """The first run, on an empty machine but for what is downloaded."""
    return newcomer.run("demo", limit_s=LIMIT_S).done()


def test_it_shows_every_part_once(first: Ended) -> None:
    for shown in (
        "portfolio.csv: 2,001 claims",
        "received 2,000",
        "2002 principal not_an_amount",
        "portfolio.to-correct.csv",
        "479 payments",
        "Every payment is placed: on its case, or in suspense",
        "and a person matches it by hand",
        "Every deadline that is over is marked",
        "Portfolios, in SEK",
        "Who did what, why, and when",
        "the ledger refuses",
        "says that the amount is wrong",
        "The case is on hold (life_event)",
        "camt.053-2026-03-23.xml: 3 payments",
        "the matcher suggests the case, and agent-12 agrees",
        "500.00 SEK were paid too much",
        "refund.xml",
        "remittance.xml",
        "Each debit is the one that was asked for",
        "SE3550000000054910000003 in SEK, 2026-03-24",
        "Service levels on Wednesday 25 March 2026",
        "Money in suspense",
        "Consumer lag: 0",
        "Trial balance: 0.00 SEK",
        "numbers without a gap, an unbroken hash chain",
        "Go on with",
    ):
        assert shown in first.said, shown


def test_the_board_has_clocks_that_were_met_that_run_and_that_were_missed(first: Ended) -> None:
    rows = {row.split()[0]: row.split()[1:] for row in first.out.splitlines() if row.startswith(CLOCKS)}
    assert int(rows["first_contact"][0].replace(",", "")) == 1_434, (
        "met: 1,426 of the portfolio were written to and five without an address called, and three have a demand"
    )
    assert int(rows["deadline_missed_reaction"][1].replace(",", "")) > 1_000, "running"
    assert int(rows["payment_deadline"][3].replace(",", "")) > 1_000, "breached"


def test_the_trail_tells_when_something_happened_from_when_it_was_recorded(first: Ended) -> None:
    assert re.search(r"user agent-7 .*2026-03-20 16:40 +2026-03-23 09:00", first.out)
    assert re.search(r"bank 59123406 .*2026-03-09 19:42 +2026-03-10 07:30", first.out)


def test_run_twice_it_adds_nothing_and_says_so(newcomer: Program, first: Ended) -> None:
    again = newcomer.run("demo", limit_s=LIMIT_S).done()
    assert "sent again, portfolio.csv added nothing" in again.said
    assert "(done before: nothing was added)" in again.said
    [held] = re.findall(r"began empty and holds ([\d,]+) events", first.said)
    assert f"held {held} events before and holds {held} now: run again, the demo added nothing" in again.said


def test_the_lines_to_go_on_with_work_from_any_folder_and_lead_back(newcomer: Program, first: Ended) -> None:
    home = newcomer.folder / ".caseledger" / "demo"
    assert f"export CASELEDGER_HOME={home.resolve()}" in first.said
    assert "unset CASELEDGER_HOME" in first.said, "the newcomer has none of their own"


def test_it_ends_with_where_the_console_is_and_a_link_for_the_administrator(first: Ended) -> None:
    assert "In a browser, once it is up again:" in first.said
    console, link = first.out.strip().splitlines()[-3], first.out.strip().splitlines()[-1]
    assert re.fullmatch(r"The console is at (http://127\.0\.0\.1:\d+)/console.*", console)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/sign-in\?token=\S+", link), "in one line, to be opened as it is"


def test_it_stops_what_it_started_and_keeps_the_data(newcomer: Program, first: Ended) -> None:
    home = newcomer.folder / ".caseledger" / "demo"
    assert not any(service.pid for service in LocalStack(home).status().services)
    assert list((home / "workers").glob("*.json")) == []
    assert (home / "files" / "portfolio.refused.csv").exists()


CLOCKS = ("first_contact", "deadline_missed_reaction", "payment_deadline")


MAY_HOLD_TEXT = (".commands-", ".rejected-", "/files/", "/base/", "/pg_wal/")
"""What was sent, for as long as it is kept (docs/personal-data.md), the files that came in, and PostgreSQL's files: of
its tables, only one holds such texts, and ``test_persons`` reads them all."""


def test_no_personal_text_of_the_whole_run_stands_anywhere_but_in_what_was_sent(
    newcomer: Program, first: Ended
) -> None:
    home = newcomer.folder / ".caseledger" / "demo"
    files = [file for file in home.rglob("*") if file.is_file() and not any(m in str(file) for m in MAY_HOLD_TEXT)]
    compressed = [file for file in files if ".events-" in str(file) and file.suffix == ".log" and file.stat().st_size]
    assert any(len(bytes_of(file)) > 3 * file.stat().st_size for file in compressed), "batches are taken apart"
    places = (".events-", ".keys-", ".replies-", "/index/", "/policies/", "/logs/")
    assert [place for place in places if not any(place in str(file) for file in files)] == []
    found = []
    for file in files:
        content = bytes_of(file)
        found += [f"{kind} in {file}" for kind, texts in _personal_texts(home).items() for t in texts if t in content]
    assert found == []


@cache
def _personal_texts(home: Path) -> dict[str, list[bytes]]:
    """Some texts of each kind, spread over the files that came in: what leaks one of a kind leaks them all."""
    claims = [line for line in read_claims(home / "files" / "portfolio.csv") if isinstance(line, ClaimLine)]
    (bank_file,) = (home / "files").glob("bgmax-*.txt")
    payments = list(read_bank_file(bank_file).lines)
    texts: dict[str, list[str | None]] = {
        "debtor_name": [claim.debtor_name for claim in claims],
        "debtor_email": [claim.debtor_email for claim in claims],
        "payer_name": [payment.payer_name for payment in payments],
        "message": [text for payment in payments for text in payment.text],
        "dispute": [DISPUTED_IN_WORDS],
    }
    long_enough = {
        kind: sorted({text.encode() for text in every if text and len(text) >= LETTERS_MIN})
        for kind, every in texts.items()
    }
    assert [kind for kind, found in long_enough.items() if not found] == [], "the demo has texts of each kind"
    return {kind: found[:: len(found) // SOME + 1] for kind, found in long_enough.items()}


SOME = 12
LETTERS_MIN = 8
"""A shorter text may stand somewhere by chance."""
