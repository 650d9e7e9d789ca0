"""From a seed to a whole log, and what that would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.audit.side_by_side import cores
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk.creditors import creditors_encoded
from infra.generator.bulk.encoding import Encoded
from infra.generator.bulk.merging import played_side_by_side
from infra.generator.bulk.part import Part
from infra.generator.bulk.writing import BulkLog, fenced, write_in_bulk
from infra.generator.plot import Portfolio
from infra.generator.tally import Mix
from infra.messages.crypto.wrapping_file import create_wrapping_key_file
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class BulkWritten:
    """What a bulk log has, or would have. ``mix`` leaves the creditors out; ``bytes`` are those of all events."""

    mix: Mix
    events: int
    bytes: int


@dataclass(frozen=True, slots=True)
class BulkPortfolio:
    """The portfolio's first ``cases``, up to ``until``. ``on_case`` is called when one begins."""

    portfolio: Portfolio
    cases: int
    until: datetime
    on_case: Callable[[], None] = lambda: None

    @property
    def what(self) -> str:
        """In words."""
        told = f", told from {self.portfolio.stories:,} stories" if self.portfolio.stories else ""
        return f"{self.cases:,} generated cases of seed {self.portfolio.seed}{told}"

    def write(self, settings: Settings) -> BulkWritten:
        """Write them to the settings' log, which must be empty.

        Raises TopicSettingsError (it is not, or writers are at work), Fenced, CommitRefused, CommitUncertain,
        LogUnavailable, WorkerDied: after any but the first, the log says that it is only a part.
        """
        connection, topics, event_log = open_log(settings)
        with ExitStack() as held:
            log = BulkLog(event_log, held.enter_context(fenced(connection, topics, event_log)))
            mix = Mix()
            stream = self._stream(held, topics, event_log.partitions, settings.wrapping_keys, mix)
            write_in_bulk(connection, topics, log, self.what, stream)
            return BulkWritten(mix, sum(log.positions.values()), log.bytes)

    def measure(self, settings: Settings) -> BulkWritten:
        """Play them and count, and write nothing. Needs no log."""
        topics = LogTopics(settings.log)
        log = BulkLog(EventLog(topics.events, settings.partitions, "", "", ""), {})
        with ExitStack() as held:
            wrapping = Path(held.enter_context(TemporaryDirectory(prefix="caseledger-bulk-"))) / "wrapping-keys"
            create_wrapping_key_file(wrapping)
            mix = Mix()
            for encoded in self._stream(held, topics, settings.partitions, wrapping, mix):
                log.add(encoded)
            return BulkWritten(mix, sum(log.positions.values()), log.bytes)

    def _stream(
        self, held: ExitStack, topics: LogTopics, partitions: int, wrapping: Path, mix: Mix
    ) -> Iterator[Encoded]:
        players = cores()
        parts = [
            Part(self.portfolio, self.cases, self.until, number, players, topics.log, partitions, wrapping)
            for number in range(players)
        ]
        yield from creditors_encoded(topics, partitions)
        for _, encoded in held.enter_context(played_side_by_side(parts, mix)):
            if encoded.begins:
                self.on_case()
            yield encoded
