"""The desk as a process's settings have it."""

from __future__ import annotations

from infra.eventlog.admin.topics import Durability
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.clock import Clock
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from infra.webhooks.beginning import PlacesInLog
from infra.webhooks.book import KafkaBook
from infra.webhooks.calling import HookCaller
from infra.webhooks.deliveries import DeliveryLog
from infra.webhooks.desk import WebhookDesk


def open_desk(settings: Settings, clock: Clock) -> WebhookDesk:
    """Raises what opening the log raises."""
    connection, topics, event_log = open_log(settings)
    durability = Durability(settings.replication_factor, settings.min_insync_replicas)
    return WebhookDesk(
        KafkaBook(connection, topics.log, durability),
        DeliveryLog(connection, topics.log),
        PlacesInLog(connection, topics.events, event_log.partitions),
        lambda: WrappingKeyFile(settings.wrapping_keys),
        HookCaller(loopback=settings.webhooks_loopback),
        clock,
    )
