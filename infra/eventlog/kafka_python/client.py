"""How to reach a Kafka cluster, and the client settings that the rest of this package relies on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka import errors as kafka_errors

from infra.eventlog.kafka_python.attentive import AttentiveConsumer
from infra.eventlog.kafka_python.connecting import QuickClient
from infra.eventlog.kafka_python.decoded_batches import DecodedBatches
from infra.eventlog.kafka_python.first_contact import check_speaking
from infra.eventlog.kafka_python.quick_fetching import use_decoded, use_quick_decoding, use_tolerant_decoding
from infra.eventlog.kafka_python.quick_selector import QUICKEST
from infra.eventlog.time_outs import (
    BOOTSTRAP_S,
    DOOR_S,
    QUESTION_S,
    RECONNECT_S,
    REPLICAS_S,
    TRANSACTION_S,
    milliseconds,
)
from infra.eventlog.transactions.batch_writing import BATCH_BYTES
from infra.eventlog.transactions.idempotent_producer import IdempotentProducer
from infra.eventlog.transactions.transactional_producer import TransactionalProducer

_OF_EVERY_CLIENT: Mapping[str, Any] = {
    "reconnect_backoff_max_ms": milliseconds(RECONNECT_S),
    "request_timeout_ms": milliseconds(QUESTION_S),
    "selector": QUICKEST,
}
_OF_KAFKA_PYTHONS_CLIENTS: Mapping[str, Any] = {
    "bootstrap_timeout_ms": milliseconds(BOOTSTRAP_S),
    "kafka_client": QuickClient,
}


@dataclass(frozen=True)
class KafkaConnection:
    """Where the cluster is, and the kafka-python options (TLS, SASL, …) that every client is given as they are.

    The options are left out of the repr: they may hold a password.
    """

    bootstrap: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def admin(self) -> KafkaAdminClient:
        """With it everybody begins, so that it also finds out why a cluster that is there does not let us in.

        Raises ClusterRefuses then, after a few seconds; KafkaError when there is none.
        """
        try:
            return self._admin(DOOR_S)
        except kafka_errors.KafkaError:
            check_speaking(self.bootstrap, self.options)
            return self._admin(BOOTSTRAP_S)

    def _admin(self, within_s: float) -> KafkaAdminClient:
        limit = {"bootstrap_timeout_ms": milliseconds(within_s)}
        return KafkaAdminClient(**self._configs({**_OF_KAFKA_PYTHONS_CLIENTS, **limit}, {}))

    def producer(self, **overrides: Any) -> KafkaProducer:
        """An idempotent producer without transactions, with settings for bulk (20 ms linger, large batches)."""
        settings: dict[str, Any] = {
            **_OF_KAFKA_PYTHONS_CLIENTS,
            "linger_ms": 20,
            "metrics_enabled": False,
            "batch_size": BATCH_BYTES,
            "enable_idempotence": True,
            "acks": "all",
        }
        return KafkaProducer(**self._configs(settings, {"request_timeout_ms": milliseconds(REPLICAS_S), **overrides}))

    def batch_producer(self) -> IdempotentProducer:
        """The same for whole batches that were encoded here; it connects when it begins."""
        return IdempotentProducer(**self._configs({}, {}))

    def transactional_producer(self, transactional_id: str) -> TransactionalProducer:
        """A producer of transactions; it connects when it fences."""
        return TransactionalProducer(transactional_id, milliseconds(TRANSACTION_S), **self._configs({}, {}))

    def consumer(
        self, *, tolerant: bool = False, together: DecodedBatches | None = None, **overrides: Any
    ) -> KafkaConsumer:
        """A consumer that sees only committed transactions and never commits offsets by itself.

        Its records are `record_decoding.DecodedRecord`: what kafka-python's say about a record, and its stored bytes.
        With ``tolerant``, a batch that cannot be read is a `quick_fetching.UnreadableBatch` among them; without,
        each poll raises because of it. So it is ``together`` with others of this process, of which each takes over
        what another has taken apart (`decoded_batches`). Give it no deserializers.
        """
        settings: dict[str, Any] = {
            **_OF_KAFKA_PYTHONS_CLIENTS,
            "isolation_level": "read_committed",
            "metrics_enabled": False,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "fetch_max_bytes": 16 * 1024 * 1024,
            "max_partition_fetch_bytes": 4 * 1024 * 1024,
            "max_poll_records": 5_000,
        }
        consumer = AttentiveConsumer(**self._configs(settings, overrides))
        if together is not None:
            return use_decoded(consumer, together)
        return use_tolerant_decoding(consumer) if tolerant else use_quick_decoding(consumer)

    def _configs(self, settings: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
        """What a client is made with; of two with one name the later counts: ours, the person's, the caller's."""
        return {"bootstrap_servers": self._servers(), **_OF_EVERY_CLIENT, **settings, **self.options, **overrides}

    def _servers(self) -> list[str]:
        return [server.strip() for server in self.bootstrap.split(",") if server.strip()]
