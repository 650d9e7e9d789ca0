"""People at their browsers, signed in by a link as the command line makes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.acceptance.browsing.promises import WIDE
from tests.acceptance.program import Program


@dataclass(frozen=True)
class Desks:
    """Makes a browser of its own for each person, with nothing of anybody else in it."""

    browser: Browser
    url: str
    ledger: Program

    @contextmanager
    def visitor(self, *, with_scripts: bool = True) -> Iterator[BrowserContext]:
        """Whoever has not signed in."""
        context = self.browser.new_context(
            base_url=self.url, viewport=WIDE, locale="en-GB", java_script_enabled=with_scripts, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def signed_in(self, role: str, name: str, *held: str, with_scripts: bool = True) -> Iterator[Page]:
        """Somebody of a role, at the first page that they may see; ``held`` to a person or creditor, as an option."""
        made = self.ledger.json("sign-in", "link", "--role", role, "--name", name, *held)
        with self.visitor(with_scripts=with_scripts) as context:
            page = context.new_page()
            page.goto(f"/sign-in?{urlsplit(made['url']).query}")
            page.locator("main form button").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
            yield page
