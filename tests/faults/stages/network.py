"""A writer behind a bad network: commits whose answers are lost, requests that never arrive, a network that parts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.faults.proxy import KafkaProxy, Request, Trouble
from tests.faults.world import World
from tests.waiting import wait_until

NAME = "writer-behind-proxy"

TROUBLES = (
    (Request.END_TXN, Trouble.LOSE_ANSWER),
    (Request.END_TXN, Trouble.CUT_BEFORE),
    (Request.END_TXN, Trouble.DELAY_ANSWER),
    (Request.PRODUCE, Trouble.LOSE_ANSWER),
    (Request.PRODUCE, Trouble.CUT_BEFORE),
    (Request.PRODUCE, Trouble.DELAY_ANSWER),
    (Request.OFFSET_COMMIT, Trouble.LOSE_ANSWER),
    (Request.OFFSET_COMMIT, Trouble.CUT_BEFORE),
    (Request.OFFSET_COMMIT, Trouble.DELAY_ANSWER),
)


def answers_are_lost(world: World, dice: Random) -> None:
    """Each step of the commit, and the word to the group, loses a request or an answer, in any order, some of them more
    than once."""
    troubles = [*TROUBLES, *dice.choices(TROUBLES, k=3)]
    dice.shuffle(troubles)
    with _writer_behind_proxy(world) as proxy:
        for request, trouble in troubles:
            proxy.plan(request, trouble)
            _await_done(world, proxy, request)
        print(*proxy.done, sep="\n")
        world.await_service(time.monotonic())


def the_network_parts(world: World, dice: Random) -> None:
    """The answer to a commit is lost, and with it the whole network: another takes over before it is back."""
    with _writer_behind_proxy(world) as proxy:
        proxy.plan(Request.END_TXN, dice.choice([Trouble.LOSE_AND_PART, Trouble.PART_BEFORE]))
        _await_done(world, proxy, Request.END_TXN)
        since = time.monotonic()
        took = world.await_service(since)
        print(f"{proxy.done[-1]}; others served after {took:.1f} s")
        proxy.mend()
        time.sleep(dice.uniform(0.5, 2.0))
        print(world.crew.last_lines(NAME, 6))


@contextmanager
def _writer_behind_proxy(world: World) -> Iterator[KafkaProxy]:
    """A third writer, which serves its part of the partitions under load through a proxy."""
    with world.servers.proxy() as proxy, world.under_load():
        world.crew.add(NAME, "writer", home=world.home / NAME, bootstrap=world.servers.proxied_bootstrap)
        yield proxy
        proxy.forget_plans()
        proxy.mend()
        world.crew.stop(NAME)


def _await_done(world: World, proxy: KafkaProxy, request: Request) -> None:
    wait_until(proxy.nothing_is_planned, lambda: f"{NAME} made no {request.name}: {world.crew.last_lines(NAME)}")
