"""What others wrote and browsers load from us is what they published, with its licence beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import infra.console

VENDOR = Path(infra.console.__file__).parent / "static" / "vendor"
LOCK = json.loads((VENDOR / "lock.json").read_text())


def test_every_file_is_the_one_in_the_lock() -> None:
    for row in LOCK:
        assert hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]
        assert row["version"] in row["file"]
        assert (VENDOR / row["licence_file"]).read_text().strip()


def test_nothing_lies_beside_them_that_is_not_locked() -> None:
    named = {row["file"] for row in LOCK} | {row["licence_file"] for row in LOCK} | {"lock.json"}
    assert {path.name for path in VENDOR.iterdir()} == named


def test_none_of_them_loads_anything_from_elsewhere() -> None:
    for row in LOCK:
        text = (VENDOR / row["file"]).read_text()
        assert "sourceMappingURL" not in text, "browsers would ask for a map that is not here"
        assert "url(http" not in text.replace("'", "").replace('"', "")
