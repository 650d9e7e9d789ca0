"""How long a worker rests before it is begun again."""

from __future__ import annotations

from consumers.runtime.beginning_again import PAUSE_S_MAX, PAUSE_S_MIN, WELL_AFTER_S, Pauses


class Watch:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pauses_grow_to_the_longest_and_are_short_again_after_a_worker_that_lived() -> None:
    watch = Watch()
    pauses = Pauses(watch)
    found = []
    for lived_s in (0, 1, 0, 59, 0, 0, WELL_AFTER_S, 0):
        pauses.begins()
        watch.now += lived_s
        found.append(pauses.after_an_end())
        watch.now += found[-1]
    assert found == [PAUSE_S_MIN, 1, 2, 4, PAUSE_S_MAX, PAUSE_S_MAX, PAUSE_S_MIN, 1]
