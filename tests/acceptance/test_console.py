"""The console and My page in a real browser, on real servers: what every page promises, and each role's main task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from infra.console.router import MY_PAGES, PAGES
from infra.demo.calendar import FIRST_CONTACTS
from infra.runtime.clock import FileClock
from tests.acceptance.browsing import NO_BROWSER
from tests.acceptance.browsing.finding import ARGUMENTS, browser_path
from tests.acceptance.browsing.people import Desks
from tests.acceptance.browsing.promises import WatchedPage
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines
from tests.acceptance.test_http import serving

pytestmark = pytest.mark.timeout(400)
AT_NIGHT = FIRST_CONTACTS.replace(hour=22)
NEXT_MORNING = FIRST_CONTACTS + timedelta(days=1)
HOUSEHOLD = {
    "channel": "phone", "adults": "single", "ages": [], "income_minor": 1_080_000, "housing_minor": 400_000,
    "agreed_other_minor": 0, "standard_amount_minor": 620_000,
    "standard_amount_source": "decision of the enforcement authority",
}  # fmt: skip
"""600.00 a month are left of 10,800.00."""


@dataclass(frozen=True)
class Office:
    """The agency at work: its desks, what the API says to an administrator, and its cases by their references."""

    desks: Desks
    api: httpx.Client
    cases: dict[str, dict[str, Any]]
    at: dict[str, str]
    """What stands in the place of each name in a path."""

    def act(self, reference: str, command: str, **body: Any) -> httpx.Response:
        """As the administrator, once."""
        key = {"Idempotency-Key": f"{reference}-{command}", "Prefer": "wait=30"}
        return self.api.post(f"/v1/cases/{self.cases[reference]['case_id']}/{command}", json=body, headers=key)

    def person(self, reference: str) -> str:
        """Whose case it is."""
        return str(self.cases[reference]["debtors"][0]["person_id"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one no test of this file runs, and the run says so at its end."""
    with sync_playwright() as playwright:
        if (path := browser_path(playwright)) is None:
            pytest.skip(
                f"{NO_BROWSER}: there is none here and none could be installed. Name one in CASELEDGER_CHROMIUM."
            )
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def office(browser: Browser, ledger: Program) -> Iterator[Office]:
    """Four cases of 2 March; a call at night that was refused; the morning of the 4th."""
    references = [f"B-{number}" for number in range(1, 5)]
    lines = [a_line(one, principal="5000.00", name=f"Kim {one}") for one in references]
    write_lines(ledger.folder / "claims.csv", lines)
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--as", "agent-1")
    ledger.known_to_persons(4)
    FileClock.set(ledger.folder / "clock.json", AT_NIGHT)
    call = ("--channel", "phone", "--purpose", "first_contact", "--outcome", "no_answer", "--as", "dialler-1")
    assert ledger.run("case", "contact", "Nordkraft/B-1", *call).code == 3, "at 23:00 nobody is called"
    FileClock.set(ledger.folder / "clock.json", NEXT_MORNING)
    with serving(ledger) as (url, key, _), httpx.Client(base_url=url, timeout=60) as api:
        api.headers["Authorization"] = f"Bearer {key}"
        rows = {row["creditor_reference"]: row for row in api.get("/v1/cases").json()["rows"]}
        cases = {one: row | api.get(f"/v1/cases/{row['case_id']}/state").json() for one, row in rows.items()}
        made = Office(Desks(browser, url, ledger), api, cases, {})
        assessed = made.act("B-1", "assess-affordability", person_id=made.person("B-1"), **HOUSEHOLD)
        assert assessed.status_code == 200, assessed.text
        hook = api.post("/v1/webhooks", json={"url": "https://example.org/hook", "types": ["ClaimReceived"]})
        assert hook.status_code in (200, 201), hook.text
        made.at.update(
            case_id=cases["B-1"]["case_id"], aggregate_id=cases["B-1"]["case_id"], person_id=made.person("B-1"),
            command="RaiseDispute", act="plan", partition=str(rows["B-1"]["partition"]), name="resolution_rate",
            position=str(rows["B-1"]["position"]), webhook_id=hook.json()["id"],
        )  # fmt: skip
        yield made


BROKEN = """<!doctype html><html lang="en"><title>Broken</title><main><h1>Broken</h1><img src="none.png">
<p style="width: 900px">Wide</p><script>undefinedName()</script></main>"""
"""A picture that nobody describes and that is not there, a line that is too wide, and a script that fails."""


def test_a_page_that_breaks_its_promises_is_found_out(browser: Browser) -> None:
    with browser.new_context(base_url="http://127.0.0.1:9") as context:
        context.route(
            "**/*", lambda route: route.fulfill(status=404 if "png" in route.request.url else 200, body=BROKEN)
        )
        told = "\n".join(WatchedPage.of(context).broken_promises("/broken"))
    assert all(one in told for one in ("image-alt", "px wide at 400", "undefinedName", "404")), told


NOT_SHOWN = (".csv", "/statement", "/find", "{provider}")
"""What is downloaded, or only leads elsewhere."""


def paths(modules: Any, at: dict[str, str]) -> list[str]:
    """Of every page that there is: a new one is among them by itself."""
    routes = [route for module in modules for route in module.router.routes if "GET" in route.methods]
    return [route.path.format_map(at) for route in routes if not any(one in route.path for one in NOT_SHOWN)]


def test_whoever_looks_at_a_page_of_the_console_can_read_and_use_it(office: Office) -> None:
    found: list[str] = []
    with office.desks.signed_in("administrator", "administrator-1") as page:
        watched = WatchedPage.of(page.context)
        for path in paths(PAGES, office.at):
            found += watched.broken_promises(path)
    assert found == [], "\n".join(found)


def test_whoever_looks_at_my_page_can_read_and_use_it(office: Office) -> None:
    found: list[str] = []
    with office.desks.signed_in("debtor", office.at["person_id"], "--person", office.at["person_id"]) as page:
        watched = WatchedPage.of(page.context)
        for path in paths(MY_PAGES, office.at):
            found += watched.broken_promises(path)
    assert found == [], "\n".join(found)
