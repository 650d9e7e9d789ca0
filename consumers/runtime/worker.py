"""What every worker is: something that does bounded steps of work until it is told to stop."""

from __future__ import annotations

from typing import Protocol


class Worker(Protocol):
    """A process that reads Kafka, one bounded step at a time."""

    @property
    def name(self) -> str:
        """Its name on the command line, in metrics and in logs."""

    def step(self) -> None:
        """Do one piece of work, or wait for some, for about a second at most.

        Whoever runs the worker takes each return for a sign of life. An exception ends the process: what it was
        doing is then begun again by the next one, which every worker must make harmless.
        """

    def close(self) -> None:
        """Finish or give up what is under way, hand over what is owned, and let go of every connection."""
