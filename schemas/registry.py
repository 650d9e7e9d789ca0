"""Fields into the bytes on the wire, and back.

The bytes are Confluent's wire format, which standard deserialisers read: byte 0, the schema's id as four bytes
big-endian, then the Avro body. Values are Avro's own: ids are ``bytes`` of length 16, dates are days and times are
microseconds since 1970-01-01 UTC, money is minor units. No schema is parsed and nothing is looked up in a file after
``load``; a registry has no state that changes, so threads may share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from struct import Struct
from typing import Any

from fastavro import parse_schema, schemaless_reader

from schemas.errors import LockError, UndecodableError, UnencodableError, UnknownSchemaError
from schemas.fit import misfit
from schemas.lock import FOLDER, LockRow, digest, read_lock, read_schema
from schemas.tree import Node, expand
from schemas.writing import Write, writer_of

__all__ = ["HEADER", "MAGIC", "LockError", "Registry", "UndecodableError", "UnencodableError", "UnknownSchemaError"]

MAGIC = 0
HEADER = Struct(">BI")


@dataclass(frozen=True, slots=True)
class Schema:
    """One locked version of a message, parsed.

    ``parsed`` is for the library that reads, and ``newest`` the same of the newest version, or None when this is it.
    ``write`` makes the bytes of fields, and ``tree`` explains what it refused.
    """

    row: LockRow
    header: bytes
    parsed: Any
    newest: Any
    tree: Node
    write: Write


class Registry:
    """Every locked schema, parsed. Get one with ``load``."""

    def __init__(self, documents: Iterable[tuple[LockRow, Mapping[str, Any]]]) -> None:
        ordered = sorted(documents, key=lambda pair: pair[0].version)
        parsed = {row.id: parse_schema(dict(document)) for row, document in ordered}
        newest = {row.name: row.id for row, _ in ordered}
        self._by_id = {
            row.id: Schema(
                row=row,
                header=HEADER.pack(MAGIC, row.id),
                parsed=parsed[row.id],
                newest=None if newest[row.name] == row.id else parsed[newest[row.name]],
                tree=(tree := expand(document)),
                write=writer_of(tree),
            )
            for row, document in ordered
        }
        self._newest = {name: self._by_id[id_] for name, id_ in newest.items()}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Registry:
        """The registry of this package's schemas, read once in a process. Raises as ``read`` does."""
        return cls.read()

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Registry:
        """The registry of the schemas in ``folder`` as they are now.

        Raises LockError when a file is missing, or is not the one that was locked.
        """
        documents = [(row, read_schema(folder / row.file)) for row in read_lock(folder)]
        for row, document in documents:
            if digest(document) != row.sha256:
                raise LockError(
                    f"{folder / row.file} was changed after it was locked, so bytes written under its id {row.id} "
                    "would be read wrongly. Restore it from version control; a change belongs in a new version's file."
                )
        return cls(documents)

    @property
    def rows(self) -> list[LockRow]:
        """Every locked version, in the order of their ids."""
        return [schema.row for _, schema in sorted(self._by_id.items())]

    def newest(self, name: str) -> LockRow:
        """The version that ``encode`` writes. Raises UnknownSchemaError."""
        return self._schema(name).row

    def newest_tree(self, name: str) -> tuple[bytes, Node]:
        """What the bytes of a message begin with that was written in the newest version, and that version's tree."""
        schema = self._schema(name)
        return schema.header, schema.tree

    def encode(self, name: str, fields: Mapping[str, object]) -> bytes:
        """The wire bytes of a message, always in the newest version of ``name``.

        ``fields`` holds every field of the schema and no other. Raises UnknownSchemaError and UnencodableError.
        """
        return _write(self._schema(name), fields)

    def encode_version(self, schema_id: int, fields: Mapping[str, object]) -> bytes:
        """The wire bytes in one certain version: for golden bytes, never for the log."""
        try:
            return _write(self._by_id[schema_id], fields)
        except KeyError:
            raise UnknownSchemaError(f"No schema is locked under the id {schema_id}.") from None

    def decode(self, data: bytes | bytearray | memoryview) -> tuple[str, dict[str, Any]]:
        """The name and the fields of a message, whichever version it was written in, as the newest version has them.

        A field that the writer's version lacked has its default. Raises UndecodableError.
        """
        schema = self._writer_of(data)
        body = BytesIO(data)
        body.seek(HEADER.size)
        try:
            fields: dict[str, Any] = schemaless_reader(body, schema.parsed, schema.newest)  # type: ignore[assignment]
        except Exception as error:  # whatever the damage leads to: EOFError, IndexError, UnicodeDecodeError …
            raise UndecodableError(
                f"The body is cut short or damaged: its id {schema.row.id} says {schema.row.name} version "
                f"{schema.row.version}, and reading that failed with {type(error).__name__}."
            ) from None
        if body.tell() != len(data):
            raise UndecodableError(
                f"{len(data) - body.tell()} bytes are left over after a whole {schema.row.name} version "
                f"{schema.row.version}: its writer used another schema than the id {schema.row.id} says."
            )
        return schema.row.name, fields

    def name_of(self, data: bytes | bytearray | memoryview) -> str:
        """The name of a message, without reading its fields. Raises UndecodableError."""
        return self._writer_of(data).row.name

    def _schema(self, name: str) -> Schema:
        try:
            return self._newest[name]
        except KeyError:
            raise UnknownSchemaError(
                f"No schema is locked for {name}; add its .avsc and run `python -m schemas lock`."
            ) from None

    def _writer_of(self, data: bytes | bytearray | memoryview) -> Schema:
        if len(data) < HEADER.size:
            raise UndecodableError(f"{len(data)} bytes are too few: the header alone (byte 0 and the id) has 5.")
        magic, schema_id = HEADER.unpack_from(data)
        if magic != MAGIC:
            raise UndecodableError(f"The first byte is {magic} and not 0, so this is not Avro in Confluent's format.")
        try:
            return self._by_id[schema_id]
        except KeyError:
            raise UndecodableError(
                f"The schema id {schema_id} is not in this program's lock file: the writer is newer than this "
                "program (upgrade it), or does not write this contract."
            ) from None


def _write(schema: Schema, fields: Mapping[str, object]) -> bytes:
    try:
        return schema.header + schema.write(fields)
    except Exception:  # ValueError, TypeError, KeyError …
        problem = misfit(schema.tree, fields) or "its fields hold something that Avro cannot write"
    raise UnencodableError(
        f"{schema.row.name} version {schema.row.version} cannot be written: {problem}. See {schema.row.file}."
    )
