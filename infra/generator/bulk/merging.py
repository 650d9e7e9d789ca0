"""The parts of a portfolio, played by several processes side by side, as one stream in the log's order.

What stands in the stream does not depend on how many processes there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from infra.audit.side_by_side import WorkerDied
from infra.generator.bulk.encoding import Encoded
from infra.generator.bulk.part import Part, StreamPlace
from infra.generator.bulk.player import play_part
from infra.generator.tally import Mix


@contextmanager
def played_side_by_side(parts: Sequence[Part], mix: Mix) -> Iterator[Iterator[tuple[StreamPlace, Encoded]]]:
    """The stream; ``mix`` has counted all of it when it ends. Raises WorkerDied when a process is gone."""
    context = get_context("spawn")  # a fork would copy the locks of the Kafka client's threads
    started: list[BaseProcess] = []
    pipes: list[Connection] = []
    try:
        for part in parts:
            ours, theirs = context.Pipe(duplex=False)
            process: BaseProcess = context.Process(target=play_part, args=(part, theirs), daemon=True)
            process.start()
            theirs.close()  # else nobody would notice that the process is gone
            started.append(process)
            pipes.append(ours)
        yield merge(*(_heard(pipe, mix) for pipe in pipes), key=lambda one: one[0])
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.terminate()
            process.join()


def _heard(pipe: Connection, mix: Mix) -> Iterator[tuple[StreamPlace, Encoded]]:
    while True:
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            raise WorkerDied(
                "One of the processes that play the portfolio ended without a word; the system may have run out of "
                "memory. Try again with more memory free."
            ) from None
        if isinstance(said, Mix):
            mix.add(said)
            return
        yield from said
