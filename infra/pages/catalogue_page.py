"""docs/catalogue.md: the stages as a picture, every event and every command, as the code has them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from domain.catalogue import COMMANDS, EVENTS, KINDS
from domain.kernel.aggregate import AggregateKind
from domain.kernel.ledger import Posting
from domain.kernel.message import Command, Event, records_refusal
from domain.kernel.money import money_text
from domain.law.page import markdown_table
from domain.rule_usage import reach_of
from infra.messages.values import decode
from infra.pages.stages_picture import stages_picture
from schemas.golden_bytes import read_bytes
from schemas.lock import FOLDER, read_schema
from schemas.registry import Registry


def catalogue_page() -> str:
    """Markdown."""
    registry = Registry.load()
    lines = [*_opening(), *stages_picture()]
    for kind in KINDS:
        lines += [f"## Events of a {kind.name}", "", *_events(kind, registry)]
    return "\n".join([*lines, "## Commands", "", *_commands()])


def _opening() -> Iterator[str]:
    yield from (
        "# The catalogue",
        "",
        "Printed from the code by `make docs`: how a case moves, every event with its sentence, fields and postings,",
        "and which command causes it by which rules. The sentence and the postings are those of the event's sample,",
        "whose bytes are kept ([schemas.md](schemas.md)). The rules stand in [rules.md](rules.md).",
        "",
        "## The stages of a case",
        "",
        "Holds, disputes, complaints and a plan stand beside the stage and do not move it",
        "([cases-and-money.md](cases-and-money.md)).",
        "",
    )


def _events(kind: AggregateKind[object], registry: Registry) -> Iterator[str]:
    for topic, cls in sorted(kind.events.items()):
        row = registry.newest(topic)
        sample, schema = decode(read_bytes(row)), read_schema(FOLDER / row.file)
        assert isinstance(sample, Event)
        yield from (f"### {cls.__name__}", "", schema["doc"], "")
        yield from (f"- **Reads**: {sample.sentence()}", f"- **Caused by**: {_causes(cls)}")
        if postings := sample.postings():
            yield f"- **Postings**: {'; '.join(_posted(one) for one in postings)}"
        yield ""
        yield from markdown_table(
            ("field", "type", "what"),
            ((f"`{field['name']}`", _type(field["type"]), field.get("doc", "")) for field in schema["fields"]),
        )


def _causes(cls: type[Event]) -> str:
    if records_refusal(cls):
        return "a command of a person that a rule forbids"
    names = sorted(command.__name__ for command in COMMANDS.values() if cls in reach_of(command).events)
    return ", ".join(f"`{name}`" for name in names)


def _posted(one: Posting) -> str:
    side = "debit" if one.amount_minor > 0 else "credit"
    return f"{side} `{one.account}` {money_text(abs(one.amount_minor), one.currency)}"


def _type(schema: object) -> str:
    """As a reader calls it: ``text``, ``amount``, ``one of open, closed``."""
    if isinstance(schema, list):
        return " or ".join("nothing" if one == "null" else _type(one) for one in schema)
    if isinstance(schema, dict):
        if schema["type"] == "enum":
            return f"one of {', '.join(schema['symbols'])}"
        if schema["type"] == "array":
            return f"list of {_type(schema['items'])}"
        return str(schema.get("name", schema["type"])).rpartition(".")[2]
    return str(schema).rpartition(".")[2]


def _commands() -> Iterator[str]:
    rows = [
        (f"`{cls.__name__}`", _meaning(cls), _caused_by(cls), _asked_by(cls))
        for cls in sorted(COMMANDS.values(), key=lambda cls: (cls.TOPIC.split(".")[1], cls.__name__))
    ]
    yield from markdown_table(("command", "what it asks for", "can cause", "asks these rules"), rows)


def _meaning(cls: type[Command]) -> str:
    return inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _caused_by(cls: type[Command]) -> str:
    known = set(EVENTS.values())
    return ", ".join(sorted(f"`{event.__name__}`" for event in reach_of(cls).events if event in known))


def _asked_by(cls: type[Command]) -> str:
    return ", ".join(sorted({f"`{table.rule}`" for table in reach_of(cls).tables}))
