"""What the routes are given to work with: each behind a small port, so that a test can put another in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from psycopg2.extensions import connection

from infra.console.my.services import MyPageServices
from infra.http.access.api_keys import ApiKeys
from infra.http.access.people import People
from infra.http.commands.dry_run import Histories
from infra.http.commands.sending import CommandDoor
from infra.http.commands.sent import SentCommands
from infra.http.events.port import Events
from infra.http.events.streams import Streams
from infra.http.imports.taking import Imports
from infra.http.reads.keeping import Reads
from infra.http.repairs.port import Repairs
from infra.postgres.progress import PositionedAnswer
from infra.runtime.clock import Clock
from infra.webhooks.desk import WebhookDesk

Value = TypeVar("Value")


class Questions(Protocol):
    """What answers questions to the read models: ``infra.http.read_models.ReadModels``."""

    def ask(self, question: Callable[[connection], Value], after: Mapping[int, int], /) -> PositionedAnswer[Value]: ...


@dataclass(frozen=True, slots=True)
class Services:
    """``wants_versions``: a command on what is there already must say with If-Match for which version it is meant.

    ``zone`` is the one in which months begin. ``problems`` says what this process lacks to serve: nothing, when ready.
    """

    clock: Clock
    keys: ApiKeys
    door: CommandDoor
    histories: Histories
    questions: Questions
    events: Events
    imports: Imports
    problems: Callable[[], list[str]]
    people: People
    webhooks: WebhookDesk
    my_page: MyPageServices
    reads: Reads
    repairs: Repairs
    zone: str = "Europe/Stockholm"
    wants_versions: bool = False
    log: str = "caseledger"
    sent: SentCommands = field(default_factory=SentCommands)
    streams: Streams = field(default_factory=Streams)
