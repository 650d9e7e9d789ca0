"""A history as a file: what was written is read, what a crash cut short is left out, and nonsense is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.kernel.recorded import Actor
from infra.audit.checker.history import HistoryFile, HistoryUnreadable, read_history
from infra.messages.commands import CommandEnvelope
from infra.messages.fingerprint import fingerprint_of
from infra.messages.replies import CommandAnswered
from infra.messages.values import encode


def envelope(command_id: UUID, aggregate_id: UUID) -> CommandEnvelope:
    happened = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return CommandEnvelope(command_id, aggregate_id, happened, Actor("user", "a"), aggregate_id)


def an_answer(command_id: object, asked: str = "") -> CommandAnswered:
    return CommandAnswered(command_id, uuid4(), "c", True, False, 2, 0, 17, "", "", None, asked)  # type: ignore[arg-type]


def test_what_was_recorded_is_read_in_its_order(tmp_path: Path) -> None:
    first, second, case = uuid4(), uuid4(), uuid4()
    with HistoryFile(tmp_path / "history.jsonl") as file:
        file.sent("a", envelope(first, case), b"\x00\x01")
        file.sent("a", envelope(second, case), b"\x02")
        file.answered(an_answer(second))
        file.sent("a", envelope(first, case), b"\x00\x01")
    history = read_history(tmp_path / "history.jsonl")
    assert history.commands[first, ""].sent == [1, 4]
    assert history.commands[first, ""].value == b"\x00\x01"
    [answer] = history.commands[second, ""].answers
    assert (answer.when, answer.accepted, answer.version, answer.position) == (3, True, 2, 17)


def test_a_recorder_goes_on_in_the_file_that_it_had(tmp_path: Path) -> None:
    for _ in range(2):
        with HistoryFile(tmp_path / "history.jsonl") as file:
            file.sent("a", envelope(uuid4(), uuid4()), b"")
    assert len(read_history(tmp_path / "history.jsonl").commands) == 2


def test_a_last_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryFile(path) as file:
        file.sent("a", envelope(uuid4(), uuid4()), b"")
        file.sent("a", envelope(uuid4(), uuid4()), b"")
    path.write_text(path.read_text()[:-5])
    assert len(read_history(path).commands) == 1


@pytest.mark.parametrize("line", ["nonsense", "{}", "[]", '{"sent": "x"}', '{"answered": 5}'])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "history.jsonl"
    with HistoryFile(path) as file:
        file.sent("a", envelope(uuid4(), uuid4()), b"")
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(HistoryUnreadable, match="line 2"):
        read_history(path)


def test_two_commands_under_one_id_are_told_apart_by_what_they_ask(tmp_path: Path) -> None:
    command_id, case = uuid4(), uuid4()
    commands = [CloseCase(Outcome.WRITTEN_OFF, "agreed"), CloseCase(Outcome.WRITTEN_OFF, "asked_again")]
    asked = [fingerprint_of(case, None, command) for command in commands]
    with HistoryFile(tmp_path / "history.jsonl") as file:
        for command in commands:
            file.sent("a", envelope(command_id, case), encode(command))
        file.answered(an_answer(command_id, asked[1]))
    history = read_history(tmp_path / "history.jsonl")
    assert [len(history.commands[command_id, one].answers) for one in asked] == [0, 1]
