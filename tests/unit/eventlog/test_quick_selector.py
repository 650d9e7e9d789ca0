"""What Python's own selector would report, the quick one reports too; a write that would block is waited for."""

from __future__ import annotations

import queue
import random
import select
import selectors
import socket
import sys
import threading
from collections.abc import Iterator

import pytest

from infra.eventlog.kafka_python.quick_selector import QuickSelector

pytestmark = pytest.mark.skipif(not hasattr(select, "epoll"), reason="this system has no epoll")
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
Pair = tuple[socket.socket, socket.socket]


def a_pair() -> Pair:
    pair = socket.socketpair()
    for each in pair:
        each.setblocking(False)
    return pair


@pytest.fixture
def selector() -> Iterator[QuickSelector]:
    opened = QuickSelector()
    yield opened
    opened.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = a_pair()
    yield made
    for each in made:
        each.close()


def ready(selector: selectors.BaseSelector, timeout: float = 0) -> dict[object, int]:
    return {key.data: events for key, events in selector.select(timeout)}


def test_reading_is_reported_as_long_as_there_is_interest(selector: QuickSelector, pair: Pair) -> None:
    here, there = pair
    selector.register(here, READ, "here")
    assert ready(selector) == {}
    there.send(b"x")
    assert ready(selector, 1) == ready(selector) == {"here": READ}
    selector.unregister(here)
    assert ready(selector) == {}
    selector.register(here, READ, "again")
    assert ready(selector) == {"again": READ}


def test_a_closed_other_end_is_reported(selector: QuickSelector, pair: Pair) -> None:
    here, there = pair
    selector.register(here, READ, "here")
    there.close()
    assert ready(selector, 1) == {"here": READ}


def test_a_write_that_blocks_is_waited_for_and_not_taken_for_granted_twice(selector: QuickSelector, pair: Pair) -> None:
    here, there = pair
    selector.register(here, READ | WRITE, "here")
    assert ready(selector) == {"here": WRITE}
    with pytest.raises(BlockingIOError):
        while True:
            here.send(b"x" * 65_536)
    selector.modify(here, READ, "here")
    selector.modify(here, READ | WRITE, "here")
    for _ in range(3):
        taken_or_nothing = ready(selector)
        selector.modify(here, READ | WRITE, "here")
    assert taken_or_nothing == {}
    while not ready(selector):
        there.recv(1 << 20)


def test_a_new_socket_with_the_number_of_a_closed_one_is_another(selector: QuickSelector) -> None:
    here, there = a_pair()
    number = here.fileno()
    selector.register(here, READ | WRITE, "old")
    assert ready(selector) == {"old": WRITE}
    selector.unregister(here)
    here.close()
    there.close()
    new, other = a_pair()
    if number not in (new.fileno(), other.fileno()):
        pytest.skip("the system did not give the number again")
    if other.fileno() == number:
        new, other = other, new
    selector.register(new, READ, "new")
    assert ready(selector) == {}
    other.send(b"x")
    assert ready(selector, 1) == {"new": READ}
    new.close()
    other.close()


def test_misuse_is_an_error(selector: QuickSelector, pair: Pair) -> None:
    here, there = pair
    for misuse in (selector.unregister, selector.get_key, lambda each: selector.modify(each, READ)):
        with pytest.raises(KeyError):
            misuse(here)
    selector.register(here, READ)
    with pytest.raises(KeyError):
        selector.register(here, READ)
    there.close()
    with pytest.raises(ValueError, match="closed"):
        selector.register(there, READ)


@pytest.mark.parametrize("seed", range(20))
def test_it_reports_what_pythons_own_reports(selector: QuickSelector, seed: int) -> None:
    """But for writes, which it may take for granted."""
    chance = random.Random(seed)
    pairs = [a_pair() for _ in range(3)]
    own = selectors.DefaultSelector()
    watched: dict[int, int] = {}
    for _ in range(200):
        number = chance.randrange(len(pairs))
        here, there = pairs[number]
        action = chance.choice(["watch", "unwatch", "send", "receive", "reopen"])
        if action == "watch":
            events = chance.choice([READ, WRITE, READ | WRITE])
            for each in (own, selector):
                (each.modify if number in watched else each.register)(here, events, number)
            watched[number] = events
        elif action in ("unwatch", "reopen") and number in watched:
            for each in (own, selector):
                each.unregister(here)
            del watched[number]
            if action == "reopen":
                here.close()
                there.close()
                pairs[number] = a_pair()
        elif action == "send":
            there.send(b"x")
        elif action == "receive" and ready(own).get(number, 0) & READ:
            here.recv(100)
        expected = ready(own)
        seen: dict[object, int] = {}
        for _ in range(4):
            for data, events in ready(selector).items():
                seen[data] = seen.get(data, 0) | events
        assert seen == expected
    own.close()
    for here, there in pairs:
        here.close()
        there.close()


def test_sockets_may_be_taken_out_and_closed_by_another_thread_at_any_time(selector: QuickSelector) -> None:
    handed_over: queue.SimpleQueue[Pair | None] = queue.SimpleQueue()

    def take_out() -> None:
        while (pair := handed_over.get()) is not None:
            for each in pair:
                selector.unregister(each)
                each.close()

    other = threading.Thread(target=take_out)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        other.start()
        for _ in range(2_000):
            pair = a_pair()
            for each in pair:
                selector.register(each, READ | WRITE, "open")
            handed_over.put(pair)
            selector.select(0)
    finally:
        sys.setswitchinterval(before)
        handed_over.put(None)
        other.join()
    assert ready(selector) == {}
    assert not selector.get_map()
