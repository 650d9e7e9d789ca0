"""What every page of the console and of My page promises, held against it in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 400, "height": 800}
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
NOT_SHOWN = (".csv", ".pdf", "/statement", "/find", "{provider}")
"""What is downloaded, or only leads elsewhere."""


def paths(modules: Any, at: dict[str, str]) -> list[str]:
    """Of every page that there is: a new one is among them by itself."""
    routes = [route for module in modules for route in module.router.routes if "GET" in route.methods]
    return [route.path.format_map(at) for route in routes if not any(one in route.path for one in NOT_SHOWN)]


def axe_findings(page: Page) -> list[str]:
    """What people with disabilities could not use on the page as it stands: the rule of axe, and the element."""
    violations = Axe().run(page, options=WCAG).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Whether the page as it stands must be scrolled sideways at 400 px, and what is too wide in it."""
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    widest = page.evaluate(_WIDEST)
    page.set_viewport_size(WIDE)
    return [f"it is {wide} px wide at {NARROW['width']}: {widest}"] if wide > NARROW["width"] else []


_WIDEST = """[...document.querySelectorAll('main *, header *, footer *')]
.filter(one => one.getBoundingClientRect().right > innerWidth)[0]?.outerHTML.slice(0, 160)"""


@dataclass
class WatchedPage:
    """A page of the browser, and whatever the browser said against it."""

    page: Page
    said: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext) -> WatchedPage:
        """A new page of this person's browser."""
        made = cls(context.new_page())
        made.page.on("console", made._heard)
        made.page.on("pageerror", lambda error: made.said.append(str(error)))
        return made

    def broken_promises(self, path: str) -> list[str]:
        """Opens a page, and tells what is wrong with it: axe's findings, messages, and what is wider than 400 px."""
        self.said.clear()
        self.page.set_viewport_size(WIDE)
        answer = self.page.goto(path)
        assert answer is not None
        found = [] if answer.ok else [f"it answers with {answer.status}"]
        found += axe_findings(self.page)
        found += too_wide(self.page)
        return [f"{path}: {one}" for one in found + self.said]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"the browser says: {message.text}")
