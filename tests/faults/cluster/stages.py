"""The faults of brokers: each happens under load, is measured, and leaves the cluster whole."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from kafka import TopicPartition

from tests.faults.cluster.measuring import Failover, Felt, silence
from tests.faults.cluster.network import NetworkedServers
from tests.faults.cluster.roles import OFFSETS, TRANSACTIONS, Role, asking, broker_of
from tests.faults.world import World
from tests.waiting import wait_until

LOAD_PER_S = 40
BEFORE_S, AFTER_S = 2.0, 3.0
SERVED_LIMIT_S = 120.0
BROKERS = (1, 2, 3)
PREFERRED = 0
"""The kind of election: of the first copy, where it is in step."""

BrokerStage = Callable[[World, Random], Felt]


def is_killed(role: Role) -> BrokerStage:
    """SIGKILL of the broker that has this role; it is started again when the others have served."""

    def stage(world: World, dice: Random) -> Felt:
        with _felt(world, f"SIGKILL of the {role}") as felt:
            broker = broker_of(world, role)
            felt.watch(broker)
            world.servers.kill(_name(broker), signal.SIGKILL)
            world.tally.server_kills += 1
            felt.await_service()
            world.servers.start(_name(broker))
        return felt.told

    return stage


def hangs(role: Role, seconds: int, *, until_served: bool = False) -> BrokerStage:
    """SIGSTOP of the broker that has this role: it holds its connections and says nothing, for so long (or until the
    others have served)."""

    def stage(world: World, dice: Random) -> Felt:
        with _felt(world, f"{seconds} s of SIGSTOP of the {role}") as felt:
            broker = broker_of(world, role)
            felt.watch(broker)
            world.servers.kill(_name(broker), signal.SIGSTOP)
            try:
                felt.await_service(limit_s=seconds)
                left = 0.0 if until_served else felt.since + seconds - time.monotonic()
                time.sleep(max(0.0, left))
            finally:
                world.servers.kill(_name(broker), signal.SIGCONT)
            felt.is_over()
        return felt.told

    return stage


def packets_are_dropped(role: Role, seconds: int = 40) -> BrokerStage:
    """Nothing arrives at the broker that has this role, or comes from it, and nothing is closed."""

    def stage(world: World, dice: Random) -> Felt:
        assert isinstance(world.servers, NetworkedServers), "there is no network to be taken away"
        with _felt(world, f"packets of the {role} dropped for {seconds} s") as felt:
            broker = broker_of(world, role)
            felt.watch(broker)
            world.servers.network.drop(broker)
            try:
                felt.await_service(limit_s=seconds)
                time.sleep(max(0.0, felt.since + seconds - time.monotonic()))
            finally:
                world.servers.network.mend()
            felt.is_over()
        return felt.told

    return stage


def brokers_restart_in_turn(world: World, dice: Random) -> Felt:
    """Each in good order, as in an upgrade: the next when the one before is in step again."""
    with _felt(world, "rolling restart") as felt:
        for broker in dice.sample(BROKERS, len(BROKERS)):
            world.servers.stop(_name(broker))
            world.servers.start(_name(broker))
            _await_in_step(world)
        felt.is_over()
    return felt.told


def two_are_down(world: World, dice: Random) -> Felt:
    """Below min ISR nothing can be acknowledged; with the second broker it can."""
    with _felt(world, "two of three killed, for 20 s") as felt:
        one, other = dice.sample(BROKERS, 2)
        for broker in (one, other):
            world.servers.kill(_name(broker), signal.SIGKILL)
            world.tally.server_kills += 1
        time.sleep(20)
        world.servers.start(_name(one))
        felt.is_over()
        world.servers.start(_name(other))
    return felt.told


def all_are_killed(world: World, dice: Random) -> Felt:
    """As when the power goes."""
    with _felt(world, "all three killed, for 5 s") as felt:
        for broker in BROKERS:
            world.servers.kill(_name(broker), signal.SIGKILL)
            world.tally.server_kills += 1
        time.sleep(5)
        world.servers.up()
        felt.is_over()
    return felt.told


def leaders_move(world: World, dice: Random) -> Felt:
    """Every two seconds: the copies stay where they are, and another of them leads, of Kafka's own topics too."""
    with _felt(world, "leaders moved every two seconds, ten times") as felt:
        for turn in range(10):
            _reassign(world, lambda place, turn=turn: [(place + turn + n) % 3 + 1 for n in range(3)])  # type: ignore[misc]
            with asking(world) as admin:
                admin.elect_leaders(PREFERRED, raise_errors=False)
            time.sleep(2)
        felt.is_over()
    return felt.told


