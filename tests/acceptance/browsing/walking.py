"""What people do on pages, step by step."""

from __future__ import annotations

import json
import time

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.acceptance.browsing.office import LIMIT_S, Office


def find(page: Page, reference: str) -> None:
    """By the search above."""
    page.locator("input[name=name]").fill(reference)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(reference)


def choose(page: Page, **members: str) -> None:
    """One of each of these fields."""
    for name, member in members.items():
        page.locator(f"[name={name}]").select_option(member)


def propose(page: Page, a_month: str) -> None:
    """On the 25th of each month; the household is on file."""
    page.locator("[name=amount_a_month]").fill(a_month)
    page.locator("[name=due_day]").select_option("25")
    page.locator("[name=adults]").select_option("single")
    page.get_by_role("button", name="Send").click()


def act(page: Page, command: str) -> None:
    """By the button of the case."""
    page.locator(f"a[href*='/act/{command}/']").first.click()


def customer(office: Office, context: BrowserContext, reference: str) -> Page:
    """Signed in by the reference of the debt and the code in the file."""
    page = context.new_page()
    page.goto("/my")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Payment reference").fill(office.cases[reference]["payment_reference"])
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    sent = (office.desks.ledger.folder / "one-time-codes.ndjson").read_text().splitlines()[-1]
    page.get_by_label("Code").fill(json.loads(sent)["code"])
    page.get_by_role("button", name="Sign in").click()
    return page


def shown_at_last(page: Page, wanted: Locator) -> None:
    """Loads the page anew until it shows what a policy or a read model brings a moment later."""
    until = time.monotonic() + LIMIT_S
    while not wanted.count():
        assert time.monotonic() < until, f"after {LIMIT_S} s the page says: {page.locator('main').inner_text()}"
        page.wait_for_timeout(500)
        page.reload()
