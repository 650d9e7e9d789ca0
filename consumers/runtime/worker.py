"""What every worker is: something that does bounded steps of work until it is told to stop."""

from __future__ import annotations

from typing import Protocol


class ProcessMustEnd(RuntimeError):
    """Something of this process does not come back, such as a thread that hangs: only a new process helps."""


class Worker(Protocol):
    """A process that reads Kafka, one bounded step at a time."""

    @property
    def name(self) -> str:
        """Its name on the command line, in metrics and in logs."""

    def step(self) -> None:
        """Do one piece of work, or wait for some, for about a second at most.

        Whoever runs the worker takes each return for a sign of life. An exception ends the worker, which is closed and
        made again, in this process or the next one: what it was doing is then begun again, which every worker must
        make harmless.
        """

    def waits_for(self) -> str:
        """What keeps it from its work now, in a few words for `/ready`; empty when nothing does. Asked after each step,
        on the same thread; a partition that it has put aside is none of it, since the others are served."""

    def close(self) -> None:
        """Finish or give up what is under way, hand over what is owned, and let go of every connection: what is kept
        open would be in the way of the same worker when it is made again in this process."""
