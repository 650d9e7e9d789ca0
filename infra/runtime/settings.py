"""What the environment says: where things are, under which names, with which credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.eventlog.kafka_python.client_options import OptionRefused, read_option, without_secrets
from infra.postgres.connect import database_place
from infra.runtime.network import PORT_MAX, is_port
from infra.runtime.settings_error import SettingsError
from infra.stack.state import COPIES, StackFile

__all__ = ["Settings", "SettingsError"]

KAFKA_PREFIX = "CASELEDGER_KAFKA_"
KAFKA_BOOTSTRAP = KAFKA_PREFIX + "BOOTSTRAP"
LOOPBACK = "127.0.0.1"
KEK_FILE = "wrapping-keys"
"""In the home, when no other place is named."""

WATCH_FOLDER = "CASELEDGER_WATCH_FOLDER"
MIN_INSYNC = "CASELEDGER_MIN_INSYNC_REPLICAS"
SNAPSHOTS = "CASELEDGER_SNAPSHOTS"
PUBLISH = "CASELEDGER_PUBLISH"
PAGES = "CASELEDGER_PAGES"
WEBHOOKS, WEBHOOKS_LOOPBACK = "CASELEDGER_WEBHOOKS", "CASELEDGER_WEBHOOKS_LOOPBACK"
NORWAY_NEW_ACT_FROM = "CASELEDGER_NORWAY_NEW_ACT_FROM"
INDEX_KEY_FILE = "person-index-key"

HOST = re.compile(r"\[[^\]\s]+\]|[^\s:/;\[\]]+")
"""A name, an IPv4 address, or an IPv6 address in brackets."""
LOG_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}")
"""What Kafka allows in a topic's name, with room for the suffixes (249 characters in all)."""


