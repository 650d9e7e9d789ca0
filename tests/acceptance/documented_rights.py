"""The rights that docs/operating.md says each user of Kafka needs: what it says is what is granted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kafka.admin import ACL, ACLOperation, ACLPermissionType, ACLResourcePatternType, ResourcePattern, ResourceType

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
HEAD = "| user | is for | right to | named | operations |"
KINDS = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional id": ResourceType.TRANSACTIONAL_ID,
}


def documented_rights(log: str) -> list[ACL]:
    """Each right of the table, for a log of this name."""
    lines = iter(PAGE.read_text("utf-8").splitlines())
    user, rights = "", list[ACL]()
    for line in lines:
        if line == HEAD:
            break
    next(lines)
    for line in lines:
        if not line.startswith("|"):
            return rights
        named, _, kind, names, operations = (cell.strip() for cell in line.strip("|").split("|"))
        user = named.strip("`") or user
        rights += _rights(user, kind, [one.replace("<log>", log) for one in re.findall("`([^`]+)`", names)], operations)
    raise AssertionError("the table of rights has no end")


def documented_users(log: str) -> list[str]:
    """Who the rights are for."""
    return sorted({right.principal.removeprefix("User:") for right in documented_rights(log)})


def _rights(user: str, kind: str, names: list[str], operations: str) -> Iterator[ACL]:
    for name in names:
        pattern = ACLResourcePatternType.PREFIXED if name.endswith("*") else ACLResourcePatternType.LITERAL
        for operation in operations.split(", "):
            yield ACL(
                principal=f"User:{user}",
                host="*",
                operation=ACLOperation[re.sub("(?<=[a-z])(?=[A-Z])", "_", operation).upper()],
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=ResourcePattern(KINDS[kind], name.rstrip("*"), pattern),
            )
