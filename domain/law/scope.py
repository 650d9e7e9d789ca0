"""To whom and to what a row applies (the column ``scope``): closed codes, and bounds of quantities.

``consumer amount-above-100 amount-upto-1000`` is a row for consumers whose debt is above 100 and at most 1,000.
An empty scope is a row for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.money import MINOR_UNIT_DIGITS, Money
from domain.law.codes import KINDS, Code

_CODES: dict[str, Code] = {code.value: code for kind in KINDS for code in kind}


class Quantity(StrEnum):
    """What a bound is of. An amount counts in hundredths of its currency, a day by its ordinal, the rest one by one."""

    AMOUNT = "amount"
    DUE = "due"
    AROSE = "arose"
    AGE = "age"
    DEPENDANTS = "dependants"
    INSTALMENTS = "instalments"


@dataclass(frozen=True, slots=True)
class Bound:
    """From ``low`` up to and including ``high``; ``None`` is no bound on that side."""

    low: int | None = None
    high: int | None = None

    def __contains__(self, number: int) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def meets(self, other: Bound) -> bool:
        """Some number lies in both."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return not lows or not highs or max(lows) <= min(highs)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What is known of the claim that a rule is looked up for: ``asked(Debtor.CONSUMER, amount=...)``."""

    codes: frozenset[Code]
    quantities: dict[Quantity, int]


def asked(
    *codes: Code,
    amount: Money | None = None,
    due: date | None = None,
    arose: date | None = None,
    age: int | None = None,
    dependants: int | None = None,
    instalments: int | None = None,
) -> AskedFor:
    """What a rule is looked up for. ``due`` is the claim's due date, ``arose`` the day the obligation arose,
    ``age`` the age reached in the calendar year. ValueError for two codes of one kind, such as both debtors."""
    if len({type(code) for code in codes}) < len(codes):
        raise ValueError(f"{' and '.join(codes)} cannot both be so")
    quantities = {
        Quantity.AMOUNT: None if amount is None else _hundredths(amount),
        Quantity.DUE: None if due is None else due.toordinal(),
        Quantity.AROSE: None if arose is None else arose.toordinal(),
        Quantity.AGE: age,
        Quantity.DEPENDANTS: dependants,
        Quantity.INSTALMENTS: instalments,
    }
    return AskedFor(frozenset(codes), {what: number for what, number in quantities.items() if number is not None})


def _hundredths(amount: Money) -> int:
    return int(amount.minor * 100 // 10 ** MINOR_UNIT_DIGITS[amount.currency])


EVERYBODY = asked()


@dataclass(frozen=True, slots=True)
class Scope:
    """The conditions of a row: all of its codes are asked for, and each quantity lies within its bound."""

    text: str
    codes: frozenset[Code]
    bounds: dict[Quantity, Bound]

    def covers(self, what: AskedFor) -> bool:
        """Every condition of the row is met by what is asked."""
        return self.codes <= what.codes and all(
            quantity in what.quantities and what.quantities[quantity] in bound
            for quantity, bound in self.bounds.items()
        )

    def meets(self, other: Scope) -> bool:
        """Something can be asked that both cover."""
        kinds = {type(code): code for code in self.codes}
        return all(kinds.get(type(code), code) is code for code in other.codes) and all(
            bound.meets(other.bounds[quantity]) for quantity, bound in self.bounds.items() if quantity in other.bounds
        )

    @property
    def conditions(self) -> int:
        """How many kinds of condition it has."""
        return len(self.codes) + len(self.bounds)

    @property
    def slug(self) -> str:
        """The scope within a rule's id: ``consumer+amount-upto-100``."""
        return "+".join(self.text.split())

    def narrower_than(self, other: Scope) -> bool:
        """It has every kind of condition that the other has, and one more: where both cover, this one stands."""
        mine, its = (c.codes | c.bounds.keys() for c in (self, other))
        return mine > its


def parse_scope(text: str) -> Scope:
    """Raises ValueError for a code or a bound that is not known."""
    codes, bounds = set[Code](), dict[Quantity, Bound]()
    for token in text.split():
        if token in _CODES:
            codes.add(_CODES[token])
            continue
        quantity, low, high = _parse_bound(token)
        old = bounds.get(quantity, Bound())
        bounds[quantity] = Bound(old.low if low is None else low, old.high if high is None else high)
    return Scope(text, frozenset(codes), bounds)


def _parse_bound(token: str) -> tuple[Quantity, int | None, int | None]:
    name, _, rest = token.partition("-")
    relation, _, number = rest.partition("-")
    if name not in set(Quantity) or relation not in ("from", "above", "upto", "below"):
        raise ValueError(f"the scope {token!r} is not known")
    at = _number(Quantity(name), number)
    if relation in ("from", "above"):
        return Quantity(name), at + (relation == "above"), None
    return Quantity(name), None, at - (relation == "below")


def _number(quantity: Quantity, text: str) -> int:
    if quantity in (Quantity.DUE, Quantity.AROSE):
        return date.fromisoformat(text).toordinal()
    return int(text) * (100 if quantity is Quantity.AMOUNT else 1)
