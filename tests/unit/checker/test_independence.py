"""The checker and what it checks have nothing in common that could be wrong in both."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

import infra.audit.checker as checker
from infra.audit.checker.models import MODELS
from infra.audit.checker.stored import TABLES
from projections.catalogue import BY_NAME
from tests.unit.checker.little_world import busy_world

FOLDER = Path(checker.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
SHARED = {
    "infra.audit.report",  # what a finding is
    "infra.eventlog.errors",
    "infra.eventlog.kafka_python.client",  # of the topics that are no record: commands and replies
    "infra.eventlog.partition.log_reader",
    "infra.runtime.log_access",  # which log it is
    "infra.runtime.read_models_access",  # and which database
    "infra.runtime.settings",
    "infra.messages.crypto.personal_fields",  # which texts are about a person
    "infra.messages.errors",
    "infra.messages.fingerprint",  # which has golden texts of its own
    "infra.messages.commands",  # what an envelope is
    "infra.messages.headers",  # how a header's text is read
    "infra.messages.replies",
    "infra.messages.values",  # the decoding of values, which has golden bytes of its own
    "projections.kit.named_sql",  # reads SQL files
    "projections.sla.clock",  # what a row of the table of clocks is
    "projections.sla.clocks",  # the rows: the checker has an engine of its own for them
}
"""What the checker may use beside the pure core, the libraries and itself."""


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(FOLDER)) for file in FILES])
def test_the_checker_uses_nothing_that_writes_or_folds(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            house = node.module.split(".")[0]
            ours = house in ("infra", "consumers", "projections", "schemas")
            assert not ours or node.module in SHARED or node.module.startswith("infra.audit.checker"), node.module
        if isinstance(node, ast.Import):
            assert not any(name.name.split(".")[0] in ("infra", "consumers", "projections") for name in node.names)


def test_every_read_model_that_there_is_has_its_plain_model() -> None:
    assert set(MODELS) == set(TABLES) == set(BY_NAME)


@pytest.mark.parametrize("model", sorted(BY_NAME))
def test_every_table_of_a_model_is_compared(model: str) -> None:
    created = {line.split()[2] for line in BY_NAME[model].tables.splitlines() if line.startswith("CREATE TABLE")}
    assert created == set(TABLES[model]) == set(MODELS[model]([]))


PLACES = [(model, table) for model, tables in TABLES.items() for table in tables]


@pytest.mark.parametrize(("model", "table"), PLACES)
def test_a_fault_in_any_column_of_any_table_is_found(model: str, table: str) -> None:
    """In each column of the table that is compared, one row at a time is altered."""
    world = busy_world()
    assert world.stored is not None
    rows = world.stored.tables[model][table]
    assert rows
    plain = MODELS[model]([])[table]
    reports = world.reports_of_the_read_models()
    for column in rows[0].keys() - plain.unmodelled:
        kept = rows[-1][column]
        rows[-1][column] = None if column in plain.texts and kept is not None else otherwise(kept)
        report = next(reports)
        assert set(report.counts) == {"read_model"}, f"{column} of {model}.{table} may say anything"
        rows[-1][column] = kept
    assert world.report().findings == []


def otherwise(value: object) -> object:
    """Another value that the column could hold."""
    match value:
        case None:
            return "something"
        case int():
            return value + 1
        case datetime():
            return value + timedelta(microseconds=1)
        case UUID():
            return UUID(int=value.int ^ 1)
        case bytes():
            return value + b"?"
        case date():
            return value + timedelta(days=1)
        case list():
            return [*value, "another"]
    return f"{value}?"
