"""A case as somebody would keep it on paper: amounts in a dictionary, a list of payments, a set of what stops demands.

Written apart from the domain, without its slices, ledger and tables, to be held against it. It says what must come of
what is asked; where it says nothing, the domain may decide as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

ORDER_IN_SWEDEN = ("court_costs", "fees", "interest", "principal")
STOPS_DEMANDS = {
    "dispute", "breathing_space", "debt_adviser", "debtor_request_stop", "vulnerability", "life_event",
    "plan_negotiation", "bankruptcy", "debt_settlement", "deceased", "payment_investigation", "complaint",
    "identity_fraud", "client_hold",
}  # fmt: skip
MONEY_WAITS = {"deceased", "bankruptcy", "debt_settlement"}
"""Until a person has decided where it goes."""
STOPS_COURTS = STOPS_DEMANDS - {"debtor_request_stop"}
STOPS_FEES = STOPS_DEMANDS - {"debt_adviser"}


@dataclass
class NaiveCase:
    """``owed`` by part, ``paid`` by payment (its parts), ``direct`` likewise, all in minor units.

    ``days`` says of each of both the bank's day from which it counts. Of each of ``settlements``,
    what must have been paid in all for the rest to be given up, by which day, and how it stands. ``charged`` are the
    fees that came to it, by day: money of an earlier day covers them last.
    """

    owed: dict[str, int]
    paid: dict[object, dict[str, int]] = field(default_factory=dict)
    direct: dict[object, dict[str, int]] = field(default_factory=dict)
    days: dict[object, date] = field(default_factory=dict)
    overpaid: dict[object, int] = field(default_factory=dict)
    has_plan: bool = False
    was_behind: bool = False
    settlements: list[tuple[int, date, str]] = field(default_factory=list)
    given_up: dict[str, int] = field(default_factory=dict)
    no_longer_collected: int = 0
    credited: int = 0
    outcome: str = ""
    holds: list[str] = field(default_factory=list)
    charged: list[tuple[date, int]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def outstanding(self) -> int:
        return sum(self.owed.values())

    @property
    def demands_stop(self) -> bool:
        return any(hold in STOPS_DEMANDS for hold in self.holds)

    @property
    def money_waits(self) -> bool:
        return bool(MONEY_WAITS & set(self.holds))

    @property
    def courts_stop(self) -> bool:
        """Nothing makes it graver: a hold, a plan that is kept, or a settlement that both agreed on."""
        return bool(self.has_plan or self.settlement == "agreed" or STOPS_COURTS & set(self.holds))

    @property
    def fees_stop(self) -> bool:
        return bool(self.has_plan or STOPS_FEES & set(self.holds))

    @property
    def settlement(self) -> str:
        """How the one stands that waits to be paid or accepted: there is one at a time."""
        return next((how for _, _, how in self.settlements if how in ("offered", "agreed")), "")

    def paid_by(self, day: date) -> int:
        """What had been paid on the debt by then, by the bank's days."""
        return sum(sum(self._parts_of(one).values()) for one, on in self.days.items() if on <= day)

    def owed_before(self, day: date) -> int:
        """What is owed in all if money of later days is not counted."""
        return self.outstanding + sum(sum(self._parts_of(one).values()) for one in self._later_than(day))

    def pay(self, payment: object, amount: int, day: date) -> None:
        """Money of a payment is allocated; what is left over is owed back. Money of later days comes after it."""
        self._put_in_order(payment, amount, day, self.paid)
        self._ends_if_it_should("paid_in_full")

    def pay_creditor(self, amount: int, day: date) -> None:
        """The creditor had it directly. Money of later days comes after it."""
        self._put_in_order(f"direct {len(self.direct)}", amount, day, self.direct)
        self._ends_if_it_should("paid_direct_to_client")

    def charge(self, amount: int, day: date) -> None:
        """A fee comes to it."""
        self.owed["fees"] += amount
        self.charged.append((day, amount))

    def bounce(self, payment: object) -> None:
        """A payment goes back: it is owed again, and all that was given up for it, unless the case ended otherwise."""
        covered, day = self.paid.pop(payment), self.days.pop(payment)
        self.overpaid.pop(payment, None)
        if not self.is_open and not covered:
            return
        if not (self.is_open or self.outcome in ("paid_in_full", "paid_direct_to_client", "settled")):
            self.no_longer_collected += sum(covered.values())
            return
        if not self.is_open:
            self.no_longer_collected -= sum(self.given_up.values())
            self.owed, self.given_up, self.outcome = dict(self.given_up), {}, ""
            self._mark("paid", "agreed")
        later = self._take_off(day)
        for part, amount in covered.items():
            self.owed[part] += amount
        self._lay_on(later)
        self._ends_if_it_should("paid_in_full")

    def credit(self, amount: int) -> None:
        """The creditor takes back some of the principal; money that had paid it is laid on again, or owed back."""
        self.credited += amount
        if self.is_open and amount == self.owed["principal"] + self.paid_principal:
            later = self._take_off(date.min)
            self.owed["principal"] -= amount
            self.close("credited")
            self._lay_on(later)
            return
        later: list[object] = []
        for day in sorted(set(self.days.values()), reverse=True):  # as little of it as will do, the latest first
            paid = sum(self._parts_of(one).get("principal", 0) for one, on in self.days.items() if on >= day)
            if amount > self.owed["principal"] and paid >= amount - self.owed["principal"]:
                later = self._take_off(day - timedelta(days=1))
                break
        self.owed["principal"] -= amount
        self._lay_on(later)
        if self.is_open and not self.outstanding:
            self.close("paid_in_full")

    @property
    def paid_principal(self) -> int:
        """What of the principal was paid, to whomever."""
        return sum(one.get("principal", 0) for one in [*self.paid.values(), *self.direct.values()])

    def settle(self, amount: int, day: date) -> None:
        """The rest is given up for so much more by that day, if the customer agrees."""
        self.settlements.append((self.paid_by(date.max) + amount, day, "offered"))

    def say_yes(self) -> None:
        """The customer agrees."""
        self._mark("offered", "agreed")
        self._ends_if_it_should("paid_in_full")

    def lapse(self) -> None:
        """Its time is over, or a plan takes its place: one that was agreed is still kept by money of a day in time."""
        self._mark("offered", "void")
        self._mark("agreed", "lapsed")

    def _mark(self, before: str, after: str) -> None:
        self.settlements = [(due, day, after if how == before else how) for due, day, how in self.settlements]

    def close(self, outcome: str) -> None:
        """It ends: what is owed is no longer collected, and no hold is in force."""
        self.no_longer_collected += self.outstanding
        self.given_up, self.owed = self.owed, dict.fromkeys(self.owed, 0)
        self.outcome = outcome

    def _later_than(self, day: date) -> list[object]:
        return sorted((one for one in self.days if self.days[one] > day), key=lambda one: self.days[one])

    def _parts_of(self, one: object) -> dict[str, int]:
        return self.paid[one] if one in self.paid else self.direct[one]

    def _put_in_order(self, one: object, amount: int, day: date, among: dict[object, dict[str, int]]) -> None:
        later = self._take_off(day)
        among[one], self.overpaid[one] = self._cover(amount, day)
        self.days[one] = day
        self._lay_on(later)

    def _take_off(self, day: date) -> list[object]:
        """All money of later days covers nothing for a moment."""
        later = self._later_than(day)
        for one in later:
            for part, minor in self._parts_of(one).items():
                self.owed[part] += minor
        return later

    def _lay_on(self, later: list[object]) -> None:
        for one in later:
            mine = self.paid if one in self.paid else self.direct
            mine[one], left = self._cover(sum(mine[one].values()), self.days[one])
            self.overpaid[one] += left

    def _cover(self, amount: int, day: date) -> tuple[dict[str, int], int]:
        """First what was owed on the day of the money, then what came to it later."""
        covered = dict.fromkeys(ORDER_IN_SWEDEN, 0)
        later_fees = sum(fee for on, fee in self.charged if on > day)
        for not_yet in ({"fees": later_fees}, {}):
            for part in ORDER_IN_SWEDEN:
                more = min(amount, max(0, self.owed.get(part, 0) - not_yet.get(part, 0)))
                covered[part] += more
                if more:
                    self.owed[part] -= more
                amount -= more
        return {part: minor for part, minor in covered.items() if minor}, amount

    def _ends_if_it_should(self, outcome: str) -> None:
        if not self.outstanding:
            self.close(outcome)
            return
        for number, (due, day, how) in enumerate(self.settlements):
            if self.is_open and how in ("agreed", "lapsed") and self.paid_by(day) >= due:
                self.settlements[number] = (due, day, "paid")
                self.close("settled")
