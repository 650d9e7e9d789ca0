"""The environment variables of the persistence module, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventsourcing.utils import Environment, strtobool

from infra.eventlog.admin.topics import Durability
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.client_options import READERS, OptionRefused, read_option


@dataclass(frozen=True)
class FactorySettings:
    """Where the log of one application is, and how this process uses it."""

    connection: KafkaConnection
    log: str
    application: str
    events_topic: str | None
    partition: int
    partitions: int
    index_dir: Path
    durability: Durability
    reads_only: bool
    originator_id_type: str

    @staticmethod
    def from_environment(env: Environment) -> FactorySettings:
        """Raises OSError that names a variable which is missing or makes no sense."""
        return FactorySettings(
            connection=KafkaConnection(_required(env, "KAFKA_BOOTSTRAP"), _client_options(env)),
            log=_required(env, "KAFKA_LOG"),
            application=env.name,
            events_topic=env.get("KAFKA_EVENTS_TOPIC") or None,
            partition=_number(env, "KAFKA_PARTITION", 0, minimum=0),
            partitions=_number(env, "KAFKA_PARTITIONS", 1, minimum=1),
            index_dir=Path(_required(env, "KAFKA_INDEX_DIR")),
            durability=Durability(
                _number(env, "KAFKA_REPLICATION_FACTOR", 1, minimum=1),
                _number(env, "KAFKA_MIN_INSYNC_REPLICAS", 1, minimum=1),
            ),
            reads_only=_choice(env, "KAFKA_ACCESS", ("write", "read")) == "read",
            originator_id_type=_choice(env, "ORIGINATOR_ID_TYPE", ("uuid", "text")),
        )

    def topic(self, purpose: str) -> str:
        """The topic for "events", "snapshots" or "tracking"."""
        if purpose == "events" and self.events_topic:
            return self.events_topic
        return ".".join(part for part in (self.log, self.application, purpose) if part)


def creates_topics(env: Environment) -> bool:
    """Whether missing topics are created (CREATE_TABLE, as in the library's other modules; the default is yes)."""
    return strtobool(env.get("CREATE_TABLE") or "yes")


def _required(env: Environment, name: str) -> str:
    value = env.get(name)
    if not value:
        raise OSError(f"Set {' or '.join(env.create_keys(name))}: the Kafka persistence module needs it.")
    return value


def _number(env: Environment, name: str, default: int, minimum: int) -> int:
    text = env.get(name) or str(default)
    try:
        number = int(text)
    except ValueError:
        number = minimum - 1
    if number < minimum:
        raise OSError(f"{name} is {text!r}; it must be a whole number, {minimum} or more.")
    return number


def _choice(env: Environment, name: str, choices: tuple[str, ...]) -> str:
    value = (env.get(name) or choices[0]).lower()
    if value not in choices:
        raise OSError(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def _client_options(env: Environment) -> dict[str, Any]:
    """Every `KAFKA_<OPTION>` that is set."""
    return {
        option: _client_option(option, value) for option in READERS if (value := env.get(f"KAFKA_{option.upper()}"))
    }


def _client_option(option: str, value: str) -> object:
    try:
        return read_option(option, value)
    except OptionRefused as refused:
        raise OSError(f"KAFKA_{option.upper()} is {refused.shown!r}; it must be {refused.wanted}.") from None
