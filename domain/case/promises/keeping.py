"""What became of a promise: money of the bank's day up to its day and the grace keeps it, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.state import CASE, CaseState
from domain.kernel.message import Event


@dataclass(frozen=True, slots=True)
class WhichPromise:
    """The number of the promise, and of the deadline that stands for its day."""

    promise: int
    deadline: int


@CASE.event
@dataclass(frozen=True, slots=True)
class PromiseKept(WhichPromise, Event):
    """What was promised was paid in time. It was not broken after all, if the money only became known late."""

    def sentence(self) -> str:
        """Which one."""
        return f"Promise {self.promise} kept"


@CASE.event
@dataclass(frozen=True, slots=True)
class PromiseBroken(WhichPromise, Event):
    """The day of the promise and its grace passed, and the money was not there."""

    def sentence(self) -> str:
        """Which one."""
        return f"Promise {self.promise} broken"


def kept(state: CaseState, deadline: int) -> list[Event]:
    """That the promise for which this deadline stands was kept, if it stands for one."""
    promise = state.promises.by_deadline(deadline)
    return [] if promise is None else [PromiseKept(promise, deadline)]


def broken(state: CaseState, deadline: int) -> list[Event]:
    """The same, that it was broken."""
    promise = state.promises.by_deadline(deadline)
    return [] if promise is None else [PromiseBroken(promise, deadline)]
