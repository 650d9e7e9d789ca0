"""A case as somebody would keep it on paper: amounts in a dictionary, a list of payments, a set of what stops demands.

Written apart from the domain, without its slices, ledger and tables, to be held against it. It says what must come of
what is asked; where it says nothing, the domain may decide as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ORDER_IN_SWEDEN = ("court_costs", "fees", "interest", "principal")
STOPS_DEMANDS = {
    "dispute", "breathing_space", "debt_adviser", "debtor_request_stop", "vulnerability", "life_event",
    "plan_negotiation", "bankruptcy", "debt_settlement", "deceased", "payment_investigation", "complaint",
    "identity_fraud", "client_hold",
}  # fmt: skip


@dataclass
class NaiveCase:
    """``owed`` by part, ``paid`` by payment (its parts), ``direct`` likewise, all in minor units."""

    owed: dict[str, int]
    paid: dict[object, dict[str, int]] = field(default_factory=dict)
    direct: list[dict[str, int]] = field(default_factory=list)
    overpaid: dict[object, int] = field(default_factory=dict)
    no_longer_collected: int = 0
    credited: int = 0
    outcome: str = ""
    holds: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def outstanding(self) -> int:
        return sum(self.owed.values())

    @property
    def demands_stop(self) -> bool:
        return any(hold in STOPS_DEMANDS for hold in self.holds)

    def pay(self, payment: object, amount: int) -> None:
        """Money of a payment is allocated; what is left over is owed back."""
        self.paid[payment], self.overpaid[payment] = self._cover(amount)
        self._close_if_nothing_is_owed("paid_in_full")

    def pay_creditor(self, amount: int) -> None:
        """The creditor had it directly."""
        covered, _ = self._cover(amount)
        self.direct.append(covered)
        self._close_if_nothing_is_owed("paid_direct_to_client")

    def bounce(self, payment: object) -> None:
        """A payment goes back: it is owed again, unless the case ended for another reason than payment."""
        covered = self.paid.pop(payment)
        del self.overpaid[payment]
        if self.is_open or self.outcome in ("paid_in_full", "paid_direct_to_client"):
            for part, amount in covered.items():
                self.owed[part] += amount
            self.outcome = ""
        else:
            self.no_longer_collected += sum(covered.values())
        self._close_if_nothing_is_owed("paid_in_full") if self.is_open else None

    def credit(self, amount: int) -> None:
        """The creditor takes back some of the principal."""
        self.owed["principal"] -= amount
        self.credited += amount
        paid_principal = sum(one.get("principal", 0) for one in [*self.paid.values(), *self.direct])
        if not self.owed["principal"] and not paid_principal:
            self.close("credited")
        else:
            self._close_if_nothing_is_owed("paid_in_full")

    def close(self, outcome: str) -> None:
        """It ends: what is owed is no longer collected, and no hold is in force."""
        self.no_longer_collected += self.outstanding
        self.owed = dict.fromkeys(self.owed, 0)
        self.outcome = outcome

    def _cover(self, amount: int) -> tuple[dict[str, int], int]:
        covered = {}
        for part in ORDER_IN_SWEDEN:
            covered[part] = min(amount, self.owed.get(part, 0))
            if covered[part]:
                self.owed[part] -= covered[part]
            amount -= covered[part]
        return {part: minor for part, minor in covered.items() if minor}, amount

    def _close_if_nothing_is_owed(self, outcome: str) -> None:
        if not self.outstanding:
            self.close(outcome)
