"""Each remittance added up again: the lines of its spans, found in the log by the checker's own hands.

No line is in two remittances and none is between two; and each says of its lines what they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.creditor.remittance.cancelling import RemittanceCancelled
from domain.creditor.remittance.losing import LossProposed
from domain.creditor.remittance.preparing import RemittancePrepared
from infra.audit.checker.collected import PARTS, Collected, collected_by
from infra.audit.checker.event import Seen
from infra.audit.checker.report import CheckReport

_Key = tuple[str, str]
"""A creditor's id and a currency."""


@dataclass(slots=True)
class AddedUpAgain:
    """What was collected for each creditor, by its place in the log, and what its remittances say that it was."""

    report: CheckReport
    _creditor_of: dict[UUID, str] = field(default_factory=dict)
    _lines: dict[_Key, list[tuple[int, int, Collected]]] = field(default_factory=lambda: defaultdict(list))
    _prepared: dict[tuple[str, int], tuple[Seen, RemittancePrepared | LossProposed]] = field(default_factory=dict)

    def follow(self, seen: Seen) -> None:
        """The next event."""
        event = seen.event
        if isinstance(event, ClaimReceived):
            self._creditor_of[seen.aggregate_id] = event.creditor_id
        elif isinstance(event, RemittancePrepared | LossProposed):
            self._prepared[event.creditor_id, event.number] = (seen, event)
        elif isinstance(event, RemittanceCancelled):
            self._prepared.pop((event.creditor_id, event.number), None)
        elif seen.kind == "case":
            for line in collected_by(seen):
                key = (self._creditor_of.get(seen.aggregate_id, ""), line.currency)
                self._lines[key].append((seen.partition, seen.position, line))

    def finish(self) -> None:
        """The log has ended."""
        ends: dict[tuple[_Key, int], int] = {}
        for seen, event in self._prepared.values():
            key = (event.creditor_id, event.currency)
            for span in event.spans:
                if ends.get((key, span.partition), 0) != span.after:
                    message = (
                        f"It begins behind {span.after} of partition {span.partition}, and not where the last ended."
                    )
                    self.report.found("remittance_differs", seen.where, message)
                ends[key, span.partition] = span.through
            if self._in_spans(event) != _as_told(event):
                message = (
                    f"Remittance {event.number} to {event.creditor_id} is not what its lines in the log add up to."
                )
                self.report.found("remittance_differs", seen.where, message)

    def _in_spans(self, event: RemittancePrepared | LossProposed) -> Counter[tuple[bool, str]]:
        spans = {span.partition: range(span.after + 1, span.through + 1) for span in event.spans}
        sums: Counter[tuple[bool, str]] = Counter()
        for partition, position, line in self._lines[event.creditor_id, event.currency]:
            if position in spans.get(partition, ()):
                sums.update({(line.is_direct, part): minor for part, minor in line.parts.items()})
                sums[line.is_direct, "lines"] += 1
        return sums


def _as_told(event: RemittancePrepared | LossProposed) -> Counter[tuple[bool, str]]:
    sums: Counter[tuple[bool, str]] = Counter()
    for one in event.sums if isinstance(event, LossProposed) else event.reckoned:
        sums.update({(one.is_direct, part): getattr(one, f"{part}_minor") for part in PARTS})
        sums[one.is_direct, "lines"] += one.lines
    return sums
