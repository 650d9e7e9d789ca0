"""Finds a Chromium, or installs one where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL_LIMIT_S = 150
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@cache
def browser_path(playwright: Playwright) -> Path | None:
    """The browser of CASELEDGER_CHROMIUM, of PATH or of Playwright; else one that is installed now; None: there is
    none, and none can be had.
    """
    if found := _found(playwright):
        return found
    for command in _installers():
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_LIMIT_S)
        if found := _found(playwright):
            return found
    return None


def _found(playwright: Playwright) -> Path | None:
    named = os.environ.get("CASELEDGER_CHROMIUM")
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [named] if named else [*on_path, playwright.chromium.executable_path]
    return next((Path(one) for one in candidates if one and Path(one).exists()), None)


def _installers() -> Sequence[Sequence[str]]:
    """Each is tried once. Whoever names a browser wants that one, and no other."""
    if "CASELEDGER_CHROMIUM" in os.environ:
        return ()
    as_root = os.geteuid() == 0 and shutil.which("apt-get")
    with_apt = [["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]] if as_root else []
    return [*with_apt, [sys.executable, "-m", "playwright", "install", "chromium"]]
