"""The page about adding an event is followed word by word, in a copy of what it changes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add-an-event.md").read_text(encoding="utf-8")
(FILE, CODE), *_ = re.findall(r"^```python (domain/\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^    (python -m schemas .*)$", PAGE, re.MULTILINE)

TRIED = """
from datetime import UTC, date, datetime
from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.case.state import CASE
from infra.messages import values
from tests.unit.domain.samples import open_case

asked = COMMANDS["caseledger.case.commands.PostponeReminder"](date(2026, 3, 9), "salary_comes_later")
now = datetime(2026, 3, 2, 9, tzinfo=UTC)
[event] = CASE.decide(open_case(), asked, Context(now, now, Actor("user", "agent-7")))
assert values.decode(values.encode(event)) == event
print(event.sentence())
late = Context(now.replace(day=20), now.replace(day=20), Actor("user", "agent-7"))
refused = CASE.decide(open_case(), asked, late)
assert isinstance(refused, Refusal) and refused.code == "day_in_the_past"
wordy = type(asked)(date(2026, 3, 9), "She said that her salary comes later")
refused = CASE.decide(open_case(), wordy, Context(now, now, Actor("user", "agent-7")))
assert isinstance(refused, Refusal) and refused.code == "code_invalid"
"""


def test_the_page_adds_an_event_as_it_says(tmp_path: Path) -> None:
    for folder in ("domain", "schemas", "infra", "projections", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / FILE).write_text(CODE, encoding="utf-8")
    before = _files(tmp_path)
    assert [command.split()[3] for command in COMMANDS] == ["add", "lock", "golden", "check"]
    add, lock, golden, check = COMMANDS
    _run(tmp_path, add)
    for file in tmp_path.rglob("*.avsc"):  # "say in each doc that is empty what a stranger must know"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"doc": ""', '"doc": "The first day on which a reminder may be sent again."'))
    for command in (lock, golden, golden, check):
        _run(tmp_path, command)
    added = {str(file) for file in _files(tmp_path) - before}
    assert len(added) == 6, "for each of the two a schema, a sample and its bytes"
    assert _run(tmp_path, f"python -c {TRIED!r}").strip() == "Reminder put off until 2026-03-09: salary_comes_later"
    rows = json.loads((tmp_path / "schemas" / "lock.json").read_text("utf-8"))
    assert {row["name"].rpartition(".")[2] for row in rows[-2:]} == {"PostponeReminder", "ReminderPostponed"}


def _files(folder: Path) -> set[Path]:
    return {
        path.relative_to(folder)
        for path in (folder / "schemas").rglob("*")
        if path.suffix in (".avsc", ".json", ".hex")
    }


def _run(folder: Path, command: str) -> str:
    """A command of the page, in the copy."""
    program, *arguments = (
        [sys.executable, "-c", TRIED] if command.startswith("python -c") else [sys.executable, *command.split()[1:]]
    )
    environ = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([program, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
