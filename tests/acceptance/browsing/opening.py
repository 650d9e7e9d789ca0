"""The browser, and the agency that its pages are tried in: fixtures for whole modules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from infra.demo.calendar import FIRST_CONTACTS
from infra.runtime.clock import FileClock
from tests.acceptance.browsing import NO_BROWSER
from tests.acceptance.browsing.finding import ARGUMENTS, browser_path
from tests.acceptance.browsing.office import HOUSEHOLD, LETTER, PRINCIPALS, TOGETHER, Office
from tests.acceptance.browsing.people import Desks
from tests.acceptance.program import Program
from tests.acceptance.serving import serving
from tests.acceptance.some_files import PAYDAY, a_line, write_lines, write_money
from tests.waiting import PATIENCE_S, patiently

AT_NIGHT = FIRST_CONTACTS.replace(hour=22)
NEXT_MORNING = FIRST_CONTACTS + timedelta(days=1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one no test of this file runs, and the run says so at its end."""
    with sync_playwright() as playwright:
        if (path := browser_path(playwright)) is None:
            pytest.skip(
                f"{NO_BROWSER}: there is none here and none could be installed. Name one in CASELEDGER_CHROMIUM."
            )
        expect.set_options(timeout=20_000)
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def office(browser: Browser, ledger: Program) -> Iterator[Office]:
    """The cases of 2 March; a call at night that was refused; the morning of the 4th."""
    lines = [a_line(one, principal, name=f"Kim {one}") for one, principal in PRINCIPALS.items()]
    lines += [a_line(one, principal, name="Robin Dahl", customer="K-C") for one, principal in TOGETHER.items()]
    write_lines(ledger.folder / "claims.csv", lines)
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--as", "agent-1")
    write_lines(ledger.folder / "demanded.csv", [a_line(one, sum_, name=f"Kim {one}") for one, sum_ in LETTER.items()])
    ledger.json("import", "claims", "demanded.csv", "--as", "agent-1")
    ledger.known_to_persons(len(lines) + len(LETTER))
    FileClock.set(ledger.folder / "clock.json", AT_NIGHT)
    call = ("--channel", "phone", "--purpose", "first_contact", "--outcome", "no_answer", "--as", "dialler-1")
    assert ledger.run("case", "contact", "Nordkraft/B-1", *call).code == 3, "at 23:00 nobody is called"
    FileClock.set(ledger.folder / "clock.json", NEXT_MORNING)
    ledger.run("balances", "--wait").done()
    with serving(ledger) as (url, key, _), httpx.Client(base_url=url, timeout=PATIENCE_S) as api:
        api.headers["Authorization"] = f"Bearer {key}"
        rows = {row["creditor_reference"]: row for row in api.get("/v1/cases").json()["rows"]}
        cases = {one: row | api.get(f"/v1/cases/{row['case_id']}/state").json() for one, row in rows.items()}
        made = Office(Desks(browser, url, ledger), api, cases, {})
        for one in ("B-1", "B-2", "C-1"):
            made.act(one, "assess-affordability", person_id=made.person(one), **HOUSEHOLD)
        wrong = {"grounds": "wrong_amount", "channel": "phone", "text": "Half of it was returned."}
        made.act("B-4", "raise-dispute", person_id=made.person("B-4"), **wrong)
        made.act("D-1", "validate-claim", identified_by="national_id", age_then="adult")
        objections = "Kredinord, Box 12, Östersund"
        made.act("D-1", "send-payment-demand", channel="letter", person_id=made.person("D-1"), object_to=objections)
        taken = taken_in(api, write_money(ledger.folder / "first.txt", [("", 4_500)], PAYDAY))
        hook = api.post("/v1/webhooks", json={"url": "https://example.org/hook", "types": ["ClaimReceived"]})
        assert hook.status_code in (200, 201), hook.text
        made.at.update(
            case_id=cases["D-1"]["case_id"], aggregate_id=cases["D-1"]["case_id"], person_id=made.person("D-1"),
            command="RaiseDispute", act="plan", combined_plan=str(UUID(int=1)), name="resolution_rate",
            partition=str(rows["D-1"]["partition"]),
            number="1", position=str(rows["D-1"]["position"]), webhook_id=hook.json()["id"],
            import_id=taken["import_id"], bank_file_id=taken["bank_file_id"],
        )  # fmt: skip
        yield made


def taken_in(api: httpx.Client, file: Path) -> dict[str, str]:
    """The import of a bank's file, when the read models know it."""
    sent = api.post("/v1/imports", params={"file_name": file.name}, content=file.read_bytes()).json()
    for _ in patiently():
        found = api.get(f"/v1/imports/{sent['import_id']}").json()
        if found["status"] == "done" and api.get(f"/v1/bank-files/{found['bank_file_id']}").status_code == 200:
            return dict(found)
    raise AssertionError(f"the file was not taken in: {found}")
