"""Walks every message that the domain has and names what one of them lacks. See docs/add-an-event.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from domain.case.closure.reopening import CaseReopened
from domain.catalogue import COMMANDS, EVENTS, KINDS
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command, Event
from infra.messages.replies import CommandAnswered
from infra.messages.values import decode
from schemas.golden_bytes import bytes_file, read_bytes
from schemas.lock import FOLDER, LockRow, read_schema
from schemas.registry import Registry
from schemas.shape import DAYS, MICROSECONDS, MINOR_UNITS
from schemas.tree import expand
from tests.for_each import for_each
from tests.unit.schemas.contract_folder import UUID as UUID_TYPE
from tests.unit.schemas.contract_folder import field, lock, record, write
from tests.unit.schemas.forgotten import (
    class_fields,
    differences,
    forgotten_functions,
    forgotten_schemas,
    schema_fields,
    unknown_schemas,
)

REGISTRY = Registry.load()
MESSAGES = {**EVENTS, **COMMANDS}


def said(forgotten: Iterable[str]) -> str:
    return "\n".join(forgotten)


def test_every_message_has_a_schema_golden_bytes_and_the_same_fields() -> None:
    assert said(forgotten_schemas(MESSAGES, REGISTRY, FOLDER)) == ""


def test_every_schema_has_its_message() -> None:
    assert said(unknown_schemas(MESSAGES, REGISTRY)) == ""


def test_every_command_is_decided() -> None:
    assert said(forgotten_functions(KINDS)) == ""


@for_each("row", [row for row in REGISTRY.rows if row.name in MESSAGES], lambda row: row.file)
def test_what_every_version_wrote_becomes_the_message_of_today(row: LockRow) -> None:
    assert type(decode(read_bytes(row))) is MESSAGES[row.name]


def test_the_answer_to_a_command_has_the_fields_of_its_schema() -> None:
    row = REGISTRY.newest("caseledger.replies.CommandAnswered")
    # A partition is a 32-bit number in Kafka, and so here; every other whole number of ours is a long.
    in_class = {**dict(class_fields(CommandAnswered, "replies")), "partition": ("int", None)}
    assert schema_fields(expand(read_schema(FOLDER / row.file))) == list(in_class.items())


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """An event made up for these tests, with a field of each kind."""

    id: UUID
    day: date
    at: datetime
    amount_minor: int
    count: int
    text: str
    note: str | None


NOTED = {"caseledger.case.Noted": Noted}
NOTED_FIELDS = (
    field("id", UUID_TYPE),
    field("day", "int", unit=DAYS),
    field("at", "long", unit=MICROSECONDS),
    field("amount_minor", "long", unit=MINOR_UNITS),
    field("count", "long"),
    field("text"),
    field("note", ["null", "string"], default=None),
)


def test_a_message_and_schema_that_agree_lack_nothing(tmp_path: Path) -> None:
    write(tmp_path, record(*NOTED_FIELDS))
    lock(tmp_path)
    assert said(forgotten_schemas(NOTED, Registry.read(tmp_path), tmp_path)) == ""


def test_a_forgotten_schema_is_named_with_its_place() -> None:
    assert said(forgotten_schemas(NOTED, REGISTRY, FOLDER)) == (
        "Noted has no schema: write schemas/case/events/Noted.v1.avsc, then `python -m schemas lock`"
    )
    command = {"caseledger.payment.commands.Note": Noted}
    assert "schemas/payment/commands/Note.v1.avsc" in said(forgotten_schemas(command, REGISTRY, FOLDER))


def test_forgotten_golden_bytes_are_named(tmp_path: Path) -> None:
    write(tmp_path, record(*NOTED_FIELDS))
    lock(tmp_path)
    registry = Registry.read(tmp_path)
    bytes_file(registry.rows[0], tmp_path).unlink()
    assert said(forgotten_schemas(NOTED, registry, tmp_path)) == (
        "Noted has no golden/case/events/Noted.v1.hex: `python -m schemas golden`"
    )


@pytest.mark.parametrize(
    ("altered", "message"),
    [
        (NOTED_FIELDS[:-1], "Noted has the fields ['id', "),
        ((*NOTED_FIELDS[1:], NOTED_FIELDS[0]), "make them the same, in order"),
        ((*NOTED_FIELDS[:4], field("count", "int"), *NOTED_FIELDS[5:]), "Noted.count is ('long', None)"),
        ((*NOTED_FIELDS[:3], field("amount_minor", "long"), *NOTED_FIELDS[4:]), "Noted.amount_minor is"),
        ((*NOTED_FIELDS[:6], field("note")), "Noted.note is ('optional', 'string') by its dataclass and string in"),
    ],
    ids=["a field is missing", "fields changed checkpoints", "another size", "no unit", "not optional"],
)
def test_a_schema_that_differs_from_its_dataclass_is_named(altered: tuple[dict[str, object]], message: str) -> None:
    assert message in said(differences(Noted, "case", expand(record(*altered)), "Noted.v1.avsc"))


def test_a_nested_record_that_differs_is_named() -> None:
    row = REGISTRY.newest("caseledger.case.PlanAgreed")
    schema = read_schema(FOLDER / row.file)
    instalment = next(f for f in schema["fields"] if f["name"] == "instalments")["type"]["items"]
    assert said(differences(EVENTS[row.name], "case", expand(schema), row.file)) == ""
    instalment["fields"][0]["name"] = "due_on"
    assert "PlanAgreed.instalments is" in said(differences(EVENTS[row.name], "case", expand(schema), row.file))


def test_a_schema_whose_message_is_gone_is_named() -> None:
    without = [topic for topic in MESSAGES if topic != CaseReopened.TOPIC]
    assert said(unknown_schemas(without, REGISTRY)).startswith("caseledger.case.CaseReopened is locked and no kind")


class _Empty(NamedTuple):
    """A state of nothing."""


def test_a_forgotten_function_is_named() -> None:
    kind: AggregateKind[Any] = AggregateKind("case", _Empty(), ())
    kind.command(type("Note", (Command,), {}))
    assert said(forgotten_functions([kind])).splitlines() == [
        "no function in domain/case/ decides Note: write one under @CASE.decides",
    ]
