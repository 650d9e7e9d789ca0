"""What chance says of a case before anything happens: whose claim of whom, of how much, and how it will go.

Each case has a random number generator of its own, seeded by the seed and the case's number. So the first ten cases of
a hundred are the ten that there are without the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from domain.kernel.identity import case_id, person_id
from domain.kernel.refusal import Refusal
from domain.law.policies import LEGAL_ACTION_FROM
from domain.law.table import row_in_force
from infra.generator.amounts import SIZES, principal_minor
from infra.generator.creditors import InventedCreditor, creditor
from infra.generator.mix import SAME_DEBTOR, CaseEnding, Trouble, ending, happens, troubles
from infra.generator.names import creditor_reference, customer_number, own_reference, payment_reference
from infra.generator.people import InventedDebtor, debtor

SEED_MAX = 999_999
"""A seed is a number from 0 to this: it stands in payment references."""
CASES_MAX = 99_999_999
FIRST_DAY = date(2024, 1, 2)
"""Of the first claims, unless another day is asked for: so that a year of them has had its time by now."""
WITH_INTEREST = frozenset({"SE", "NO"})
"""Where four creditors of ten claim late interest until they are paid: countries with a rate on file for each day."""
NEIGHBOURS = 50
"""Somebody's other case is one of so many before it."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What all cases are drawn from: claims that come in on ``days`` days from ``first_day`` on.

    With ``stories``, only so many cases are drawn. The next ones live through the same once more, in the same order, as
    other cases of other persons: story ``n`` is told of the cases ``n``, ``n + stories``, ``n + 2 * stories`` …
    """

    seed: int
    first_day: date = FIRST_DAY
    days: int = 365
    stories: int | None = None

    def story_of(self, number: int) -> int:
        """Which story is told of the case of this number."""
        return number if self.stories is None else (number - 1) % self.stories + 1


@dataclass(frozen=True, slots=True)
class Plot:
    """A case as it was drawn. ``dice`` is what else is drawn from, in the order in which the story goes.

    ``story`` is the number of the case whose story it is: its own, unless that is told again.

    Amounts are minor units of the creditor's country. ``own_reference`` is empty where the creditor has none and the
    ledger gives one; ``reference`` is what payments say. ``case`` and ``person`` are ids; ``debtor_number`` is the
    number of the case with which the debtor came first.
    """

    portfolio: Portfolio
    number: int
    story: int
    case: UUID
    person: UUID
    dice: Random
    arrives: date
    creditor: InventedCreditor
    debtor: InventedDebtor
    debtor_number: int
    creditor_reference: str
    own_reference: str
    principal_minor: int
    fees_minor: int
    bears_interest: bool
    due_date: date
    ending: CaseEnding
    troubles: frozenset[Trouble]

    @property
    def reference(self) -> str:
        """What a payment says that it is for."""
        return payment_reference(self.portfolio.seed, self.number, self.case, self.creditor.jurisdiction)


def dice_of(seed: int, number: int) -> Random:
    """The random numbers of one case."""
    return Random(f"{seed}/{number}")


def arrival(portfolio: Portfolio, number: int) -> tuple[date, int]:
    """The day on which the claim comes, and its ``debtor_number``: drawn first, to be known before the rest."""
    story = portfolio.story_of(number)
    dice = dice_of(portfolio.seed, story)
    return _arrival(dice, portfolio), _debtor_number(dice, story) + number - story


def plot_of(portfolio: Portfolio, number: int) -> Plot:
    """The case of this number, from 1."""
    seed, story = portfolio.seed, portfolio.story_of(number)
    dice = dice_of(seed, story)
    arrives = _arrival(dice, portfolio)
    debtor_story = _debtor_number(dice, story)
    debtor_number = debtor_story + number - story
    whose, who = _drawn_first(seed, debtor_story, customer_number(seed, debtor_number))
    principal = principal_minor(dice, whose.jurisdiction)
    reminded = dice.randrange(10) < 6
    bears_interest = dice.randrange(10) < 4 and whose.jurisdiction in WITH_INTEREST
    reference = creditor_reference(seed, number)
    due = arrives - timedelta(days=dice.randrange(20, 90))
    drawn = ending(dice)
    if drawn is CaseEnding.LEGAL:
        principal = max(principal, _worth_a_court_minor(whose.jurisdiction, arrives))
    return Plot(
        portfolio,
        number,
        story,
        case_id(whose.creditor_id, reference),
        person_id(whose.creditor_id, who.customer_number),
        dice,
        arrives,
        whose,
        who,
        debtor_number,
        reference,
        own_reference(seed, number, whose.jurisdiction),
        principal,
        SIZES[whose.jurisdiction].reminder_minor if reminded else 0,
        bears_interest,
        due,
        drawn,
        troubles(dice),
    )


def _worth_a_court_minor(jurisdiction: str, day: date) -> int:
    row = row_in_force(LEGAL_ACTION_FROM, jurisdiction, day)
    assert not isinstance(row, Refusal), "every country that claims are drawn for has such a policy"
    return row.value.minor


def _arrival(dice: Random, portfolio: Portfolio) -> date:
    return portfolio.first_day + timedelta(days=int(dice.random() * portfolio.days))


def _debtor_number(dice: Random, number: int) -> int:
    return max(1, number - dice.randrange(1, NEIGHBOURS)) if happens(dice, SAME_DEBTOR) else number


def _drawn_first(seed: int, story: int, customer: str) -> tuple[InventedCreditor, InventedDebtor]:
    """Whose customer somebody is and who: drawn apart from the rest, so that another case can have the same."""
    dice = Random(f"{seed}/{story}/who")
    whose = creditor(dice)
    return whose, debtor(dice, whose.jurisdiction, customer)
