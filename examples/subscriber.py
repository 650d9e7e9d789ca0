"""Prints the ledger's events, with nothing of the ledger's but its folder of schemas. See docs/subscribe.md."""

import json
import os
from pathlib import Path

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from confluent_kafka import Consumer
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer


class LockedSchemas(SchemaRegistryClient):  # answers from the lock file what a registry would answer
    def __init__(self, folder):
        super().__init__({"url": "http://localhost"})  # never called
        rows = json.loads((folder / "lock.json").read_text())
        self.by_id = {row["id"]: Schema((folder / row["file"]).read_text(), "AVRO") for row in rows}

    def get_schema(self, schema_id, *_, **__):
        return self.by_id[schema_id]


class Avro(JSONFormat):  # lets the CloudEvents library read values that are Avro
    decode = AvroDeserializer(LockedSchemas(Path(os.environ.get("SCHEMAS", "schemas"))))

    def read_data(self, body, content_type):
        return self.decode(body)


settings = {"bootstrap.servers": os.environ["CASELEDGER_KAFKA_BOOTSTRAP"], "group.id": "my-team"}
settings |= {"isolation.level": "read_committed", "auto.offset.reset": "earliest", "enable.auto.commit": False}
settings |= json.loads(os.environ.get("KAFKA_SETTINGS", "{}"))  # TLS and SASL, by librdkafka's names
consumer = Consumer(settings)
consumer.subscribe([os.environ.get("CASELEDGER_LOG", "caseledger") + ".events"])
try:
    while True:
        record = consumer.poll(1)
        if record is None or record.error():
            continue
        headers = dict(record.headers())
        event = from_binary(KafkaMessage(headers, record.key(), record.value()), Avro())
        line = [event.get_type(), event.get_subject(), int(headers["version"]), event.get_data()]
        print(json.dumps(line, default=repr), flush=True)
        consumer.commit(record, asynchronous=False)
except KeyboardInterrupt:
    consumer.close()
