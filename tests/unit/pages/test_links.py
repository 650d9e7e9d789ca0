"""Every link of a page to another one leads there, and to the heading that it names."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from tests.for_each import for_each

ROOT = Path(__file__).parents[3]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def headings(page: Path) -> frozenset[str]:
    """The names under which the headings of a page can be linked to, as GitHub makes them."""
    seen, names = Counter[str](), set[str]()
    for title in re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
        names.add(name if not seen[name] else f"{name}-{seen[name]}")
        seen[name] += 1
    return frozenset(names)


def links(page: Path) -> list[tuple[Path, str]]:
    found = LINK.findall(re.sub(r"`[^`\n]*`", "", CODE.sub("", page.read_text("utf-8"))))
    return [((page.parent / path).resolve() if path else page, anchor) for path, anchor in found]


@for_each("page", PAGES)
def test_its_links_lead_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        assert target.exists(), f"{page.name} links to {target.name}, which is not there"
        assert not anchor or anchor in headings(target), f"{page.name} links to #{anchor}, no heading of {target.name}"


def test_pages_are_linked_to_each_other() -> None:
    assert sum(len(links(page)) for page in PAGES) > 200
