"""Which pages are generated, and what they must say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from domain.law.page import page as law_page
from infra.metrics.monitoring.page import with_tables
from infra.pages.catalogue_page import catalogue_page
from infra.pages.event_types import event_types
from infra.pages.rules_page import rules_page

MARK = re.compile(r"<!-- From here on made by `python -m domain\.law (\d{4}-\d\d-\d\d)`\. -->\n\n")
"""Where the generated part of docs/law.md begins, and the day that it is of."""
TYPES_MARK = "<!-- From here on made by `make docs`. -->\n\n"
"""The same in docs/subscribe.md."""


def generated(docs: Path) -> dict[str, str]:
    """By the name of the file in ``docs``: the whole text. What stands before a mark, in docs/law.md and
    docs/subscribe.md, stays, and so does what stands around the marks of docs/metrics.md."""
    law = (docs / "law.md").read_text("utf-8")
    mark = MARK.search(law)
    assert mark, "docs/law.md has lost the line that says where its generated part begins"
    subscribe, types_mark, _ = (docs / "subscribe.md").read_text("utf-8").partition(TYPES_MARK)
    assert types_mark, "docs/subscribe.md has lost the line that says where its generated part begins"
    return {
        "catalogue.md": catalogue_page(),
        "subscribe.md": subscribe + types_mark + event_types(),
        "rules.md": rules_page(),
        "metrics.md": with_tables((docs / "metrics.md").read_text("utf-8")),
        "law.md": law[: mark.end()] + law_page(date.fromisoformat(mark[1])),
    }
