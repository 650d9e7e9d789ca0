"""The process: what stands behind the application is opened, served until a signal comes, and let go of again."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from errno import EADDRINUSE
from functools import partial
from ipaddress import ip_address
from types import FrameType
from uuid import UUID

import uvicorn

from domain.kernel.national_id import national_id_of_anybody
from domain.kernel.recorded import Actor
from infra.client import CommandClient
from infra.console.my.paying import read_pay_to
from infra.console.my.services import MyPageServices
from infra.http.access.api_keys import ApiKeys
from infra.http.access.one_time_codes import CodesToFile, OneTimeCodes
from infra.http.access.only_from import OnlyFrom
from infra.http.access.people import people_of
from infra.http.application import application
from infra.http.commands.dry_run import Histories, HistoriesOfTheLog
from infra.http.events.of_log import EventsOfTheLog
from infra.http.events.streams import Streams
from infra.http.imports.store import IMPORTS_FOLDER, ImportStore
from infra.http.imports.taking import Imports
from infra.http.open_logs import OpenLogs
from infra.http.problems import HttpProblem
from infra.http.read_models import ReadModels
from infra.http.reads.keeping import ReadsOfTheLog
from infra.http.repairs.of_log import RepairsOfTheLog, RetryParked
from infra.http.repairs.port import Repairs
from infra.http.services import Services
from infra.http.settings import PORT, HttpSettings
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.finding import cases_on_file
from infra.intake.importing.forecast import LedgerForecast
from infra.intake.importing.tried import Forecast
from infra.machines.beating import Beating
from infra.messages.crypto.blind_index import BlindIndex
from infra.metrics.health import Health
from infra.metrics.server import MetricsServer
from infra.reads.recording import ReadsRecorder
from infra.runtime.clock import Clock
from infra.runtime.garbage import search_rarely
from infra.runtime.log_access import open_log
from infra.runtime.malloc import share_one_arena
from infra.runtime.network import PortNotFree, Reach, reach
from infra.runtime.settings import Settings
from infra.runtime.turns import take_short_turns
from infra.runtime.worker_files import worker_files
from infra.webhooks.opening import open_desk
from schemas.registry import Registry

GRACE_S = 10
"""For requests under way after a signal."""
REACH_S = 1.0
PROCESS = "serve"
"""By which `caseledger status` finds it."""

log = logging.getLogger("caseledger.http")


def serve(
    settings: Settings,
    http: HttpSettings,
    clock: Clock,
    ready: Callable[[HttpSettings, int], None],
    metrics_port: int,
    retry: RetryParked,
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` is told the port of the metrics when requests are taken.

    ``retry`` folds again what could not be folded.

    Requests under way are finished first. Raises PortNotFree, MetricsPortTaken, and what opening the log raises.
    """
    share_one_arena()  # before the threads begin
    take_short_turns()
    Registry.load()  # else whoever sends the first command waits for it
    with ExitStack() as held:
        listening = held.enter_context(closing(listen(http)))
        own = settings if http.database_url is None else replace(settings, database_url=http.database_url)
        repairs = RepairsOfTheLog(settings, clock, retry)  # as who may write, where questions are asked as who may not
        services = held.enter_context(_services(own, http, clock, repairs))
        metrics = MetricsServer(serving_lives, lambda: serving_is_ready(services), metrics_port, settings.metrics_host)
        held.callback(metrics.close)
        app = OnlyFrom(application(services), http.trusted_proxies) if http.trusted_proxies else application(services)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=http.tls_cert,
            ssl_keyfile=http.tls_key,
        )
        search_rarely()  # the routes alone are a quarter of a million objects: a search among them holds up all
        listening.listen()  # from here on nobody is turned away: who is early waits a moment
        held.enter_context(worker_files(settings.home, [PROCESS], settings.metrics_host, metrics.port))
        held.enter_context(Beating(settings, serving_lives))
        ready(http, metrics.port)
        with _stopped_by_signals():
            _ServerWithStreams(config, services.streams).run(sockets=[listening])
        log.info("stopped")


