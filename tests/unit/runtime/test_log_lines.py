"""What is said in logs: closed sets of fields, and never what an event or an error of somebody else's says."""

from __future__ import annotations

import ast
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from infra.eventlog.errors import LogUnavailable
from infra.runtime.log_lines import ABOUT, JsonLines, PlainLines, about

ROOT = Path(__file__).parents[3]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
ID = UUID(int=7)
PERSONAL = "Anna Svensson, 850101-1234"

SAID = {
    # our own sentences, and errors of ours, which repeat nothing of an event
    "error", "reason", "problem", "doubt", "file.reason", "writer.failure", "settled.stopped", "again",
    # kinds and places of errors
    "where_it_failed(error)", "type(error).__name__", "exit_code", "self._exit_code",
    # names and numbers of ours
    "worker", "partition", "self._partition", "place", "host", "self._metrics_host", "server.port", "STOP_S", "SLOW_S",
    "model.name", "dropped", "', '.join((build.schema for build in self._builds))", "self.subscription.id", "provider",
    "_area_of(scope)", "self.topic_partition", "self._waiting.qsize()", "len(reads)", "len(deaf)", "pause_s",
    # files: the home's own, and those that banks drop, by the names that banks give them
    "self._path", "self.path", "path", "file.name", "file.where", "counts",
    "index.name", "label.position",
}  # fmt: skip
"""Every expression that a log line is made of. Whoever adds one has seen that it is never personal."""


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for room in ("consumers", "infra", "domain", "projections"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                    said_by = ast.unparse(node.func.value)
                    if said_by in ("log", "logger", "logging") or "getLogger" in said_by:
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_log_line_is_a_sentence_of_ours_with_parts_that_somebody_has_looked_at() -> None:
    calls = list(_calls())
    assert len(calls) > 30
    for place, call in calls:
        sentence, *parts = call.args
        assert isinstance(sentence, ast.Constant), f"{place}: the sentence is put together before it is said"
        unknown = {ast.unparse(part) for part in parts} - SAID
        assert not unknown, f"{place}: is {unknown} never personal? Then add it to SAID"


def test_what_is_added_to_a_line_comes_from_about() -> None:
    for place, call in _calls():
        for keyword in call.keywords:
            assert keyword.arg in ("extra", "exc_info"), place
            if keyword.arg == "extra":
                assert ast.unparse(keyword.value) == "told" or ast.unparse(keyword.value).startswith("about("), place


def test_nothing_that_is_said_stands_there_for_nothing() -> None:
    assert {ast.unparse(part) for _, call in _calls() for part in call.args[1:]} >= SAID - {"exit_code", "host"}


def _record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("caseledger.writer", logging.ERROR, "x.py", 1, message, args, None)
    record.__dict__.update(extra)
    return record


def test_a_line_of_json_has_the_ids_it_is_about_and_nothing_else_that_was_added() -> None:
    told = about(command_id=ID, aggregate_id=ID, trace_id="ab" * 16, partition=3)
    line = json.loads(JsonLines().format(_record("partition %d: %s", 3, "gone", **told, name_of_debtor=PERSONAL)))
    assert line["message"] == "partition 3: gone"
    assert {name: line[name] for name in ABOUT} == {
        "command_id": str(ID), "aggregate_id": str(ID), "trace_id": "ab" * 16, "partition": 3,
    }  # fmt: skip
    assert set(line) == {"time", "level", "worker", "logger", "message", *ABOUT}


def test_what_is_not_known_is_left_out() -> None:
    assert about(command_id=ID, trace_id="") == {"command_id": ID}


@pytest.mark.parametrize("lines", [JsonLines(), PlainLines()], ids=["json", "plain"])
def test_the_text_of_somebody_elses_error_is_never_said(lines: logging.Formatter) -> None:
    try:
        try:
            raise ValueError(f"Key (name)=({PERSONAL}) already exists")
        except ValueError as cause:
            raise KeyError(PERSONAL) from cause
    except KeyError:
        record = _record("failed")
        record.exc_info = sys.exc_info()
    told = lines.format(record)
    assert "Anna" not in told
    assert "KeyError" in told
    assert "ValueError" in told
    assert "test_log_lines.py:" in told


def test_the_texts_of_our_own_errors_and_of_the_system_are_said() -> None:
    for error, text in (
        (LogUnavailable("Kafka is away."), "Kafka is away."),
        (OSError(28, "No space left"), "No space"),
    ):
        try:
            raise error
        except Exception:
            record = _record("failed")
            record.exc_info = sys.exc_info()
        assert text in JsonLines().format(record)
