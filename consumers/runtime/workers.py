"""The table of workers: a name on the command line, what makes it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from consumers.runtime.worker import Worker
from infra.runtime.clock import Clock
from infra.runtime.settings import Settings

if TYPE_CHECKING:
    from consumers.policies.policy import Policy

Constructor = Callable[[Settings, Clock], Worker]


@dataclass(frozen=True, slots=True)
class Row:
    """``constructor`` is ``module:attribute``, imported only when it is needed, and called with settings and clock."""

    constructor: str
    what: str

    def load(self) -> None:
        """Import all that it needs. For one thread: libraries whose modules import each other in a circle break when
        the threads of several workers import them at once."""
        import_module(self.constructor.partition(":")[0])

    def make(self, settings: Settings, clock: Clock) -> Worker:
        """The worker, connected."""
        module, _, attribute = self.constructor.partition(":")
        return cast(Constructor, getattr(import_module(module), attribute))(settings, clock)


class PolicyRow(Row):
    """``constructor`` is a Policy, which a PolicyWorker runs."""

    def load(self) -> None:
        """See ``Row.load``."""
        super().load()
        import_module("consumers.policies.worker")

    def make(self, settings: Settings, clock: Clock) -> Worker:
        """The policy at work."""
        from consumers.policies.worker import PolicyWorker

        module, _, attribute = self.constructor.partition(":")
        policy: type[Policy] = getattr(import_module(module), attribute)
        return PolicyWorker(policy.configured(settings), settings, clock)


WORKERS: dict[str, Row] = {
    "writer": Row("consumers.writer.worker:WriterWorker", "turns commands into events; several processes share them"),
    "projector": Row("consumers.projector.worker:ProjectorWorker", "folds events into the read models in PostgreSQL"),
    "matcher": PolicyRow(
        "consumers.policies.matcher.policy:Matcher", "finds the cases that payments are for, or puts them aside"
    ),
    "allocator": PolicyRow(
        "consumers.policies.allocator:Allocator", "lays matched payments on cases, and takes them off again"
    ),
    "deadline-clock": PolicyRow(
        "consumers.policies.deadline_clock:DeadlineClock", "marks deadlines missed when their time is over"
    ),
    "person-keeper": PolicyRow(
        "consumers.policies.person_keeper:PersonKeeper",
        "tells persons of their cases, and who they turned out to be",
    ),
    "watcher": Row("consumers.watcher.worker:WatcherWorker", "takes in the files that banks drop into a folder"),
    "remitter": PolicyRow(
        "consumers.policies.remitter:Remitter", "finds the remittances that the bank's lines are of, and confirms them"
    ),
    "reconciler": PolicyRow(
        "consumers.policies.reconciler:Reconciler",
        "holds bank and ledger against each other, account by account, day by day",
    ),
    "disclosures": Row(
        "consumers.disclosures.worker:DisclosuresWorker", "takes into PostgreSQL who has looked at what"
    ),
    "publisher": Row("consumers.publisher.worker:PublisherWorker", "copies events onto the public topics"),
    "webhooks": Row("consumers.webhooks.worker:WebhookWorker", "calls those who have subscribed to events"),
}