def copies_are_reassigned(world: World, dice: Random) -> Felt:
    """A copy of each partition is taken away, and added again, under load."""
    with _felt(world, "a copy of each partition removed and added again") as felt:
        _reassign(world, lambda place: [place % 3 + 1, (place + 1) % 3 + 1])
        _await_reassigned(world)
        time.sleep(3)
        _reassign(world, lambda place: [(place + n) % 3 + 1 for n in range(3)])
        _await_reassigned(world)
        felt.is_over()
    return felt.told


STAGES: Mapping[str, BrokerStage] = {
    **{f"{role.name.lower()}_is_killed": is_killed(role) for role in Role},
    **{f"{role.name.lower()}_hangs_{seconds}": hangs(role, seconds) for seconds in (20, 60, 150) for role in Role},
    "brokers_restart_in_turn": brokers_restart_in_turn,
    "two_are_down": two_are_down,
    "all_are_killed": all_are_killed,
    "leaders_move": leaders_move,
    "copies_are_reassigned": copies_are_reassigned,
}
"""Those of a long round, by name."""

NETWORK_STAGES: Mapping[str, BrokerStage] = {
    f"packets_of_{role.name.lower()}_are_dropped": packets_are_dropped(role) for role in Role
}
"""Those that need `network.NetworkedServers`."""


@dataclass
class _Measured:
    """One fault while it lasts."""

    world: World
    fault: str
    deaths_before: int
    since: float = 0.0
    served: float | None = None
    failover: Failover | None = None
    told: Felt = None  # type: ignore[assignment]  # set at the end

    def watch(self, broker: int) -> None:
        """The fault begins: when has Kafka itself done what it can?"""
        self.since = time.monotonic()
        self.failover = Failover(self.world, [broker], self.since)

    def await_service(self, limit_s: float = SERVED_LIMIT_S) -> None:
        """Until each partition has answered something that was sent after the fault began, or for so long."""
        while self.served is None and time.monotonic() < self.since + limit_s:
            at = self.world.client.served_after(self.since, self.world.settings.partitions)
            self.served = None if at is None else at - self.since
            time.sleep(0.05)

    def is_over(self) -> None:
        """What was done is done: everything is served from now on."""
        self.world.await_service(time.monotonic())


@contextmanager
def _felt(world: World, fault: str) -> Iterator[_Measured]:
    before = world.load.unanswered_max
    world.load.unanswered_max = 100_000  # the load is not to wait: the longest silence is what is asked for
    felt = _Measured(world, fault, _ended(world))
    try:
        with world.under_load(LOAD_PER_S):
            time.sleep(BEFORE_S)
            felt.since = time.monotonic()
            yield felt
            time.sleep(AFTER_S)
    finally:
        world.load.unanswered_max = before
    failed_over = felt.failover.end() if felt.failover else None
    longest = silence(world, felt.since, time.monotonic() - AFTER_S / 2)
    felt.told = Felt(fault, longest, failed_over, felt.served, _ended(world) - felt.deaths_before)
    print(felt.told)


def _ended(world: World) -> int:
    return sum(len(worker.deaths) for worker in world.crew.workers.values())


def _name(broker: int) -> str:
    return f"kafka-{broker}"


def _topics(world: World) -> list[str]:
    with asking(world) as admin:
        return [one for one in admin.list_topics() if one.startswith(world.name) or one in (OFFSETS, TRANSACTIONS)]


def _reassign(world: World, copies: Callable[[int], list[int]]) -> None:
    """Each partition to the brokers that ``copies`` says for its number, the leader first."""
    topics = _topics(world)
    with asking(world) as admin:
        places = [
            TopicPartition(topic["name"], one["partition_index"])
            for topic in admin.describe_topics(topics)
            for one in topic["partitions"]
        ]
        admin.alter_partition_reassignments({place: copies(place.partition) for place in places})


def _await_reassigned(world: World) -> None:
    def are_there() -> bool:
        with asking(world) as admin:
            return not admin.list_partition_reassignments()

    wait_until(are_there, lambda: "the copies are not where they are to be", every_s=0.2)


def _await_in_step(world: World) -> None:
    """Until every partition has all of its copies in step."""
    topics = _topics(world)

    def are_in_step() -> bool:
        with asking(world) as admin:
            described = admin.describe_topics(topics)
        return all(len(one["isr_nodes"]) == len(one["replica_nodes"]) for of in described for one in of["partitions"])

    wait_until(are_in_step, lambda: "a copy is not in step", every_s=0.2)
