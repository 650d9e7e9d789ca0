"""Opens the personal fields of events: keys from `<log>.keys`, wrapping keys from a file. See docs/personal-data.md."""

import base64
import os
from pathlib import Path
from uuid import UUID

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ERASED = "(erased)"


class KeysByTopic:
    """Every person's keys, unwrapped, as far as the topic was read; `decode` reads Avro values by the lock file."""

    def __init__(self, settings, log, decode, wrapping_file):
        lines = [line.split() for line in Path(wrapping_file).read_text().splitlines() if line[:4] == "kek-"]
        self.wrapping = {key_id: AESGCM(base64.b64decode(text)) for key_id, text in lines}
        self.keys, self.decode = {}, decode
        self.consumer = Consumer(settings | {"group.id": "not-used", "enable.partition.eof": True})
        topic = log + ".keys"
        self.places, self.at_end = set(self.consumer.list_topics(topic).topics[topic].partitions), set()
        self.consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in self.places])

    def read_on(self):
        """Take in what the topic says now: call it when a key is missing, and every few seconds for erasures."""
        while (record := self.consumer.poll(0.5 if self.at_end >= self.places else 10)) is not None:
            if record.error():  # so is the end of a partition told
                self.at_end.add(record.partition())
                continue
            self.at_end.discard(record.partition())
            owner = (record.partition(), record.key().decode())
            if record.value() is None:
                self.keys.pop(owner, None)  # a tombstone: the person was erased
                continue
            found = self.decode(record.value())
            bound_to = found["key_id"] + found["person_id"] + found["category"].encode()
            wrapped = found["wrapped"]
            key = self.wrapping[found["wrapping_key"]].decrypt(wrapped[:12], wrapped[12:], bound_to)
            self.keys[owner] = found["key_id"], AESGCM(key)

    def open(self, partition, event_id, person, category, path, sealed):
        """The text of a sealed field, whose `path` is such as `debtor_name` or `references[0].text`."""
        owner = (partition, f"{UUID(bytes=person)}/{category}")
        if owner not in self.keys:
            self.read_on()
        key_id, key = self.keys.get(owner, (None, None))
        if key_id != sealed[1:17]:
            return ERASED
        bound_to = sealed[:1] + UUID(event_id).bytes + path.encode()
        return key.decrypt(sealed[17:29], sealed[29:], bound_to).decode()

    def open_fields(self, schema, fields, partition, event_id, path="", around=None):
        """The fields of an event with their texts, by the marks of its schema (a parsed .avsc)."""
        around, opened = {**(around or {}), **fields}, {}
        for field in schema["fields"]:
            name, value = field["name"], fields[field["name"]]
            kind = field["type"]
            if "personal" in field and value is not None:
                person = around[field["person"]]
                value = self.open(partition, event_id, person, field["personal"], path + name, value)
            elif isinstance(kind, dict) and kind.get("type") == "array" and isinstance(kind["items"], dict):
                places = [f"{path}{name}[{number}]." for number in range(len(value))]
                value = [
                    self.open_fields(kind["items"], item, partition, event_id, place, around)
                    for item, place in zip(value, places, strict=True)
                ]
            opened[name] = value
        return opened


if __name__ == "__main__":
    import json

    from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
    from confluent_kafka.schema_registry.avro import AvroDeserializer

    folder = Path(os.environ.get("SCHEMAS", "schemas"))
    documents = {
        row["id"]: (folder / row["file"]).read_text() for row in json.loads((folder / "lock.json").read_text())
    }

    class LockedSchemas(SchemaRegistryClient):
        def __init__(self):
            super().__init__({"url": "http://localhost"})  # never called

        def get_schema(self, schema_id, *_, **__):
            return Schema(documents[schema_id], "AVRO")

    read = AvroDeserializer(LockedSchemas())
    given = {"bootstrap.servers": os.environ["CASELEDGER_KAFKA_BOOTSTRAP"], "isolation.level": "read_committed"}
    given |= {"auto.offset.reset": "earliest", "enable.auto.commit": False}
    ledger = os.environ.get("CASELEDGER_LOG", "caseledger")
    keys = KeysByTopic(given, ledger, read, os.environ["CASELEDGER_KEK_FILE"])
    events = Consumer(given | {"group.id": "my-team-with-texts"})
    events.subscribe([ledger + ".events"])
    try:
        while True:
            record = events.poll(1)
            if record is None or record.error():
                continue
            schema = json.loads(documents[int.from_bytes(record.value()[1:5], "big")])
            event_id = dict(record.headers())["ce_id"].decode()
            texts = keys.open_fields(schema, read(record.value()), record.partition(), event_id)
            print(json.dumps([schema["name"], texts], default=repr), flush=True)
    except KeyboardInterrupt:
        events.close()
