"""How a command ends. docs/command-line.md and ``caseledger --help`` tell the same."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script can rely on."""

    DONE = 0
    FAULT = 1
    """Something that nobody foresaw, or a check that failed; ``--debug`` shows where."""
    TO_BE_PUT_RIGHT = 2
    """The command line, a setting, a topic or the database must be put right first; trying again does not help."""
    REFUSED = 3
    """The ledger decided against it, and said why."""
    BAD_INPUT = 4
    """A file, or some of its lines, could not be taken in; the others were."""
    UNAVAILABLE = 5
    """A server or worker does not answer; nothing is lost, and the same command may be given again."""
    NOT_FOUND = 6
    """There is nothing under that name."""
    INTERRUPTED = 130
    """Ctrl-C."""


MEANING = {
    ExitCode.DONE: "done",
    ExitCode.FAULT: "a fault, or a check that failed (--debug shows where)",
    ExitCode.TO_BE_PUT_RIGHT: "the command line, a setting or a server's set-up must be put right first",
    ExitCode.REFUSED: "the ledger refused it, and said why",
    ExitCode.BAD_INPUT: "a file, or some of its lines, could not be taken in; the rest was",
    ExitCode.UNAVAILABLE: "a server or worker does not answer; the same command may be given again",
    ExitCode.NOT_FOUND: "there is nothing under that name",
    ExitCode.INTERRUPTED: "ended by Ctrl-C",
}
