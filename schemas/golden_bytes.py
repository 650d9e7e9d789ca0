"""Golden bytes: for each version of each message, what one sample looks like on the wire, frozen.

They prove that what was ever written can be read. ``golden/`` mirrors the schema files: beside each sample
(``<Name>.v1.json``, written for people) stand its bytes in hex (``<Name>.v1.hex``, written once and never again).
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.errors import SchemaError
from schemas.finding import ContractFinding
from schemas.lock import FOLDER, LockRow, read_schema
from schemas.registry import Registry
from schemas.values import from_json, placeholder

GOLDEN = "golden"
_HEX_DIGITS_IN_A_LINE = 64


def sample_file(row: LockRow, folder: Path = FOLDER) -> Path:
    """Where the sample of a version stands."""
    return (folder / GOLDEN / row.file).with_suffix(".json")


def bytes_file(row: LockRow, folder: Path = FOLDER) -> Path:
    """Where the bytes of that sample stand."""
    return (folder / GOLDEN / row.file).with_suffix(".hex")


def read_sample(row: LockRow, folder: Path = FOLDER) -> dict[str, Any]:
    """The fields of the sample, as Avro has them."""
    sample: dict[str, Any] = from_json(
        read_schema(folder / row.file), json.loads(sample_file(row, folder).read_text(encoding="utf-8"))
    )
    return sample


def read_bytes(row: LockRow, folder: Path = FOLDER) -> bytes:
    """The wire bytes of the sample."""
    return bytes.fromhex("".join(bytes_file(row, folder).read_text(encoding="ascii").split()))


def write_missing(registry: Registry, folder: Path = FOLDER) -> list[Path]:
    """Write what is not there yet, and nothing else; the files that were written.

    A sample that is missing is made of placeholders, and its bytes wait for the next run: so a person can make the
    sample speak before it is frozen.
    """
    return [file for row in registry.rows if (file := _write_next(registry, row, folder))]


def _write_next(registry: Registry, row: LockRow, folder: Path) -> Path | None:
    sample, golden = sample_file(row, folder), bytes_file(row, folder)
    if not sample.exists():
        sample.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(placeholder(read_schema(folder / row.file)), ensure_ascii=False, indent=2)
        sample.write_text(text + "\n", encoding="utf-8")
        return sample
    if not golden.exists():
        encoded = registry.encode_version(row.id, read_sample(row, folder)).hex()
        golden.write_text("\n".join(textwrap.wrap(encoded, _HEX_DIGITS_IN_A_LINE)) + "\n", encoding="ascii")
        return golden
    return None


def findings(registry: Registry, folder: Path = FOLDER) -> Iterator[ContractFinding]:
    """Every version whose golden bytes are missing, stray or no longer what its sample encodes to."""
    wanted = {file for row in registry.rows for file in (sample_file(row, folder), bytes_file(row, folder))}
    present = {file for file in (folder / GOLDEN).rglob("*") if file.is_file()}
    for file in sorted(wanted - present):
        yield ContractFinding(_short(file, folder), "golden_present", "it is missing; run `python -m schemas golden`.")
    for file in sorted(present - wanted):
        yield ContractFinding(
            _short(file, folder), "golden_known", "no locked schema has this sample; remove or rename it."
        )
    for row in registry.rows:
        if {sample_file(row, folder), bytes_file(row, folder)} <= present and (
            problem := _problem(registry, row, folder)
        ):
            yield ContractFinding(_short(bytes_file(row, folder), folder), "golden_unchanged", problem)


def _problem(registry: Registry, row: LockRow, folder: Path) -> str | None:
    try:
        golden, sample = read_bytes(row, folder), read_sample(row, folder)
        encoded = registry.encode_version(row.id, sample)
        name, fields = registry.decode(golden)
    except (SchemaError, ValueError, KeyError, TypeError) as error:
        return f"its sample or its bytes cannot be read: {type(error).__name__}: {error}. Restore both."
    if encoded != golden:
        return "its sample no longer encodes to these bytes; restore the files: what was written stays as it is."
    if name != row.name or any(fields[key] != value for key, value in sample.items() if key in fields):
        return "decoding it does not give its sample back; readers of the log would see other values than were written."
    return None


def _short(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()
