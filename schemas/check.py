"""Everything that must hold of the contract, in one list of findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from schemas import golden_bytes, shape
from schemas.compatibility import incompatibilities, require_checker
from schemas.errors import LockError
from schemas.finding import ContractFinding
from schemas.history import committed_locks, lost_rows
from schemas.lock import FOLDER, LOCK, LockRow, append_rows, canonical, digest, full_name, read_lock, read_schema
from schemas.registry import Registry
from schemas.tree import NAMED, walk

Documents = list[tuple[LockRow, dict[str, Any]]]


def check(folder: Path = FOLDER) -> list[ContractFinding]:
    """What is wrong with the contract in ``folder``. Raises CheckerMissingError when that cannot be found out."""
    try:
        rows = read_lock(folder)
        missing = append_rows(rows, folder)
        documents = [(row, read_schema(folder / row.file)) for row in rows]
    except LockError as error:
        return [ContractFinding(LOCK, "readable", str(error))]
    found = [
        *(
            ContractFinding(row.file, "locked", "it has no row in the lock; run `python -m schemas lock`.")
            for row in missing
        ),
        *rows_findings(rows),
        *(finding for before in committed_locks(folder) for finding in lost_rows(before[1], rows, before[0])),
        *file_findings(documents),
        *schema_findings(documents),
    ]
    # Golden bytes say something only when the schemas are those that were locked.
    return found or list(golden_bytes.findings(Registry(documents), folder))


def rows_findings(rows: list[LockRow]) -> Iterator[ContractFinding]:
    """Ids, files and versions once each, ids ascending, versions from 1 without a gap."""
    for what, values in (
        ("id", [row.id for row in rows]),
        ("file", [row.file for row in rows]),
        ("name and version", [(row.name, row.version) for row in rows]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield ContractFinding(
                    LOCK, "unique", f"the {what} {value} stands in {count} rows; each row has its own."
                )
    if [row.id for row in rows] != sorted(row.id for row in rows):
        yield ContractFinding(
            LOCK, "ascending", "ids do not ascend; rows are appended with the next id and never moved."
        )
    for name in dict.fromkeys(row.name for row in rows):
        versions = [row.version for row in rows if row.name == name]
        if versions != list(range(1, len(versions) + 1)):
            yield ContractFinding(
                LOCK, "gapless", f"{name} has the versions {versions}; they count from 1 without a gap."
            )


def file_findings(documents: Documents) -> Iterator[ContractFinding]:
    """Each file is the one that was locked, under its name."""
    for row, schema in documents:
        if full_name(schema) != row.name:
            yield ContractFinding(
                row.file, "name", f"it is {full_name(schema)}, and was locked as {row.name}; keep its name."
            )
        elif digest(schema) != row.sha256:
            yield ContractFinding(
                row.file,
                "unchanged",
                f"it was changed after it was locked under id {row.id}. Restore it, and make the change in "
                f"{row.file.replace(f'.v{row.version}.', f'.v{row.version + 1}.')}; only `doc` may change in place.",
            )


def schema_findings(documents: Documents) -> Iterator[ContractFinding]:
    """Conventions of each version, compatibility of all versions, and types that messages share.

    Raises CheckerMissingError.
    """
    require_checker()
    broken = set()
    for row, schema in documents:
        for finding in shape.findings(row.file, schema):
            broken.add(row.name)
            yield finding
    by_name: dict[str, list[tuple[int, Any]]] = {}
    for row, schema in documents:
        by_name.setdefault(row.name, []).append((row.version, schema))
    for name, versions in by_name.items():
        if name not in broken:  # what is no schema cannot be compared
            yield from incompatibilities(name, versions)
    yield from shared_type_findings({name: versions[-1][1] for name, versions in by_name.items() if name not in broken})


def shared_type_findings(newest: dict[str, Any]) -> Iterator[ContractFinding]:
    """A type with a name is the same in every message: readers that make classes of schemas have one for it."""
    seen: dict[str, tuple[str, bytes]] = {}
    for message, schema in newest.items():
        for _, node in walk(schema):
            if node["type"] not in NAMED:
                continue
            first, definition = seen.setdefault(node["name"], (message, canonical(node)))
            if definition != canonical(node):
                yield ContractFinding(
                    message,
                    "shared_types",
                    f"{node['name']} is not what it is in {first}; give both messages a new version with the same.",
                )


def appendable(folder: Path = FOLDER) -> tuple[list[LockRow], list[ContractFinding]]:
    """The rows that ``lock`` would append, and what speaks against giving them an id for ever."""
    rows = read_lock(folder)
    new = append_rows(rows, folder)
    documents = [(row, read_schema(folder / row.file)) for row in (*rows, *new)]
    return new, [*rows_findings([*rows, *new]), *file_findings(documents), *schema_findings(documents)]


def as_text(findings: Iterable[ContractFinding]) -> str:
    """One finding a line."""
    return "\n".join(str(finding) for finding in findings)


def as_json(findings: Iterable[ContractFinding]) -> str:
    """The same for machines."""
    listed = [{"where": f.where, "rule": f.rule, "message": f.message} for f in findings]
    return json.dumps(listed, ensure_ascii=False, indent=2)
