"""The lock file: which id means which version of which message, for ever.

Bytes on an append-only log can be read only while their id means what it meant when they were written. So rows are
appended, and never changed or removed, and an id is never used again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from schemas.errors import LockError

FOLDER = Path(__file__).parent
LOCK = "lock.json"
# Far from the low numbers that a schema registry hands out itself, so that our ids can be registered in a shared one.
FIRST_ID = 100_001
_FILE = re.compile(r"(?P<name>[A-Z][A-Za-z0-9]*)\.v(?P<version>[1-9][0-9]*)\.avsc")


@dataclass(frozen=True, slots=True)
class LockRow:
    """``id`` means ``version`` (from 1) of the message with the full name ``name``.

    ``file`` is its path from the schemas folder; ``sha256`` that of the schema's canonical bytes, in hex.
    """

    id: int
    name: str
    version: int
    file: str
    sha256: str


def _without_doc(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_doc(value) for key, value in node.items() if key != "doc"}
    return [_without_doc(item) for item in node] if isinstance(node, list) else node


def canonical(schema: Mapping[str, Any]) -> bytes:
    """The bytes that the hash covers: all but layout and ``doc``.

    Documentation may be improved at any time. Avro's own canonical form would not do: it leaves out defaults,
    aliases, ``unit`` and ``personal`` as well.
    """
    return json.dumps(_without_doc(schema), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(schema: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(schema)).hexdigest()


def parse_lock(text: str, where: str) -> list[LockRow]:
    """The rows of a lock file. Raises LockError, naming ``where``, when it cannot be read."""
    try:
        return [LockRow(**row) for row in json.loads(text)]
    except (ValueError, TypeError) as error:
        raise LockError(f"{where} is not a list of lock rows ({error}); restore it from version control.") from error


def read_lock(folder: Path = FOLDER) -> list[LockRow]:
    """The rows in the order in which they were appended; none when there is no lock file yet."""
    file = folder / LOCK
    return parse_lock(file.read_text(encoding="utf-8"), str(file)) if file.exists() else []


def write_lock(rows: Iterable[LockRow], folder: Path = FOLDER) -> None:
    """One row a line, so that a reviewer sees that rows were only added."""
    lines = ",\n".join("  " + json.dumps(asdict(row)) for row in rows)
    (folder / LOCK).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_schema(file: Path) -> dict[str, Any]:
    """The schema in ``file``. Raises LockError when it is not there or no JSON object."""
    try:
        schema = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LockError(f"{file} is named by the lock and is not there; restore it from version control.") from None
    except ValueError as error:
        raise LockError(f"{file} is not JSON: {error}.") from error
    if not isinstance(schema, dict):
        raise LockError(f"{file} does not hold a record; one message is one Avro record.")
    return schema


def full_name(schema: Mapping[str, Any]) -> str:
    """Namespace and name, as Avro joins them; a name that has dots is full already."""
    name, namespace = str(schema.get("name", "")), str(schema.get("namespace", ""))
    return name if "." in name or not namespace else f"{namespace}.{name}"


def schema_files(folder: Path = FOLDER) -> Iterator[tuple[str, int]]:
    """Path from ``folder`` and version of each schema file, ordered by path and then by version."""
    found = []
    for file in folder.rglob("*.avsc"):
        match = _FILE.fullmatch(file.name)
        if match is None:
            raise LockError(f"{file} is not named <Name>.v<version>.avsc, with versions from 1.")
        relative = file.relative_to(folder)
        found.append((str(relative.parent / match["name"]), int(match["version"]), relative.as_posix()))
    return ((file, version) for _, version, file in sorted(found))


def append_rows(rows: list[LockRow], folder: Path = FOLDER) -> list[LockRow]:
    """Rows for the schema files that ``rows`` does not name yet, with the next ids."""
    locked = {row.file for row in rows}
    next_id = max((row.id for row in rows), default=FIRST_ID - 1) + 1
    missing = [(file, version) for file, version in schema_files(folder) if file not in locked]
    schemas = [(file, version, read_schema(folder / file)) for file, version in missing]
    return [
        LockRow(next_id + index, full_name(schema), version, file, digest(schema))
        for index, (file, version, schema) in enumerate(schemas)
    ]
