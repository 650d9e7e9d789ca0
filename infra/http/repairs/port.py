"""What the routes of repairs work with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from infra.postgres.parked import Retried
from infra.runtime.rejected_commands import RejectedCommand


class Repairs(Protocol):
    """Each raises HttpProblem when a server behind it does not answer or refuses."""

    def retry_parked(self, aggregate_id: UUID | None, /) -> Sequence[Retried]:
        """Fold again what waits for one aggregate, or for all with None."""
        ...

    def rejected(self) -> Sequence[RejectedCommand]:
        """What is kept of rejected commands, the longest ago first."""
        ...

    def send_again(self, one: RejectedCommand, /) -> None:
        """The original bytes, once more. Not for one that was not kept whole."""
        ...
