"""The faults: each a function of a world under load, which leaves the world healed.

A stage chooses with its dice, prints what it chose, and asserts what can be seen at once: that service comes back,
and how soon. What it may have done to the data is found by the checker afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.faults.stages.clock import the_clock_jumps
from tests.faults.stages.crowd import a_hundred_are_killed, anybody_is_killed
from tests.faults.stages.dropping import the_database_is_dropped
from tests.faults.stages.index import the_disk_is_full, the_index_is_lost
from tests.faults.stages.network import answers_are_lost, the_network_parts
from tests.faults.stages.read_models import an_event_is_poisoned
from tests.faults.stages.readers import readers_are_killed, readers_die_at_their_steps
from tests.faults.stages.servers import both_servers_restart, kafka_is_killed, postgres_is_killed
from tests.faults.stages.writers import (
    a_writer_dies_at_its_steps,
    a_writer_is_killed,
    a_writer_stalls,
    a_writer_stops,
)
from tests.faults.world import World

Stage = Callable[[World, Random], None]

OF_WRITERS: tuple[Stage, ...] = (
    a_writer_is_killed,
    a_writer_stops,
    a_writer_stalls,
    answers_are_lost,
    the_network_parts,
    the_index_is_lost,
    the_disk_is_full,
)
OF_READERS: tuple[Stage, ...] = (
    readers_die_at_their_steps,
    readers_are_killed,
    an_event_is_poisoned,
    the_clock_jumps,
    anybody_is_killed,
)
OF_SERVERS: tuple[Stage, ...] = (
    postgres_is_killed,
    kafka_is_killed,
    both_servers_restart,
    the_database_is_dropped,
)
STAGES = (*OF_WRITERS, a_writer_dies_at_its_steps, *OF_READERS, a_hundred_are_killed, *OF_SERVERS)
"""Those of a long round. A short one has the writer's steps in ``test_crash_points``, all of them."""
