"""Who the creditors are, what was agreed with them and what they are paid out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from domain.creditor.account.setting import PayoutAccountSet
from domain.creditor.contract.agreeing import ContractAgreed
from domain.creditor.registration.registering import CreditorRegistered
from domain.creditor.registration.renaming import CreditorRenamed
from domain.creditor.remittance.losing import LossProposed
from domain.creditor.remittance.own_share import OwnSharePrepared
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.sending import RemittanceSent
from domain.creditor.remittance.state import LogSpan, remittance_status_after
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Table

_UNSTORED = ("spans", "reckoned", "oldest", "rule")


@dataclass(slots=True)
class CreditorTables:
    """The three tables of creditors."""

    creditors: Table = field(default_factory=lambda: Table(("creditor_id",)))
    terms: Table = field(default_factory=lambda: Table(("creditor_id", "valid_from")))
    remittances: Table = field(default_factory=lambda: Table(("creditor_id", "number")))

    def fold(self, seen: Seen) -> None:
        """One event of a creditor."""
        event = seen.event
        if isinstance(event, CreditorRegistered):
            place = {"partition": seen.partition, "registered_at": seen.occurred_at, "position": seen.position}
            self.creditors.put(**asdict(event), **place, former_names=[], iban=None)
        elif isinstance(event, CreditorRenamed):
            former = self._of(event.creditor_id, seen)["former_names"]
            names = [name for name in former if name not in (event.name, event.former_name)]
            changed = {"name": event.name, "former_names": [*names, event.former_name]}
            self._of(event.creditor_id, seen).update(changed)
        elif isinstance(event, ContractAgreed):
            self.terms.put(**asdict(event))
            self._of(event.creditor_id, seen)
        elif isinstance(event, PayoutAccountSet):
            self._of(event.creditor_id, seen)["iban"] = event.iban
        elif remittance_status_after(event):
            self._remittance(seen)

    def _of(self, creditor_id: str, seen: Seen) -> Row:
        row = self.creditors.rows[creditor_id,]
        row["position"] = seen.position
        return row

    def _remittance(self, seen: Seen) -> None:
        event = seen.event
        stands = {"status": str(remittance_status_after(event)), "since": seen.occurred_at}
        if isinstance(event, RemittancePrepared):
            said = {name: value for name, value in asdict(event).items() if name not in _UNSTORED}
            partitions, afters, throughs = ([*each] for each in zip(*map(_of_span, event.spans), strict=True))
            places = {"partitions": partitions, "afters": afters, "throughs": throughs}
            said["total_minor"] = said.pop("collected_minor")
            lines = sum(one.lines for one in event.reckoned)
            times = {"prepared_at": seen.occurred_at, "sent_at": None}
            self.remittances.put(**said, **places, lines=lines, to_agency=False, **times, **stands)
        elif isinstance(event, OwnSharePrepared):
            said = {name: value for name, value in asdict(event).items() if name != "through"}
            nothing: Row = {"partitions": [], "afters": [], "throughs": [], "lines": 0, "total_minor": 0}
            times = {"prepared_at": seen.occurred_at, "sent_at": None, "send_until": None}
            self.remittances.put(**said, **nothing, to_agency=True, **times, **stands)
        elif isinstance(event, LossProposed):
            self._loss(seen, event, stands)
        creditor_id, number = (getattr(event, name) for name in ("creditor_id", "number"))
        row = self.remittances.rows[creditor_id, number]
        row |= stands | {"iban": getattr(event, "iban", row["iban"])}
        if isinstance(event, RemittanceSent):
            row["sent_at"] = row["sent_at"] or seen.occurred_at
        self._of(creditor_id, seen)

    def _loss(self, seen: Seen, event: LossProposed, stands: Row) -> None:
        partitions, afters, throughs = ([*each] for each in zip(*map(_of_span, event.spans), strict=True))
        times = {"prepared_at": seen.occurred_at, "sent_at": None, "send_until": None}
        self.remittances.put(
            creditor_id=event.creditor_id,
            number=event.number,
            currency=event.currency,
            total_minor=event.collected_minor,
            payable_minor=event.collected_minor,
            iban="",
            prepared_by=event.prepared_by,
            partitions=partitions,
            afters=afters,
            throughs=throughs,
            lines=sum(one.lines for one in event.sums),
            to_agency=False,
            **times,
            **stands,
        )


def _of_span(span: LogSpan) -> tuple[int, int, int]:
    return span.partition, span.after, span.through
