"""What a household has left of a month is worked out: income, less housing, living costs and what others are paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from domain.case.affordability.household import CHILDREN_MOST, OLDEST_CHILD, Adults, ages_behind, standard_amount
from domain.case.affordability.state import AFFORDABILITY, Affordability
from domain.case.contacts.contact import Channel
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import local_day
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class HouseholdFields:
    """Who said so and where; amounts of a month, in minor units of the case's currency.

    ``income_minor`` is what comes in after tax, ``agreed_other_minor`` what is agreed with others already.
    ``standard_amount_source`` names where the standard amount was read, when it was given by hand.
    """

    person_id: UUID
    channel: Channel
    adults: Adults
    income_minor: int
    housing_minor: int
    agreed_other_minor: int
    standard_amount_source: Annotated[str, Length(200)] | None


@CASE.command
@dataclass(frozen=True, slots=True)
class AssessAffordability(HouseholdFields, Command):
    """Work out what is left of a month. ``ages`` are those the children reach in the calendar year.

    ``standard_amount_minor`` is None where the rows on file say it.
    """

    ages: tuple[int, ...]
    standard_amount_minor: int | None

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """Ages of children are not on record: any that give the same standard amount by the same rows will do."""
        assessed = next((event for event in events if isinstance(event, AffordabilityAssessed)), None)
        if assessed is None or not assessed.rules:
            return {"ages": ()}
        jurisdiction = assessed.rules[0].partition(".")[0]
        day = local_day(decided_at, jurisdiction)
        known = (assessed.standard_amount_minor, assessed.rules)
        return {"standard_amount_minor": None, "ages": ages_behind(jurisdiction, day, assessed.adults, *known)}


@CASE.event
@dataclass(frozen=True, slots=True)
class AffordabilityAssessed(HouseholdFields, Event):
    """What is left of a month: ``disposable_minor``, zero or less where nothing is.

    It says no child's age: which rows gave the standard amount is in ``rules``, empty when it was given by hand.
    """

    assessment: int
    currency: str
    standard_amount_minor: int
    disposable_minor: int
    rules: tuple[str, ...]

    def sentence(self) -> str:
        """What is left, and by whose standard amount."""
        left = money_text(self.disposable_minor, self.currency)
        by_hand = "" if self.rules else "; the standard amount was given by hand"
        return f"Affordability {self.assessment} assessed: {left} a month is left{by_hand}"


@CASE.decides(AssessAffordability)
def decide_assess_affordability(state: CaseState, command: AssessAffordability, context: Context) -> Decision:
    """On an open case. The law's standard amount stands where it is on file; nobody is given less by hand."""
    if refusal := refuse_unless_open_then(state, context) or _refuse_amounts(command):
        return refusal
    jurisdiction = state.claim.jurisdiction
    by_law = standard_amount(jurisdiction, context.day(jurisdiction), command.adults, command.ages)
    if not isinstance(by_law, Refusal) and by_law.currency != state.currency:
        by_law = _other_currency(state, by_law.currency)
    if command.standard_amount_minor is not None:
        if not isinstance(by_law, Refusal) and command.standard_amount_minor < by_law.rounded().minor:
            return _too_low(by_law.rounded(), by_law.rules[0])
        return [_assessed(state, command, command.standard_amount_minor, ())]
    if isinstance(by_law, Refusal):
        return _or_by_hand(by_law)
    return [_assessed(state, command, by_law.rounded().minor, by_law.rules)]


def _assessed(
    state: CaseState, command: AssessAffordability, standard_minor: int, rules: tuple[str, ...]
) -> AffordabilityAssessed:
    return caused_by(
        command,
        AffordabilityAssessed,
        assessment=state.affordability.number + 1,
        currency=state.currency,
        standard_amount_minor=standard_minor,
        disposable_minor=command.income_minor - command.housing_minor - standard_minor - command.agreed_other_minor,
        rules=rules,
    )


def _refuse_amounts(command: AssessAffordability) -> Refusal | None:
    amounts = (command.income_minor, command.housing_minor, command.agreed_other_minor)
    if min(*amounts, command.standard_amount_minor or 0) < 0:
        return Refusal("amount_invalid", "Income and costs of a month are zero or more.")
    if len(command.ages) > CHILDREN_MOST or any(age > OLDEST_CHILD for age in command.ages):
        return Refusal("household_invalid", "Name up to 20 children who are provided for, none above 30 years of age.")
    if (command.standard_amount_minor is None) != (command.standard_amount_source is None):
        return Refusal("source_missing", "A standard amount that is given by hand comes with where it was read.")
    return None


def _too_low(least: Money, rule: str) -> Refusal:
    return Refusal(
        "standard_amount_too_low",
        f"The law leaves such a household at least {least} a month to live on, and it is given no less.",
        rule,
    )


def _or_by_hand(missing: Refusal) -> Refusal:
    return Refusal(
        missing.code,
        f"{missing.message} Or give the amount by hand, with where it was read: `caseledger case affordability CASE "
        "--standard-amount AMOUNT --source TEXT`.",
        missing.rule,
    )


def _other_currency(state: CaseState, currency: str) -> Refusal:
    return Refusal(
        "rule_missing",
        f"The standard amount on file is in {currency}, and the case is in {state.currency}.",
        f"{state.claim.jurisdiction}.standard_amount",
    )


@AFFORDABILITY.on(AffordabilityAssessed)
def affordability_assessed(affordability: Affordability, event: AffordabilityAssessed) -> Affordability:
    """The latest counts."""
    return Affordability(event.assessment, event.disposable_minor)