@dataclass(frozen=True)
class Settings:
    """One process's settings; made by `load`, or directly in tests."""

    home: Path
    log: str = "caseledger"
    partitions: int = 4
    """Used when the log is created, never after."""
    replication_factor: int = 1
    min_insync_replicas: int = 1
    kafka_bootstrap: str | None = None
    """`host:port[,host:port…]`; None when no stack runs and none was named."""
    kafka_options: Mapping[str, object] = field(default_factory=dict, repr=False)
    """Keyword arguments for every kafka-python client: TLS, SASL, time-outs."""
    database_url: str | None = field(default=None, repr=False)
    """A libpq URL; it may hold a password."""
    metrics_host: str = LOOPBACK
    """Where workers' `/metrics`, `/live` and `/ready` listen: 127.0.0.1, or an address that others reach."""
    metrics_port: int | None = None
    """The writer's, from which the others follow; None: those of the table, or on the local stack chosen ones."""
    zone: str = "Europe/Stockholm"
    """The time zone in which days begin and deadlines fall due."""
    norway_new_act_from: date | None = None
    """The first day of Norway's new collection act; None: its rows are not in force."""
    watch_folder: Path | None = None
    """Where banks drop their files; None: nobody watches."""
    published: str = ""
    """Which types of events are copied to public topics: `all`, or names with commas between; empty: none."""
    pages: bool = True
    """Whether `caseledger up` starts the console, My page and the HTTP API."""
    webhooks: bool = False
    """Whether `caseledger up` starts the worker that calls webhooks."""
    webhooks_loopback: bool = False
    """Whether webhooks may call this machine itself, also without TLS: for tests and development."""
    clock_file: Path | None = None
    kek_file: Path | None = None
    """The wrapping keys, when they are not in the home."""
    snapshots: Path | None = None
    """A folder that machines share, for copies of the writer's indexes; None: there are none."""

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Reads `CASELEDGER_*`; servers that are not named are those of the local stack, when it is up.

        Raises:
            SettingsError: a variable has a value that cannot be used; the message names it.
        """
        home = Path(environ.get("CASELEDGER_HOME") or ".caseledger").expanduser()
        stack = StackFile.read(home)
        local = stack.endpoints
        copies, in_sync = COPIES[1 if environ.get(KAFKA_BOOTSTRAP) else stack.brokers or 1]
        copies, in_sync = _copies(environ, copies, in_sync)
        clock_file = environ.get("CASELEDGER_CLOCK_FILE")
        kek_file = environ.get("CASELEDGER_KEK_FILE")
        watched = environ.get(WATCH_FOLDER)
        return cls(
            home=home,
            log=_log_name(environ.get("CASELEDGER_LOG") or "caseledger"),
            partitions=_count(environ, "CASELEDGER_PARTITIONS", 4),
            replication_factor=copies,
            min_insync_replicas=in_sync,
            kafka_bootstrap=_brokers(environ) or (local.kafka_bootstrap if local else None),
            kafka_options=_kafka_options(environ),
            database_url=environ.get("CASELEDGER_DATABASE_URL") or (local.database_url if local else None),
            metrics_host=_address(environ.get("CASELEDGER_METRICS_HOST") or LOOPBACK),
            metrics_port=_port(environ, "CASELEDGER_METRICS_PORT"),
            zone=_zone(environ.get("CASELEDGER_ZONE") or "Europe/Stockholm"),
            norway_new_act_from=_day(environ, NORWAY_NEW_ACT_FROM),
            watch_folder=Path(watched).expanduser() if watched else None,
            published=environ.get(PUBLISH) or "",
            pages=_switch(environ, PAGES, "yes"),
            webhooks=_switch(environ, WEBHOOKS),
            webhooks_loopback=_switch(environ, WEBHOOKS_LOOPBACK),
            clock_file=Path(clock_file).expanduser() if clock_file else None,
            kek_file=Path(kek_file).expanduser() if kek_file else None,
            snapshots=_shared_folder(environ),
        )

    @property
    def wrapping_keys(self) -> Path:
        """The file of wrapping keys: without it no personal text can be sealed or opened."""
        return self.kek_file or self.home / KEK_FILE

    @property
    def index_key(self) -> Path:
        """The file of the key by which persons are found by their national ids: beside the wrapping keys."""
        return self.wrapping_keys.with_name(INDEX_KEY_FILE)

    @property
    def commands_topic(self) -> str:
        """The topic that asks."""
        return f"{self.log}.commands"

    @property
    def events_topic(self) -> str:
        """The topic that is the system of record."""
        return f"{self.log}.events"

    @property
    def replies_topic(self) -> str:
        """The topic that answers."""
        return f"{self.log}.replies"

    def __repr__(self) -> str:
        """Everything but what is secret."""
        return (
            f"Settings(home={str(self.home)!r}, log={self.log!r}, partitions={self.partitions}, "
            f"replication_factor={self.replication_factor}, min_insync_replicas={self.min_insync_replicas}, "
            f"metrics_host={self.metrics_host!r}, metrics_port={self.metrics_port}, "
            f"kafka_bootstrap={self.kafka_bootstrap!r}, kafka_options={without_secrets(self.kafka_options)}, "
            f"database={database_place(self.database_url)!r}, zone={self.zone!r}, "
            f"norway_new_act_from={self.norway_new_act_from and self.norway_new_act_from.isoformat()!r}, "
            f"watch_folder={self.watch_folder and str(self.watch_folder)!r}, published={self.published!r}, "
            f"pages={self.pages}, webhooks={self.webhooks}, webhooks_loopback={self.webhooks_loopback}, "
            f"clock_file={self.clock_file and str(self.clock_file)!r}, kek_file={str(self.wrapping_keys)!r}, "
            f"snapshots={self.snapshots and str(self.snapshots)!r})"
        )


def _brokers(environ: Mapping[str, str]) -> str:
    """`host:port,…`; empty when none is named."""
    text = environ.get(KAFKA_BOOTSTRAP) or ""
    places = [place.strip() for place in text.split(",")] if text else []
    for host, _, port in (place.rpartition(":") for place in places):
        if not HOST.fullmatch(host) or not is_port(port):
            raise SettingsError(KAFKA_BOOTSTRAP, text, "host:port of a Kafka broker, or of several with commas between")
    return ",".join(places)


def _kafka_options(environ: Mapping[str, str]) -> dict[str, object]:
    """Every `CASELEDGER_KAFKA_<OPTION>` but the bootstrap servers."""
    named = sorted(key for key in environ if key.startswith(KAFKA_PREFIX) and key != KAFKA_BOOTSTRAP and environ[key])
    return {key.removeprefix(KAFKA_PREFIX).lower(): _kafka_option(key, environ[key]) for key in named}


def _kafka_option(variable: str, text: str) -> object:
    try:
        return read_option(variable.removeprefix(KAFKA_PREFIX).lower(), text)
    except OptionRefused as refused:
        raise SettingsError(variable, refused.shown, refused.wanted) from None


def _log_name(text: str) -> str:
    if not LOG_NAME.fullmatch(text) or text in (".", ".."):
        raise SettingsError(
            "CASELEDGER_LOG", text, "a name of letters, digits and . _ - (at most 200), because topics carry it"
        )
    return text


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) == 0:
        raise SettingsError(name, text, "a whole number of at least 1")
    return int(text)


def _copies(environ: Mapping[str, str], copies: int, in_sync: int) -> tuple[int, int]:
    """How many copies there are, and how many must have a record: with more of these, nothing could be written."""
    copies = _count(environ, "CASELEDGER_REPLICATION_FACTOR", copies)
    wanted = _count(environ, MIN_INSYNC, min(in_sync, copies))
    if wanted > copies:
        raise SettingsError(MIN_INSYNC, str(wanted), f"at most CASELEDGER_REPLICATION_FACTOR, which is {copies}")
    return copies, wanted


def _switch(environ: Mapping[str, str], name: str, default: str = "no") -> bool:
    text = environ.get(name) or default
    if text not in ("yes", "no"):
        raise SettingsError(name, text, "yes or no")
    return text == "yes"


def _port(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name) or ""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= PORT_MAX:
        raise SettingsError(name, text, f"a port from 1 to {PORT_MAX}")
    return int(text)


def _day(environ: Mapping[str, str], name: str) -> date | None:
    text = environ.get(name) or ""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(name, text, "a day, such as 2027-01-01") from None


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        wanted = "an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them"
        raise SettingsError("CASELEDGER_METRICS_HOST", text, wanted) from None


def _shared_folder(environ: Mapping[str, str]) -> Path | None:
    text = environ.get(SNAPSHOTS) or ""
    folder = Path(text).expanduser()
    if text and folder.exists() and not folder.is_dir():
        raise SettingsError(SNAPSHOTS, text, "a folder, which all machines with writers share")
    return folder if text else None


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder of names
        raise SettingsError("CASELEDGER_ZONE", text, "a time zone such as Europe/Stockholm") from None
    return text
