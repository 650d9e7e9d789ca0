"""The AsyncAPI 3 document: each topic, each message on it with its headers and its Avro schema.

Specification: https://www.asyncapi.com/docs/reference/specification/v3.0.0. Operations are seen from caseledger: it
sends events, receives commands and sends the answers to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import moves_money
from infra.asyncapi.parts import AVRO, Json, avro_bindings, channel, ref
from infra.asyncapi.public import public_channels, public_messages, public_operations
from schemas.lock import FOLDER, read_schema
from schemas.registry import Registry

ANSWER = "caseledger.replies.CommandAnswered"
MOVES_MONEY = "moves-money"


def asyncapi_document(log: str, bootstrap: str = "", partitions: int | None = None) -> Json:
    """For the log of this name. ``bootstrap`` is where its brokers are, empty when that is not to be told."""
    events, commands = sorted(EVENTS), sorted(COMMANDS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "caseledger",
            "version": version("caseledger"),
            "description": "Cases and payments of a debt-collection agency, as events. Personal fields of events are "
            "sealed bytes. Read with isolation.level=read_committed.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/avro",
        **_servers(bootstrap),
        "channels": {
            "events": channel(f"{log}.events", "What happened, in the order of each aggregate.", events, partitions),
            "commands": channel(f"{log}.commands", "What is asked for.", commands, partitions),
            "replies": channel(
                f"{log}.replies",
                "The answers to commands, but for what a policy sees done. What has no value is for writers alone.",
                [ANSWER],
                partitions,
            ),
            **public_channels(log, partitions),
        },
        "operations": {
            "publishEvents": {"action": "send", "channel": ref("channels", "events")},
            "decideCommands": {
                "action": "receive",
                "channel": ref("channels", "commands"),
                "reply": {"channel": ref("channels", "replies")},
            },
            **public_operations(),
        },
        "components": {
            "messages": dict(_messages(events, commands)) | public_messages(),
            "messageTraits": {"event": _trait(_EVENT_HEADERS), "command": _trait(_COMMAND_HEADERS)},
        },
    }


def _servers(bootstrap: str) -> Json:
    hosts = [host.strip() for host in bootstrap.split(",") if host.strip()]
    return (
        {"servers": {f"kafka{n}": {"host": host, "protocol": "kafka"} for n, host in enumerate(hosts)}} if hosts else {}
    )


def _messages(events: Iterable[str], commands: Iterable[str]) -> Iterable[tuple[str, Json]]:
    for name in events:
        moves = [{"name": MOVES_MONEY}] if moves_money(EVENTS[name]) else []
        yield name, {**_message(name), "tags": moves, "traits": [ref("components", "messageTraits", "event")]}
    for name in commands:
        yield name, {**_message(name), "traits": [ref("components", "messageTraits", "command")]}
    yield ANSWER, _message(ANSWER)


def _message(name: str) -> Json:
    """The version that is written now. Its key is the aggregate's id."""
    schema = read_schema(FOLDER / Registry.load().newest(name).file)
    return {
        "name": name,
        "title": name.rpartition(".")[2],
        "summary": schema["doc"],
        "contentType": "application/avro",
        "payload": {"schemaFormat": AVRO, "schema": schema},
        "bindings": avro_bindings(),
    }


_OF_ANY: Mapping[str, str] = {
    "ce_specversion": "1.0",
    "ce_id": "The message's own id, the same whenever and wherever it is met.",
    "ce_type": "The schema's full name.",
    "ce_subject": "The aggregate's id, which is the record's key too.",
    "ce_time": "When it happened: RFC 3339, in UTC on events.",
    "ce_correlationid": "The matter that it belongs to.",
    "ce_authtype": "Who acts: user, customer, system or bank.",
    "ce_authid": "Which one; never a name or a national id.",
}
_MAY_BE_MISSING: Mapping[str, str] = {
    "traceparent": "The trace that it belongs to (W3C Trace Context), where its command had one.",
}
_COMMAND_HEADERS = {**_OF_ANY, "sender": "Whose answer it is."}
_EVENT_HEADERS = {
    **_OF_ANY,
    "ce_source": "The log.",
    "ce_recordedtime": "When it was written.",
    "ce_causationid": "The command that caused it.",
    "content-type": "application/avro",
    "commandfingerprint": "What the causing command asked, as 32 hexadecimal digits.",
    "version": "Which event of its aggregate, counted from 1.",
    "position": "Which event of its partition, counted from 1 without a gap.",
    "prevhash": "The hash of the event before it in the partition.",
    "hash": "SHA-256 over the stored bytes and the hash before it.",
}


def _trait(headers: Mapping[str, str]) -> Json:
    described = {**headers, **_MAY_BE_MISSING}
    properties = {name: {"type": "string", "description": what} for name, what in described.items()}
    return {"headers": {"type": "object", "properties": properties, "required": sorted(headers)}}
