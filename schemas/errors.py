"""What can be wrong between fields and bytes. Each message says what to do."""

from __future__ import annotations


class SchemaError(Exception):
    """Something about the contract is wrong; the message says what, where and what to try."""


class LockError(SchemaError):
    """The lock file and the schema files do not say the same, so no id can be trusted."""


class UnknownSchemaError(SchemaError, LookupError):
    """No schema has this name or id."""


class UnencodableError(SchemaError, ValueError):
    """The fields are not those of the schema."""


class UndecodableError(SchemaError, ValueError):
    """The bytes are not those of a message that this contract knows."""
