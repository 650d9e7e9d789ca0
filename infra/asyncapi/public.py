"""The public topics in the document: one for each type of event, flat and without personal fields."""

from __future__ import annotations

from domain.catalogue import EVENTS
from infra.asyncapi.parts import AVRO, Json, avro_bindings, channel, ref
from infra.publishing.public_record import PublicRecords
from infra.publishing.public_schema import NAMESPACE
from infra.publishing.public_topics import public_topics

_WHAT = "Copies of each {name}, flat and without personal fields; there where CASELEDGER_PUBLISH names the type."


def public_channels(log: str, partitions: int | None) -> Json:
    """By names such as ``public.CaseClosed``."""
    return {
        f"public.{name}": channel(topic, _WHAT.format(name=name), [_full(name)], partitions)
        for name, topic in sorted(public_topics(log).items())
    }


def public_operations() -> Json:
    """The publisher sends to each."""
    return {
        f"publish{name}": {"action": "send", "channel": ref("channels", f"public.{name}")}
        for name in sorted(public_topics(""))
    }


def public_messages() -> Json:
    """By the full name of the public schema, the version that is written now."""
    found = (PublicRecords.of(topic).type for topic in sorted(EVENTS))
    return {
        _full(one.name): {
            "name": _full(one.name),
            "title": one.name,
            "summary": one.document["doc"],
            "contentType": "application/avro",
            "payload": {"schemaFormat": AVRO, "schema": one.document},
            "bindings": avro_bindings(),
        }
        for one in found
    }


def _full(name: str) -> str:
    return f"{NAMESPACE}.{name}"
