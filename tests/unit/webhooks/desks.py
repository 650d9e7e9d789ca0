"""A desk whose book is in memory, and whose log is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from infra.messages.crypto.wrapping_file import WrappingKeyFile, create_wrapping_key_file
from infra.webhooks.beginning import Begin, BeginRefused, Position
from infra.webhooks.book import Book, Decide, Hook
from infra.webhooks.calling import HookCaller
from infra.webhooks.deliveries import Delivery
from infra.webhooks.desk import WebhookDesk
from infra.webhooks.progress import HookProgress
from infra.webhooks.subscription import LanePlace

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class BookInMemory:
    """Keeps the records and nothing else."""

    def __init__(self) -> None:
        self.records: dict[bytes, bytes] = {}

    def hooks(self) -> Mapping[str, Hook]:
        return self._book().hooks()

    def change(self, decide: Decide) -> None:
        for key, value in decide(self._book()):
            if value is None:
                self.records.pop(key, None)
            else:
                self.records[key] = value

    def note(self, identity: str, progress: HookProgress) -> None:
        """As the worker does."""
        self.records[b"progress/" + identity.encode()] = progress.value()

    def _book(self) -> Book:
        book = Book()
        for key, value in self.records.items():
            book.take(key, value)
        return book


class SomeDeliveries(list[Delivery]):
    """In the order in which they were made."""

    def newest(self, subscription: str, limit: int) -> list[Delivery]:
        return [each for each in reversed(self) if each.subscription == subscription][:limit]


def two_partitions(begin: Begin) -> Mapping[int, LanePlace]:
    """A log of two partitions that end at the offsets 70 and 80."""
    if isinstance(begin, Position):
        if begin.partition > 1:
            raise BeginRefused("The log has no such partition.")
        return {begin.partition: LanePlace(begin.position - 1, begin.position - 1)}
    if begin == "now":
        return {0: LanePlace(70), 1: LanePlace(80)}
    return {0: LanePlace(0), 1: LanePlace(0)} if begin == "beginning" else {0: LanePlace(30), 1: LanePlace(40)}


class MovedTime:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


class DeskInMemory(WebhookDesk):
    """With what is behind it within reach."""

    def __init__(self, folder: Path) -> None:
        create_wrapping_key_file(folder / "wrapping-keys")
        self.wrapping = WrappingKeyFile(folder / "wrapping-keys")
        self.book, self.log, self.clock = BookInMemory(), SomeDeliveries(), MovedTime()
        super().__init__(
            self.book, self.log, two_partitions, lambda: self.wrapping, HookCaller(loopback=True), self.clock
        )
