"""``generate --to log``: what it is to be, before anything is written."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from infra.cli.exit_codes import ExitCode
from infra.cli.main import app


def generate(home: Path, *options: str) -> Result:
    command = ["--home", str(home), "generate", "--to", "log", "--cases", "40", "--seed", "7", *options]
    return CliRunner().invoke(app, command)


def test_a_dry_run_needs_no_log_and_says_how_many_events_and_bytes_there_would_be(tmp_path: Path) -> None:
    answer = generate(tmp_path, "--dry-run")
    assert answer.exit_code == ExitCode.DONE, answer.output
    said = " ".join(answer.output.split())
    assert "40 cases of seed 7" in said
    assert "A dry run: the log would have" in said
    assert "events with the creditors' own" in said
    assert not list(tmp_path.iterdir())


def test_stories_are_told_again_until_there_are_as_many_cases(tmp_path: Path) -> None:
    answer = json.loads(generate(tmp_path, "--dry-run", "--stories", "20", "--json").stdout)
    once = json.loads(generate(tmp_path, "--dry-run", "--cases", "20", "--json").stdout)
    assert (answer["cases"], once["cases"]) == (40, 20)
    assert answer["commands"] == 2 * once["commands"]
    assert answer["outcomes"] == {outcome: 2 * cases for outcome, cases in once["outcomes"].items()}


def test_the_clock_is_not_moved_along(tmp_path: Path) -> None:
    answer = generate(tmp_path, "--move-clock")
    assert "a bulk log is written as of each day anyway" in f"{answer.output} {answer.exception}"
    assert answer.exit_code != ExitCode.DONE
