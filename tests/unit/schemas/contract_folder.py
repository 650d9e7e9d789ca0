"""A small contract of one message in a folder of its own, for tests that break it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.golden_bytes import write_missing
from schemas.lock import append_rows, read_lock, write_lock
from schemas.registry import Registry

NAME = "caseledger.case.Noted"
UUID: dict[str, Any] = {"type": "fixed", "name": "Uuid", "namespace": "caseledger", "size": 16}


def field(name: str, kind: Any = "string", **attributes: Any) -> dict[str, Any]:
    """One field, documented."""
    return {"name": name, "type": kind, "doc": f"The {name}.", **attributes}


def record(*fields: dict[str, Any], name: str = "Noted", **attributes: Any) -> dict[str, Any]:
    """A message of ``caseledger.case`` with these fields."""
    return {
        "type": "record",
        "name": name,
        "namespace": "caseledger.case",
        "doc": "A note was made.",
        "fields": list(fields),
        **attributes,
    }


def write(folder: Path, schema: dict[str, Any], version: int = 1) -> Path:
    """Put a version's file where it belongs."""
    file = folder / "case" / "events" / f"{schema['name']}.v{version}.avsc"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(schema), encoding="utf-8")
    return file


def lock(folder: Path) -> None:
    """Give every new file its id and its golden bytes, without asking whether it should have them."""
    rows = read_lock(folder)
    write_lock([*rows, *append_rows(rows, folder)], folder)
    registry = Registry.read(folder)
    write_missing(registry, folder)
    write_missing(registry, folder)
