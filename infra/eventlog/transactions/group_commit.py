"""Several threads' writes in one transaction.

A Kafka transaction costs about ten milliseconds whatever is in it, so threads that write at the same time share
one: the first to come leads, and commits what has queued up behind it; the others wait for the result. Nobody waits
for more work to come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition
from typing import Generic, TypeVar

from infra.eventlog.errors import CommitUncertain

Result = TypeVar("Result")
Work = TypeVar("Work")

MEMBERS_MAX = 256


class Member(Generic[Work, Result]):
    """One thread's write, and what became of it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.done = False
        self._result: Result | None = None
        self._error: BaseException | None = None

    def succeed(self, result: Result) -> None:
        self._result, self.done = result, True

    def fail(self, error: BaseException) -> None:
        self._error, self.done = error, True

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]


class GroupCommit(Generic[Work, Result]):
    """Gives groups of writes to `commit`, which must call `succeed` or `fail` on every member of its group."""

    def __init__(self, commit: Callable[[Sequence[Member[Work, Result]]], None]) -> None:
        self._commit = commit
        self._queue: deque[Member[Work, Result]] = deque()
        self._changed = Condition()
        self._has_leader = False

    def submit(self, work: Work) -> Result:
        """Blocks until the work is committed, and returns its result or raises its error."""
        member: Member[Work, Result] = Member(work)
        with self._changed:
            self._queue.append(member)
        while True:
            with self._changed:
                while self._has_leader and not member.done:
                    self._changed.wait()
                if member.done:
                    return member.result()
                self._has_leader = True
                group = [self._queue.popleft() for _ in range(min(len(self._queue), MEMBERS_MAX))]
            self._lead(group)

    def _lead(self, group: Sequence[Member[Work, Result]]) -> None:
        try:
            self._commit(group)
        except Exception as error:
            _fail(group, error)
        except BaseException as interrupt:
            _fail(group, CommitUncertain(f"The thread that committed for this one was interrupted by {interrupt!r}."))
            raise
        finally:
            with self._changed:
                self._has_leader = False
                self._changed.notify_all()


def _fail(group: Sequence[Member[Work, Result]], error: Exception) -> None:
    for member in group:
        if not member.done:
            member.fail(error)
