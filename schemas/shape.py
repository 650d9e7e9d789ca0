"""What every schema looks like, whatever it is about: the conventions that readers rely on.

Each rule looks at one version of one message and gives sentences; it is a row in ``RULES``, with a test that makes it
fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fastavro import parse_schema
from fastavro.schema import SchemaParseException, UnknownType

from schemas.finding import ContractFinding
from schemas.lock import full_name
from schemas.tree import Node, expand, is_field, walk

DAYS = "days since 1970-01-01"
MICROSECONDS = "microseconds since 1970-01-01T00:00:00Z"
MINOR_UNITS = "minor units of currency"
UNITS = {DAYS: "int", MICROSECONDS: "long", MINOR_UNITS: "long"}
UUID_NAME = "caseledger.Uuid"
UUID_SIZE = 16
CATEGORIES = ("contact", "special")
# What has no place in the contract, and what stands for it.
REFUSED_TYPES = {
    "float": "a long in a unit that is small enough",
    "double": "a long in a unit that is small enough",
    "map": "an array of records",
    "enum": "a string: a new code must not stop a reader that does not know it",
}
_EVENT_OR_COMMAND = re.compile(r"(?P<kind>[a-z_]+)/(?P<folder>events|commands)/(?P<name>\w+)\.v\d+\.avsc")
_OF_OURS = re.compile(r"(?P<folder>replies|keys|creditors)/(?P<name>\w+)\.v\d+\.avsc")

Rule = Callable[[str, Node], Iterator[tuple[str, str]]]


def findings(file: str, schema: Node) -> Iterator[ContractFinding]:
    """Every convention that the schema in ``file`` (its path from the schemas folder) breaks."""
    if problem := avro_problem(schema):
        yield ContractFinding(file, "avro", f"this is not a schema: {problem}")
        return
    for rule in RULES:
        for path, message in rule(file, schema):
            yield ContractFinding(f"{file}, {path}" if path else file, rule.__name__, message)


def avro_problem(schema: Node) -> str | None:
    """Why Avro does not take this for a record (a default of the wrong type is a reason too), or None."""
    if schema.get("type") != "record":
        return "one message is one record."
    try:
        parse_schema(dict(schema))
    except (SchemaParseException, UnknownType, KeyError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def stands_where_its_name_says(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """``case/events/X.v1.avsc`` is ``caseledger.case.X``; a command's namespace ends in ``.commands``."""
    if match := _EVENT_OR_COMMAND.fullmatch(file):
        within = ".commands" if match["folder"] == "commands" else ""
        expected = f"caseledger.{match['kind']}{within}.{match['name']}"
    elif match := _OF_OURS.fullmatch(file):
        expected = f"caseledger.{match['folder']}.{match['name']}"
    else:
        yield (
            "",
            "a schema stands in <aggregate>/events/ or commands/, or in replies/, keys/ or creditors/; move it there.",
        )
        return
    if full_name(schema) != expected:
        yield "", f"it is named {full_name(schema)}, and by its place it is {expected}; make the two agree."


