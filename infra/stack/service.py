"""What a server of the stack must be able to say; a third service is one more file with this shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from infra.stack.child import CommandLine

OnProgress = Callable[[str], None]
"""Is told, in a few words, what is being done now."""


class Service(Protocol):
    """One server: how to prepare, start, ask and end it. It starts nothing by itself."""

    @property
    def name(self) -> str:
        """As in `<name>.log`; lower case."""

    @property
    def port_uses(self) -> Sequence[str]:
        """The ports it listens on, by use; the first is the one that clients are told."""

    @property
    def stop_signal(self) -> int:
        """The signal that ends it cleanly."""

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """Fetches and makes what it needs; quick when that was done before. ``ports`` are those of all services.

        May raise `StackError`.
        """

    def command(self, ports: Mapping[str, int]) -> CommandLine:
        """What to run."""

    def is_mine(self, command_line: Sequence[str]) -> bool:
        """Whether a process with this command line is this service on this data."""

    def ready(self, ports: Mapping[str, int]) -> bool:
        """Whether it answers a real request."""

    def repair(self, log: Sequence[str], progress: OnProgress) -> bool:
        """After a death at start: puts right what the log's last lines name; True when it is worth a new try."""
