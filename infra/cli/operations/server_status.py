"""Whether Kafka and PostgreSQL answer, wherever they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from infra.cli.failures import exit_code_of
from infra.cli.operations.bringing_up import uses_local_servers
from infra.cli.reaching import check_reachable
from infra.postgres.connect import connect, database_place
from infra.runtime.settings import Settings

DATABASE = "postgres"
DOWN = "not started: `caseledger up`"


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """One server. ``problem`` is empty when it answers; process and memory are known of those started here."""

    name: str
    place: str
    problem: str
    pid: int | None = None
    memory_bytes: int | None = None

    @property
    def answers(self) -> bool:
        """Whether it does."""
        return not self.problem


def server_statuses(settings: Settings, environ: Mapping[str, str]) -> list[ServerStatus]:
    """Kafka, then PostgreSQL."""
    processes = _processes(settings, environ)
    return [
        *_kafka(settings, {name: known for name, known in processes.items() if name != DATABASE}),
        ServerStatus(
            DATABASE,
            database_place(settings.database_url) or "",
            _problem(lambda: _ask_database(settings)) if settings.database_url else DOWN,
            *processes.get(DATABASE, (None, None)),
        ),
    ]


def _kafka(settings: Settings, nodes: Mapping[str, tuple[int | None, int | None]]) -> list[ServerStatus]:
    """The cluster as one, or each of the nodes that were started here."""
    bootstrap = settings.kafka_bootstrap or ""
    asked = _problem(lambda: _ask_kafka(settings)) if settings.kafka_bootstrap else DOWN
    if not nodes:
        return [ServerStatus("kafka", bootstrap, asked)]
    places = bootstrap.split(",") if settings.kafka_bootstrap else [bootstrap] * len(nodes)
    return [
        ServerStatus(name, place, asked or ("" if pid else "it does not run"), pid, memory)
        for (name, (pid, memory)), place in zip(nodes.items(), places, strict=True)
    ]


def _processes(settings: Settings, environ: Mapping[str, str]) -> dict[str, tuple[int | None, int | None]]:
    if not uses_local_servers(environ) or not settings.home.exists():
        return {}
    from infra.stack.local_stack import LocalStack

    services = LocalStack(settings.home).status().services
    return {one.name: (one.pid, one.memory_bytes or None) for one in services}


def _problem(ask: Callable[[], None]) -> str:
    try:
        ask()
    except Exception as error:
        if exit_code_of(error) is None:
            raise
        return str(error) or type(error).__name__
    return ""


def _ask_kafka(settings: Settings) -> None:
    from infra.runtime.log_access import connection_of

    check_reachable(settings)
    with closing(connection_of(settings).admin()) as admin:
        admin.describe_cluster()


def _ask_database(settings: Settings) -> None:
    assert settings.database_url is not None
    connect(settings.database_url).close()
