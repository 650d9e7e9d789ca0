"""The watcher's process: rounds over the folder that the settings name, each on a thread of its own, since a large file
takes longer than a worker's step may."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import ExitStack
from threading import Event

from infra.client import CommandClient
from infra.intake.importing.sending import Sending
from infra.intake.watching.folder import SETTLE_S, WatchedFolder
from infra.intake.watching.rounds import Became, FileTold, Left, Rounds
from infra.intake.watching.taking import TakePayments
from infra.metrics.catalogue import WATCHED_FILES, WATCHED_FILES_WAITING
from infra.runtime.clock import Clock
from infra.runtime.log_access import open_log
from infra.runtime.settings import WATCH_FOLDER, Settings
from infra.runtime.settings_error import SettingsError

log = logging.getLogger("caseledger.watcher")

STEP_S = 1.0


class Stopping(BaseException):
    """The process is told to end in the middle of a file: the next one goes on with it. Not an Exception, so that no
    file is said to be at fault."""


class WatcherWorker:
    """One folder. Raises SettingsError when none is named, it cannot be used, or somebody else watches it."""

    name = "watcher"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        if settings.watch_folder is None:
            raise SettingsError(WATCH_FOLDER, "", "the folder into which banks drop their files")
        self._stopping = Event()
        with ExitStack() as held:
            folder = WatchedFolder(settings.watch_folder, SETTLE_S)
            held.enter_context(folder.held())
            connection, topics, _ = open_log(settings)
            client = held.enter_context(CommandClient(connection, topics.commands, topics.replies))
            take = TakePayments(clock, settings, Sending(client, self._go_on), self._go_on)
            self._rounds = Rounds(folder, take, told)
            self._thread = held.enter_context(ThreadPoolExecutor(1, "watcher-round"))
            self._held = held.pop_all()
        self._round: Future[Left] | None = None
        self._waits_for = "its first look into the folder"

    def step(self) -> None:
        """Begin a round, or wait for the one that is under way."""
        if self._round is None:
            self._round = self._thread.submit(self._rounds.once)
        began = time.monotonic()
        wait_for([self._round], timeout=STEP_S)
        if self._round.done():
            self._show(self._round)
            self._round = None
            self._stopping.wait(max(0.0, began + STEP_S - time.monotonic()))

    def _show(self, ended: Future[Left]) -> None:
        try:
            WATCHED_FILES_WAITING.by().set(ended.result().waiting)
            self._waits_for = ""
        except OSError as error:  # a share that is away for a while
            self._waits_for = "the folder cannot be read"
            log.warning("the folder cannot be read, trying again: %s", error)

    def waits_for(self) -> str:
        """Ready: the folder could be read when it last looked. A file that takes long is work."""
        return self._waits_for

    def close(self) -> None:
        """Break off what is under way; it is gone on with by the next process."""
        self._stopping.set()
        self._held.close()

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise Stopping


def told(file: FileTold) -> None:
    """What became of a file, in the log and on the metrics page. No line of it is repeated."""
    WATCHED_FILES.by(file.became.value).inc()
    tally = file.tally
    if tally is not None:
        counts = f"{tally.received} received, {tally.received_before} before, {tally.refused} for a person"
        log.info("%s is done: %s; it is %s now", file.name, counts, file.where)
    elif file.became is Became.REFUSED:
        log.error("%s is refused: %s; it is %s now", file.name, file.reason, file.where)
    else:
        log.warning("%s waits: %s", file.name, file.reason)
