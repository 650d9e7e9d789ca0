"""How a bank, and whoever reads its files, knows a remittance of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.kernel.identity import creditor_uuid

_MESSAGE_ID = re.compile("(?<![A-Za-z0-9])RM[0-9a-f]{12}-[0-9]+-[0-9]+(?![A-Za-z0-9-])")


def message_id_of(creditor_id: str, number: int, attempt: int) -> str:
    """The same for the same remittance and attempt, and for no other: at most 35 letters, digits and dashes."""
    return f"RM{creditor_uuid(creditor_id).hex[:12]}-{number}-{attempt}"


def message_ids_in(texts: Iterable[str]) -> list[str]:
    """What in these texts has the form of a message id of ours, each once, in their order."""
    return list(dict.fromkeys(found for text in texts for found in _MESSAGE_ID.findall(text)))
