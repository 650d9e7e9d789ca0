"""What is checked before a commit is what `make lint` runs."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_commit_is_checked_with_what_make_lint_runs() -> None:
    rule = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    assert rule
    linted = [line.strip().replace("$(BIN)", ".venv/bin") for line in rule[1].splitlines()]
    checked = re.findall(r"^ +entry: (.*)$", (ROOT / ".pre-commit-config.yaml").read_text(), re.M)
    assert checked == linted
