"""Every change between two versions that is refused, one by one, and those that are not."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

from schemas.compatibility import CheckerMissingError, avro_refusals, incompatibilities, meaning_refusals
from schemas.meaning import RULES
from tests.unit.schemas.contract_folder import field, record

COLOURS = {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"], "default": "RED"}
DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}
LINE = {"type": "record", "name": "Line", "fields": [{"name": "amount", "type": "long", "unit": "cents"}]}


def one(kind: Any = "long", **attributes: Any) -> dict[str, Any]:
    """A message with one field, that has a default so that Avro lets much happen to it."""
    return record(field("it", kind, **attributes))


# rule -> a change that it refuses, and that Avro's own checker takes for compatible in both directions.
REFUSED_BY_US: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "renamed_type": (one(LINE), one({**LINE, "namespace": "elsewhere"})),
    "type_changed": (one("string"), one("bytes")),
    "logical_type_changed": (
        one({"type": "long", "logicalType": "timestamp-micros"}),
        one({"type": "long", "logicalType": "timestamp-millis"}),
    ),
    "unit_changed": (one(unit="days since 1970-01-01"), one(unit="seconds since 1970-01-01")),
    "scale_changed": (one(DECIMAL), one({**DECIMAL, "scale": 1})),
    "precision_changed": (one(DECIMAL), one({**DECIMAL, "precision": 5})),
    "default_changed": (one(default=0), one(default=1)),
    "personal_mark_changed": (one("string", personal="contact"), one("string")),
    "enum_symbols_changed": (one(COLOURS), one({**COLOURS, "symbols": ["RED", "GREEN"]})),
    "enum_default_changed": (one(COLOURS), one({**COLOURS, "default": "BLUE"})),
    "alias_lost": (one(aliases=["was"]), one()),
    "field_renamed": (
        record(field("kept"), field("old", "long", default=0)),
        record(field("kept"), field("new", "long", default=0, aliases=["old"])),
    ),
}
# Avro's checker sees this one as well; ours names it plainly.
FIXED_SIZE = (one({"type": "fixed", "name": "Hash", "size": 16}), one({"type": "fixed", "name": "Hash", "size": 32}))


def rules_that_refuse(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    return {rule for rule, _, _ in meaning_refusals(old, new)}


def test_every_rule_has_a_change_that_it_refuses() -> None:
    assert {rule.__name__ for rule in RULES} == {*REFUSED_BY_US, "fixed_size_changed"}


@pytest.mark.parametrize("rule", REFUSED_BY_US)
def test_a_change_of_meaning_is_refused_by_its_own_rule_alone(rule: str) -> None:
    assert rules_that_refuse(*REFUSED_BY_US[rule]) == {rule}


@pytest.mark.parametrize("rule", REFUSED_BY_US)
def test_avros_own_checker_would_have_let_it_pass(rule: str) -> None:
    assert list(avro_refusals(*REFUSED_BY_US[rule])) == []


def test_another_size_is_refused_by_both() -> None:
    assert rules_that_refuse(*FIXED_SIZE) == {"fixed_size_changed"}
    assert list(avro_refusals(*FIXED_SIZE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (one(), record(field("it", "long"), field("more", default=""))),
        (record(field("it", "long"), field("more", default="")), one()),
        (one(), one(default=0)),
        (one(), {**one(), "doc": "Said better."}),
        (one(COLOURS), one({**COLOURS, "symbols": ["RED", "BLUE", "GREEN"]})),
        (one("string"), one("string", personal="contact")),
        (one(), one(aliases=["another"])),
        (record(field("a"), field("b")), record(field("b"), field("a"))),
    ],
    ids=[
        "a field with a default is added",
        "a field with a default goes",
        "a default is added",
        "documentation changes",
        "a symbol is added where there is a default",
        "a field becomes personal",
        "an alias is added",
        "fields change places",
    ],
)
def test_a_compatible_change_is_let_pass(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert list(incompatibilities("Noted", [(1, old), (2, new)])) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (one(), record(field("it", "long"), field("more")), "cannot read what the older version wrote"),
        (record(field("it", "long"), field("more")), one(), "readers of the older version cannot read"),
        (one("int", unit="days"), one("long", unit="days"), "readers of the older version cannot read"),
        (one(["null", "long"], default=None), one("long"), "cannot read what the older version wrote"),
    ],
    ids=["no default for a new field", "no default in the old version", "a wider number", "no longer optional"],
)
def test_what_avro_refuses_in_one_direction_is_refused(old: dict[str, Any], new: dict[str, Any], message: str) -> None:
    said = [found.message for found in incompatibilities("Noted", [(1, old), (2, new)]) if found.rule == "avro"]
    assert any(message in text for text in said)


def test_a_version_is_compared_with_all_before_it_not_only_the_last() -> None:
    versions = [
        (1, one(unit="days", default=0)),
        (2, record(field("other", default=""))),
        (3, one(unit="s", default=0)),
    ]
    found = [finding for finding in incompatibilities("Noted", versions) if finding.rule == "unit_changed"]
    assert [finding.where for finding in found] == ["Noted version 3 after 1, it"]


def test_a_change_deep_within_is_found_and_its_place_named() -> None:
    old = one(["null", {"type": "array", "items": LINE}], default=None)
    altered = {**LINE, "fields": [{"name": "amount", "type": "long", "unit": "euros"}]}
    new = one(["null", {"type": "array", "items": altered}], default=None)
    assert [(rule, path) for rule, path, _ in meaning_refusals(old, new)] == [("unit_changed", "it[].amount")]


def test_a_change_in_a_type_that_is_named_again_later_is_found_there_too() -> None:
    def twice(unit: str) -> dict[str, Any]:
        line = {**LINE, "fields": [{"name": "amount", "type": "long", "unit": unit}]}
        return record(field("first", line), field("second", "caseledger.case.Line"))

    found = [path for _, path, _ in meaning_refusals(twice("cents"), twice("euros"))]
    assert found == ["first.amount", "second.amount"]


def test_a_type_that_holds_itself_is_compared_without_end() -> None:
    def tree(unit: str) -> dict[str, Any]:
        return record(
            field("amount", "long", unit=unit), field("next", ["null", "caseledger.case.Noted"], default=None)
        )

    assert rules_that_refuse(tree("cents"), tree("cents")) == set()
    assert rules_that_refuse(tree("cents"), tree("euros")) == {"unit_changed"}


def test_without_avros_checker_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_avro(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "avro":
            raise ImportError(name)
        return real_import(name, *rest, **named)

    for module in [module for module in sys.modules if module.partition(".")[0] == "avro"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without_avro)
    with pytest.raises(CheckerMissingError, match=r"the package `avro` is not installed.*\[dev\]"):
        list(avro_refusals(one(), one()))