def says_what_it_is(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """Downstream teams read the ``doc`` of records and fields, and nothing else of ours."""
    for path, node in walk(schema):
        if (is_field(node) or node["type"] == "record") and not str(node.get("doc", "")).strip():
            yield path, "it has no doc; say in a sentence what it is, for those who have never seen our code."


def has_a_field(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """An empty record has an empty body, and Confluent's deserialisers refuse values of five bytes."""
    if not schema["fields"]:
        yield "", "it has no field, and standard deserialisers refuse an empty body; say at least why it happened."


def names_each_field_once(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """The Avro library lets a name stand twice, and the second field then takes the first one's value."""
    for path, node in walk(schema):
        names = [field["name"] for field in node.get("fields", [])]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield path, f"it has {names.count(name)} fields named {name}; each has a name of its own."


def says_whose_personal_data_it_is(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """A personal field has a category and names the field that says whose it is, in its record or one around it."""
    for path, field, persons in _fields_and_persons(expand(schema), "", frozenset()):
        marked = "personal" in field or "person" in field
        if marked and (field.get("personal") not in CATEGORIES or field.get("person") not in persons):
            known = " or ".join(f'"{category}"' for category in CATEGORIES)
            yield path, f'it takes "personal": {known}, and "person": the {UUID_NAME} that says whose it is.'


def marks_fields_as_personal(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """A mark on a type is one that nobody looks for."""
    for path, node in walk(schema):
        if not is_field(node) and ("personal" in node or "person" in node):
            yield path, 'the mark "personal" belongs on a field, and nowhere else.'


def seals_what_is_personal(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """On events, which are kept for ever, a personal text is sealed: bytes. On commands, which are not, it is text."""
    wanted = "bytes" if "/events/" in file else "string"
    for path, field in _fields(schema):
        if "personal" in field and _held(field["type"])["type"] != wanted:
            yield path, f"it is personal, and a {_held(field['type'])['type']}; here it takes {wanted}."


def counts_money_in_minor_units(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """The name, the unit and the type say the same."""
    for path, node in _fields(schema):
        if str(node["name"]).endswith("_minor") != (node.get("unit") == MINOR_UNITS):
            yield path, f'money is named ..._minor and has "unit": "{MINOR_UNITS}"; this has one of the two.'


def has_a_known_unit(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """Three units, each with its type, cover days, instants and money."""
    for path, node in _fields(schema):
        unit, kind = node.get("unit"), _held(node["type"])["type"]
        if unit is not None and UNITS.get(unit) != kind:
            yield (
                path,
                f"{kind} with the unit {unit!r}; known are: {', '.join(f'{k} of {u}' for u, k in UNITS.items())}.",
            )


def keeps_to_simple_types(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """No floats, no logical types (twice as slow, and read differently by different libraries), no open maps."""
    sealed = {path for path, field in _fields(schema) if "personal" in field} | {"wrapped"}
    for path, node in walk(schema):
        if node["type"] == "bytes" and path not in sealed:
            yield path, "bytes have no place in the contract but for what is sealed; use a string, or a record."
        if not is_field(node) and node["type"] in REFUSED_TYPES:
            yield path, f"{node['type']} has no place in the contract; use {REFUSED_TYPES[node['type']]}."
        if "logicalType" in node:
            yield path, 'logical types have no place in the contract; use a plain type and a "unit".'
        if node["type"] == "fixed" and (node["name"], node["size"]) != (UUID_NAME, UUID_SIZE):
            yield path, f"the one fixed type is {UUID_NAME} of {UUID_SIZE} bytes."


def leaves_optional_fields_null(file: str, schema: Node) -> Iterator[tuple[str, str]]:
    """An optional field is ``["null", X]`` with the default null, so that it can go again one day."""
    for path, node in _fields(schema):
        kind = node["type"]
        if kind["type"] != "union":
            continue
        if [branch["type"] == "null" for branch in kind["branches"]] != [True, False] or "default" not in node:
            yield path, 'the one union is ["null", X] with "default": null.'


def _fields(schema: Node) -> Iterator[tuple[str, Node]]:
    return ((path, node) for path, node in walk(schema) if is_field(node))


def _held(kind: Node) -> Node:
    """The type of a value that is there: X of ``["null", X]``."""
    if kind["type"] != "union":
        return kind
    return next((branch for branch in kind["branches"] if branch["type"] != "null"), kind)


def _fields_and_persons(record: Node, path: str, around: frozenset[str]) -> Iterator[tuple[str, Node, frozenset[str]]]:
    """Each field of a record and of those within it: path, field, and the names of ids that may say whose it is."""
    persons = around | {field["name"] for field in record["fields"] if field["type"].get("name") == UUID_NAME}
    for field in record["fields"]:
        yield path + field["name"], field, persons
        kind, dot = _held(field["type"]), "."
        if kind["type"] == "array":
            kind, dot = kind["items"], "[]."
        if kind["type"] == "record":
            yield from _fields_and_persons(kind, path + field["name"] + dot, persons)


RULES: tuple[Rule, ...] = (
    stands_where_its_name_says,
    says_what_it_is,
    has_a_field,
    names_each_field_once,
    says_whose_personal_data_it_is,
    marks_fields_as_personal,
    seals_what_is_personal,
    counts_money_in_minor_units,
    has_a_known_unit,
    keeps_to_simple_types,
    leaves_optional_fields_null,
)
