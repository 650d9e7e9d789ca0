"""How far a long command has come, where there is no terminal: lines, with what is left."""

from __future__ import annotations

import pytest

from infra.cli.render import progress
from infra.cli.render.progress import counting
from tests.unit.cli.test_typed import written


def test_a_line_says_how_much_time_is_left_at_the_pace_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 30.0, 30.0, 30.0, 90.0, 90.0, 90.0])
    monkeypatch.setattr("infra.cli.render.progress.time.monotonic", lambda: next(times))
    with written() as (screen, stream), counting(screen, "cases", 1_000) as counter:
        counter.advance(100)
        counter.advance(400)
    # 100 in 30 s leave 900 for 270 s; 500 in 90 s leave 500 for 90 s.
    assert "cases: 100 of 1,000, about 4 min left" in stream.getvalue()
    assert "cases: 500 of 1,000, about 2 min left" in stream.getvalue()


def test_nothing_is_said_of_time_where_nobody_knows_how_much_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    with written() as (screen, stream), counting(screen, "events", None) as counter:
        counter.advance(3)
    assert stream.getvalue().strip() == "events: 3"
