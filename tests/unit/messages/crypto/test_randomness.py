"""No random byte is given twice: not to one thread, not to two, not on both sides of a fork."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from infra.messages.crypto.randomness import FETCHED_BYTES, random_bytes

MANY = 2 * FETCHED_BYTES // 12 + 5


def test_many_are_all_different_and_of_the_length_that_was_asked_for() -> None:
    given = [random_bytes(12) for _ in range(MANY)]
    assert {len(each) for each in given} == {12}
    assert len(set(given)) == MANY


def test_threads_are_given_different_ones() -> None:
    with ThreadPoolExecutor(4) as threads:
        parts = threads.map(lambda _: [random_bytes(12) for _ in range(MANY)], range(8))
    given = list(chain.from_iterable(parts))
    assert len(set(given)) == len(given)


def test_a_forked_process_is_given_others() -> None:
    random_bytes(12)
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.write(writing, random_bytes(12))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 12) != random_bytes(12)
    os.close(reading)
    os.close(writing)
