"""Whether every reader of a message can go on reading what every version of it writes.

The log is kept for ever and its readers upgrade when they like, so each version is compared with ALL earlier ones, in
both directions (what Confluent calls FULL_TRANSITIVE): by Avro's own rules, and by ours in ``schemas.meaning``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from schemas.errors import SchemaError
from schemas.finding import ContractFinding
from schemas.meaning import RULES
from schemas.tree import Node, pairs

if TYPE_CHECKING:
    from avro.compatibility import SchemaCompatibilityResult


class CheckerMissingError(SchemaError):
    """Avro's own checker is not installed."""


def incompatibilities(name: str, versions: Sequence[tuple[int, Node]]) -> Iterator[ContractFinding]:
    """Every change between any two of a message's ``versions`` (number and schema, in order) that must be refused."""
    for (old_number, old), (new_number, new) in combinations(versions, 2):
        where = f"{name} version {new_number} after {old_number}"
        for rule, place, message in (*avro_refusals(old, new), *meaning_refusals(old, new)):
            yield ContractFinding(f"{where}, {place}" if place else where, rule, message)


def meaning_refusals(old: Node, new: Node) -> Iterator[tuple[str, str, str]]:
    """Rule, path and sentence of every change that alters what bytes mean."""
    for pair in pairs(old, new):
        for rule in RULES:
            if sentence := rule(pair):
                yield rule.__name__, pair.path, sentence


def avro_refusals(old: Node, new: Node) -> Iterator[tuple[str, str, str]]:
    """Rule, path and sentence of what the reference implementation of Avro refuses. Raises CheckerMissingError."""
    if problem := _avro_problem(reader=new, writer=old):
        yield "avro", "", f"it cannot read what the older version wrote ({problem}). Give a new field a default."
    if problem := _avro_problem(reader=old, writer=new):
        yield (
            "avro",
            "",
            (
                f"readers of the older version cannot read what it writes ({problem}). "
                "Only a field that has a default in the older version may go."
            ),
        )


def require_checker() -> None:
    """Raises CheckerMissingError, so that "nothing was found" never means that nobody looked."""
    try:
        import avro.compatibility  # noqa: F401
    except ImportError as error:
        raise CheckerMissingError(
            "Compatibility cannot be checked: the package `avro` is not installed. It is in the extra `dev`: "
            "python -m pip install -e '.[dev]'"
        ) from error


def _avro_problem(reader: Node, writer: Node) -> str | None:
    require_checker()
    from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
    from avro.schema import parse

    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    result = checker.get_compatibility(reader=parse(json.dumps(reader)), writer=parse(json.dumps(writer)))
    return None if result.compatibility is SchemaCompatibilityType.compatible else _said(result)


def _said(result: SchemaCompatibilityResult) -> str:
    kinds = ", ".join(dict.fromkeys(str(kind.value) for kind in result.incompatibilities))
    return f"{kinds}: {'; '.join(sorted(result.messages))} at {', '.join(sorted(result.locations))}"
