"""A log is not flooded by one kind of line, and says how many it left out."""

from __future__ import annotations

import json
import logging

import pytest
from kafka.errors import UnstableOffsetCommitError

from infra.runtime.few_lines import KINDS_MAX, LINES_MAX, WITHIN_S, FewLines
from infra.runtime.log_lines import JsonLines, PlainLines


class Watch:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _record(message: str, *args: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("kafka.coordinator", level, "x.py", 1, message, args, None)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def few(watch: Watch) -> FewLines:
    return FewLines(watch)


def test_a_kind_of_line_is_said_some_times_a_minute_whatever_its_parts_are(few: FewLines, watch: Watch) -> None:
    said = [few.filter(_record("node %d is dead", node)) for node in range(8_000)]
    assert sum(said) == LINES_MAX
    assert all(said[:LINES_MAX]), "the first ones, which tell how it began"
    watch.now = WITHIN_S
    again = _record("node %d is dead", 7)
    assert few.filter(again)
    told = f"{8_000 - LINES_MAX}"
    assert PlainLines().format(again).endswith(f"node 7 is dead ({told} more like it were left out)")
    assert json.loads(JsonLines().format(again))["left_out"] == int(told)
    last = _record("node %d is dead", 7)
    assert few.filter(last)
    assert "left out" not in PlainLines().format(last), "they were told already"


def test_another_kind_is_said_beside_a_flood(few: FewLines) -> None:
    for _ in range(100):
        few.filter(_record("node %d is dead", 1))
    assert few.filter(_record("node %d is dead", 1, level=logging.ERROR))
    assert few.filter(_record("partition %d was taken over", 1))


def test_kinds_without_end_do_not_fill_the_memory(few: FewLines) -> None:
    assert all(few.filter(_record(f"sentence {number}")) for number in range(3 * KINDS_MAX))
    assert len(few._said) <= KINDS_MAX


def test_a_usual_wait_is_no_error(few: FewLines) -> None:
    assert not few.filter(
        _record("Unknown error fetching offsets: %s", UnstableOffsetCommitError(), level=logging.ERROR)
    )