class _ServerWithStreams(uvicorn.Server):
    """Ends the streams when it is told to end: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See uvicorn."""
        self._streams.ending.set()
        super().handle_exit(sig, frame)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """uvicorn sends itself again the signal that has stopped it; that is no second one, and the process ends well."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _services(settings: Settings, http: HttpSettings, clock: Clock, repairs: Repairs) -> Iterator[Services]:
    connection, topics, event_log = open_log(settings)
    with ExitStack() as held:
        read_models = held.enter_context(closing(ReadModels(settings)))
        logs = held.enter_context(closing(OpenLogs(settings)))
        histories = held.enter_context(closing(HistoriesOfTheLog(settings, read_models, logs)))
        events = EventsOfTheLog(settings, clock, logs)
        door = held.enter_context(CommandClient(connection, topics.commands, topics.replies))
        store = ImportStore(settings.home / IMPORTS_FOLDER)
        recorder = ReadsRecorder(connection, topics, event_log.log_id, event_log.partitions, secrets.randbelow(99))
        reads = held.enter_context(closing(ReadsOfTheLog(recorder)))
        claim_plan = partial(claims_received, settings, histories)
        forecasting, finding = partial(_forecast, settings, read_models), partial(cases_on_file, settings)
        imports = Imports(store, clock, settings.zone, door, claim_plan, forecasting, finding)
        held.callback(imports.close)
        imports.start()
        yield Services(
            clock=clock,
            keys=ApiKeys(http.api_keys),
            door=door,
            histories=histories,
            questions=read_models,
            events=events,
            imports=imports,
            problems=lambda: problems(settings, read_models),
            people=people_of(http, person_of(settings, clock)),
            webhooks=open_desk(settings, clock),
            my_page=MyPageServices(OneTimeCodes(CodesToFile(http.codes)), read_pay_to(http.pay_to)),
            reads=reads,
            repairs=repairs,
            zone=settings.zone,
            wants_versions=http.wants_versions,
            log=settings.log,
        )


def claims_received(
    settings: Settings, histories: Histories, at: datetime, actor: Actor, pay_by: date | None
) -> ClaimImport:
    """With what a claims file is received. See ClaimPlan."""
    return ClaimImport(at, actor, pay_by, histories.creditor_names(), BlindIndex(settings.index_key))


@contextmanager
def _forecast(settings: Settings, read_models: ReadModels) -> Iterator[Forecast]:
    with read_models.session() as opened:
        yield LedgerForecast(opened, settings.home)
        opened.rollback()


def person_of(settings: Settings, clock: Clock) -> Callable[[str, str], UUID | None]:
    """Whose a country's national id is; None for what is no such id."""
    index = BlindIndex(settings.index_key)

    def found(country: str, national_id: str) -> UUID | None:
        canonical = national_id_of_anybody(country, national_id, clock.now().date())
        return None if canonical is None else index.person(country, canonical)

    return found


def problems(settings: Settings, read_models: ReadModels) -> list[str]:
    """What stands behind this process and does not answer, without saying where it is."""
    found = [] if _kafka_listens(settings) else ["Kafka does not listen"]
    try:
        read_models.ask(lambda opened: None, {})
    except HttpProblem:
        found.append("the read models do not answer")
    return found


def _kafka_listens(settings: Settings) -> bool:
    servers = (one.strip().rpartition(":") for one in (settings.kafka_bootstrap or "").split(",") if one.strip())
    return any(reach(host.strip("[]"), port, REACH_S)[0] is Reach.ANSWERS for host, _, port in servers)


_ITSELF = {PROCESS: {"state": "running"}}


def serving_lives() -> Health:
    """The process answers. What stands behind it is no reason to start it again."""
    return Health(True, "", _ITSELF)


def serving_is_ready(services: Services) -> Health:
    """What it asks answers."""
    found = services.problems()
    return Health(not found, "; ".join(found), _ITSELF)


def listen(http: HttpSettings) -> socket.socket:
    """A socket that takes connections where the settings say. Raises PortNotFree."""
    family = socket.AF_INET6 if ip_address(http.host).version == 6 else socket.AF_INET
    # The protocol is named because asyncio looks for it: else each answer of two packets waits for the client's word.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((http.host, http.port))
    except OSError as error:
        opened.close()
        reason = "another program has it" if error.errno == EADDRINUSE else error.strerror or str(error)
        raise PortNotFree(
            f"The API cannot listen on {http.host}:{http.port}: {reason}. Nothing was started. Name another port with "
            f"--port or {PORT}; `caseledger status` says whether `caseledger up` serves there already."
        ) from error
    return opened
