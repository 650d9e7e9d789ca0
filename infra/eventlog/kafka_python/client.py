"""How to reach a Kafka cluster, and the client settings that the rest of this package relies on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from infra.eventlog.kafka_python.quick_selector import QUICKEST
from infra.eventlog.kafka_python.record_decoding import use_quick_decoding
from infra.eventlog.transactions.transactional_producer import TransactionalProducer

# The broker's default limit for one batch is 1 MiB. Ours stays well below it, so that a batch never has to be
# split after it was sent.
BATCH_BYTES = 512 * 1024
# A cluster that is back is noticed within about this. By default the wait between tries grows to half a minute, and so
# would an outage of a few seconds.
RECONNECT_MS_MAX = 1_000
# A broker ends a transaction that is older than this by itself. It bounds how long a writer that died without a
# successor holds back the readers of its partition.
TRANSACTION_TIMEOUT_MS = 60_000

_OF_EVERY_CLIENT: Mapping[str, Any] = {
    "reconnect_backoff_max_ms": RECONNECT_MS_MAX,
    "selector": QUICKEST,
}


@dataclass(frozen=True)
class KafkaConnection:
    """Where the cluster is, and the kafka-python options (TLS, SASL, …) that every client is given as they are.

    The options are left out of the repr: they may hold a password.
    """

    bootstrap: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def admin(self) -> KafkaAdminClient:
        return KafkaAdminClient(**self._configs({}, {}))

    def producer(self, **overrides: Any) -> KafkaProducer:
        """An idempotent producer without transactions, with settings for bulk (20 ms linger, large batches)."""
        settings: dict[str, Any] = {
            "linger_ms": 20,
            "metrics_enabled": False,
            "batch_size": BATCH_BYTES,
            "enable_idempotence": True,
            "acks": "all",
        }
        return KafkaProducer(**self._configs(settings, overrides))

    def transactional_producer(self, transactional_id: str) -> TransactionalProducer:
        """A producer of transactions; it connects when it fences."""
        return TransactionalProducer(transactional_id, TRANSACTION_TIMEOUT_MS, **self._configs({}, {}))

    def consumer(self, **overrides: Any) -> KafkaConsumer:
        """A consumer that sees only committed transactions and never commits offsets by itself.

        Its records are `record_decoding.DecodedRecord`: what kafka-python's say about a record, and its stored bytes.
        Give it no deserializers.
        """
        settings: dict[str, Any] = {
            "isolation_level": "read_committed",
            "metrics_enabled": False,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "fetch_max_bytes": 16 * 1024 * 1024,
            "max_partition_fetch_bytes": 4 * 1024 * 1024,
            "max_poll_records": 5_000,
        }
        consumer = KafkaConsumer(**self._configs(settings, overrides))
        return use_quick_decoding(consumer)

    def _configs(self, settings: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
        """What a client is made with; of two with one name the later counts: ours, the person's, the caller's."""
        return {"bootstrap_servers": self._servers(), **_OF_EVERY_CLIENT, **settings, **self.options, **overrides}

    def _servers(self) -> list[str]:
        return [server.strip() for server in self.bootstrap.split(",") if server.strip()]
