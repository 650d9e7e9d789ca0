"""How a bank, and whoever reads its files, knows a transfer of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from domain.kernel.identity import creditor_uuid

_MESSAGE_ID = re.compile("(?<![A-Za-z0-9])R[MF][0-9a-f]{12}-[0-9]+-[0-9]+(?![A-Za-z0-9-])")


def message_id_of(creditor_id: str, number: int, attempt: int) -> str:
    """Of a remittance: the same for the same one and attempt, and for no other. At most 35 letters, digits, dashes."""
    return f"RM{creditor_uuid(creditor_id).hex[:12]}-{number}-{attempt}"


def refund_message_id(payment_id: UUID, number: int, attempt: int) -> str:
    """The same of a refund."""
    return f"RF{payment_id.hex[:12]}-{number}-{attempt}"


def message_ids_in(texts: Iterable[str]) -> list[str]:
    """What in these texts has the form of a message id of ours, each once, in their order."""
    return list(dict.fromkeys(found for text in texts for found in _MESSAGE_ID.findall(text)))
