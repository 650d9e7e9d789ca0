"""The closed codes by which rows of law are told apart: who owes, how the claim went, what kind of day it is."""

from __future__ import annotations

from enum import StrEnum


class Debtor(StrEnum):
    """Who owes."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class Product(StrEnum):
    """What a claim is from, as far as a rule tells it apart."""

    CONSUMER_CREDIT = "consumer_credit"
    """A loan or another credit to a consumer; none that is secured by land."""
    OTHER = "other"


class CreditorVat(StrEnum):
    """Whether the creditor may deduct the value-added tax on the agency's fee."""

    DEDUCTED = "vat_deducted"
    NOT_DEDUCTED = "vat_not_deducted"


class Weight(StrEnum):
    """How much work a case is (NO inkassoforskriften § 2-3)."""

    SIMPLE = "simple"
    HEAVY = "heavy"


class Contest(StrEnum):
    """How a claim went (DE RVG VV 2300)."""

    CONTESTED = "contested"
    FIRST_LETTER = "uncontested_first_letter"
    AVERAGE = "uncontested_average"
    DIFFICULT = "uncontested_difficult"


class Enforceability(StrEnum):
    """Whether a claim can be enforced without a judgment (FI)."""

    DIRECT = "directly_enforceable"
    NEEDS_JUDGMENT = "needs_judgment"


class DayKind(StrEnum):
    """What kind of day it is where the debtor lives."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY_OR_HOLIDAY = "sunday_or_holiday"


class Household(StrEnum):
    """The people of a household."""

    SINGLE = "single"
    COUPLE = "couple"
    EACH_OF_COUPLE = "each_of_couple"
    SUPPORTS_PARTNER = "supports_partner"
    CHILD = "child"


class Protected(StrEnum):
    """The parts of a protected amount (FI, DE)."""

    DEBTOR = "debtor"
    DEPENDANT = "dependant"
    FIRST_DEPENDANT = "first_dependant"
    FURTHER_DEPENDANT = "further_dependant"
    UPPER_LIMIT = "upper_limit"


class PaySlice(StrEnum):
    """The slices of net pay by the protected amount (FI ulosottokaari 4:48)."""

    WITHIN_PROTECTED = "within_protected"
    ABOVE_ONCE = "above_once"
    ABOVE_TWICE_OF_WHOLE = "above_twice_of_whole"
    ABOVE_FOUR_TIMES = "above_four_times"
    MAXIMUM_OF_WHOLE = "maximum_of_whole"


class Procedure(StrEnum):
    """The procedure of a district court (SE)."""

    ORDINARY = "ordinary_procedure"
    SIMPLIFIED = "simplified_procedure"


class Filing(StrEnum):
    """How a matter comes before a court or the enforcement authority."""

    APPLICATION = "application"
    TRANSFER = "transfer"
    ELECTRONIC = "electronic"
    OTHER_FORM = "other_form"
    CLAIM_TITLE = "claim_title"
    REMOVAL = "removal"


class Interruption(StrEnum):
    """What begins a limitation period anew."""

    PAYMENT = "payment"
    ACKNOWLEDGEMENT = "acknowledgement"
    WRITTEN_DEMAND = "written_demand"
    COURT_ACTION = "court_action"
    TITLE = "title"


class CollectionCosts(StrEnum):
    """Whether costs of collection out of court are claimed too (NO tvisteloven § 6-13)."""

    CLAIMED = "collection_costs_claimed"
    NOT_CLAIMED = "no_collection_costs_claimed"


Code = (
    Debtor | CreditorVat | Weight | Contest | Enforceability | DayKind | Household | Protected | PaySlice
    | Procedure | Filing | CollectionCosts | Interruption | Product
)  # fmt: skip
KINDS: tuple[type[Code], ...] = (
    Debtor, CreditorVat, Weight, Contest, Enforceability, DayKind, Household, Protected, PaySlice,
    Procedure, Filing, CollectionCosts, Interruption, Product,
)  # fmt: skip
