"""What a command asks, as one short text: two commands with the same id are the same one when they have the same.

It covers the command's type, the aggregate that it is for, the version that it expects and its fields. Left out are

- the fields that are about a person: the fingerprint stays in the log for ever, where a hash of a name would let
  anybody try names against it, also after the person was erased; and a bank writes names and messages differently
  from one file to the next,
- what says where the command was read, not what it asks: a file may be sent under two names, and a line in two files,
- what the sender had found out beside it: that of a line read again may be more, or nothing,
- fields that hold their schema's default, so that a command of an older version is still the same,
- when it happened, who asked and who waits for the answer: the headers of a second try may differ in them.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from uuid import UUID

from domain.kernel.message import Command
from domain.kernel.quick_uuid import text_of_uuid
from infra.messages.asking_source import asking_source
from schemas.registry import Registry

FINGERPRINT_BYTES = 16
"""128 bits: enough that nobody finds a second command with the fingerprint of a given one."""

_ASKED: dict[type[Command], Callable[[Command], str]] = {}


def fingerprint_of(aggregate_id: UUID, expected_version: int | None, command: Command) -> str:
    """32 hexadecimal digits. Raises UnknownSchemaError for a command that has no schema."""
    return fingerprint_of_text(fingerprinted_text(aggregate_id, expected_version, command))


def fingerprinted_text(aggregate_id: UUID, expected_version: int | None, command: Command) -> bytes:
    """What it is made of: JSON, in which the id of the aggregate has hyphens and those in fields have none."""
    version = "null" if expected_version is None else expected_version
    cls = type(command)
    asked = (_ASKED.get(cls) or _asked_by(cls))(command)
    return f'["{command.TOPIC}","{text_of_uuid(aggregate_id)}",{version},{asked}]'.encode("ascii")


def fingerprint_of_text(text: bytes) -> str:
    """The fingerprint of such a text."""
    return blake2b(text, digest_size=FINGERPRINT_BYTES).hexdigest()


def _asked_by(cls: type[Command]) -> Callable[[Command], str]:
    schema = Registry.load().newest_tree(cls.TOPIC)[1]
    asked = _ASKED[cls] = asking_source(schema, cls).compiled(f"<what a {cls.TOPIC} asks>")
    return asked
