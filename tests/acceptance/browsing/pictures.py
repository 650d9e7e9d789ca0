"""Pictures of pages as they are walked through, which the docs show."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

BYTES_AT_LEAST = 10_000
"""Less is an empty page. How large it may be is said of those that the docs show: fonts differ between machines."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that CASELEDGER_PICTURES names, as `make pictures` does; else one that goes away again."""
    named = os.environ.get("CASELEDGER_PICTURES")
    return Path(named) if named else tmp_path_factory.mktemp("pictures")


def take_picture(page: Page, folder: Path, name: str) -> None:
    """Of the page from its top, as large as the window."""
    page.evaluate("scrollTo(0, 0)")
    picture = folder / f"{name}.png"
    page.screenshot(path=picture, animations="disabled")
    assert picture.stat().st_size > BYTES_AT_LEAST, f"{name} has {picture.stat().st_size:,} bytes"
