"""The same work on several things in several processes, since one Python process uses one core.

A process is started anew (``spawn``): a fork would copy the locks of the Kafka client's threads. It takes about a
second to begin, so few and small things are better done one after another, in this process.
"""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
OnProgress = Callable[[int], None]
"""Told how far the work on one task has come."""


class WorkerDied(Exception):
    """A process ended without a result, as when the system ran out of memory. Nothing was changed; try it again."""


class _Said(Enum):
    PROGRESS = 1
    DONE = 2
    FAILED = 3


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_side_by_side(
    work: Callable[[Task, OnProgress], Result],
    tasks: Sequence[Task],
    processes: int,
    on_progress: Callable[[int, int], None],
) -> list[Result]:
    """The result of ``work`` for each task, in the order of the tasks; it must be a function of a module.

    ``on_progress`` is told (the number of the task, how far it is). With one process or one task it all happens here.
    Raises whatever the work raises, the first that does, with the others stopped; WorkerDied when one is gone.
    """
    processes = min(processes, len(tasks))
    if processes <= 1:
        return [work(task, lambda done, n=number: on_progress(n, done)) for number, task in enumerate(tasks)]  # type: ignore[misc]
    waiting, results = iter(enumerate(tasks)), dict[int, Result]()
    with _workers(work, processes) as pipes:
        for pipe in pipes:
            pipe.send(next(waiting))
        while len(results) < len(tasks):
            for ready in wait(pipes):
                pipe = pipes[pipes.index(ready)]  # type: ignore[arg-type]  # those that are ready are among them
                said, number, content = _heard(pipe)
                if said is _Said.PROGRESS:
                    on_progress(number, content)
                    continue
                if said is _Said.FAILED:
                    raise content
                results[number] = content
                if (task := next(waiting, None)) is not None:
                    pipe.send(task)
    return [results[number] for number in range(len(tasks))]


@contextmanager
def _workers(work: Callable[..., Any], processes: int) -> Iterator[list[Connection]]:
    context = get_context("spawn")
    started: list[BaseProcess] = []
    pipes: list[Connection] = []
    try:
        for _ in range(processes):
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(target=_work_off, args=(work, theirs), daemon=True)
            process.start()
            theirs.close()  # else nobody would notice that the process is gone
            started.append(process)
            pipes.append(ours)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.terminate()
            process.join()


def _heard(pipe: Connection) -> tuple[_Said, int, Any]:
    try:
        return pipe.recv()  # type: ignore[no-any-return]
    except (EOFError, OSError):
        raise WorkerDied(
            "One of the processes that share the work ended without a word; the system may have run out of memory. "
            "Nothing was changed. Try again with more memory free."
        ) from None


def _work_off(work: Callable[..., Any], pipe: Connection) -> None:
    """What a process does: one task after another, until nobody is there any more to give it one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is interrupted too, and ends us
    with suppress(EOFError, OSError):
        while True:
            number, task = pipe.recv()
            try:
                said, content = _Said.DONE, work(task, lambda done, n=number: pipe.send((_Said.PROGRESS, n, done)))
            except Exception as error:
                said, content = _Said.FAILED, _sendable(error)
            pipe.send((said, number, content))


def _sendable(error: Exception) -> Exception:
    """The error as it can go to another process, with a note of where it came from."""
    error.add_note("In the process that did the work:\n" + "".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
