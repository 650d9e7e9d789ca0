"""Which creditors there were, as the log tells it: what the writer's directory must have been made of.

The directory is followed by each writer at its own pace, so it is not known what it said at one moment. A claim says
what was used of it, and that must be true of some moment: the creditor was registered, and was called so once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.case.claim.receiving import ClaimReceived
from domain.catalogue import kind_of
from domain.kernel.directory import ClaimTerms, CreditorEntry
from domain.kernel.message import Event
from infra.audit.checker.event import Seen
from infra.audit.checker.report import CheckReport


@dataclass(slots=True)
class CreditorsSeen:
    """Every name that each creditor has had, and the claims that say one."""

    report: CheckReport
    latest: dict[str, CreditorEntry] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _used: dict[tuple[str, str], Seen] = field(default_factory=dict)

    def follow(self, event: Seen, state: object) -> None:
        """An event, and the state of its aggregate after it."""
        entry_of = kind_of(event.event.TOPIC).entry_of
        if entry_of is not None:
            entry = entry_of(state)
            self.latest[entry.creditor_id] = entry
            self._names.setdefault(entry.creditor_id, set()).add(entry.name)
        for entry in used_by([event.event]).values():
            self._used.setdefault((entry.creditor_id, entry.name), event)

    def finish(self) -> None:
        """The log has ended: what was used must have been there."""
        for (creditor_id, name), event in self._used.items():
            if name not in self._names.get(creditor_id, ()):
                message = f"A claim was taken from the creditor {creditor_id}, and none of this id was ever called so."
                self.report.found("decided_otherwise", event.where, message)


def used_by(events: Iterable[Event]) -> Mapping[str, CreditorEntry]:
    """What a decision with these events knew of creditors, as they say themselves."""
    claims = [event for event in events if isinstance(event, ClaimReceived)]
    return {claim.creditor_id: _as_used(claim) for claim in claims}


def _as_used(claim: ClaimReceived) -> CreditorEntry:
    terms = ClaimTerms(date.min, claim.product, claim.creditor_vat)
    return CreditorEntry(claim.creditor_id, claim.creditor_name, terms=(terms,))
