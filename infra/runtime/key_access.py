"""Where the keys of the log that the settings name are kept on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import Forgetting, LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.topic_opener import TopicOpener
from infra.messages.crypto.wrapping import WrappingKeys
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings


def key_cache(folder: Path, topics: LogTopics, event_log: EventLog, partition: int) -> KeyCache:
    """The cache of one partition's keys in a folder that one process uses."""
    identity = f"{event_log.log_id} {event_log.cluster_id} {topics.keys} {partition}"
    return KeyCache(folder / f"{topics.keys}-{partition}.sqlite", identity, Forgetting().tombstones_ms)


def cached_keys(home: Path) -> list[Path]:
    """Every such file of a home folder, of whichever process."""
    return sorted(path for folder in ("index", "policies") for path in (home / folder).rglob("*.keys-*.sqlite"))


@contextmanager
def opener_for_once(settings: Settings) -> Iterator[TopicOpener]:
    """What opens events for a command that ends soon. It reads the topic of keys from its beginning, and leaves nothing
    of it behind."""
    connection, topics, event_log = open_log(settings)
    with TemporaryDirectory(prefix="caseledger-keys-") as folder:
        wrapping = WrappingKeyFile(settings.wrapping_keys)
        opener = topic_opener(connection, topics, event_log, Path(folder), wrapping)
        try:
            yield opener
        finally:
            opener.close()


def topic_opener(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, folder: Path, wrapping: WrappingKeys
) -> TopicOpener:
    """What opens events with the keys of the topic, and keeps what it read of them in ``folder``."""
    return TopicOpener(
        wrapping,
        lambda partition: key_cache(folder, topics, event_log, partition),
        lambda partition: KafkaLogReader(connection, topics.keys, partition),
    )
