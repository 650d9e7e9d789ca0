"""The ten principles of fair treatment, and the checks of those that a ledger can check.

The principles are Intrum's (https://intrum.com/sustainability/our-ways-of-working/our-policies/treating-customers-fairly).
Of the first six the text was read; of the last four only their themes are known, so nothing is checked for them.
"""

from __future__ import annotations

from projections.principles.principle import Check, Principle

PRINCIPLES: tuple[Principle, ...] = (
    Principle(1, "law, regulation and guidance are complied with", True),
    Principle(2, "information is kept with integrity and in confidence", True),
    Principle(3, "due care, professional skill and diligence", True),
    Principle(4, "people are treated fairly, with respect and privacy", True),
    Principle(5, "costs, fees and interest are lawful, reasonable and proportionate to the claim", True),
    Principle(6, "people get the information that they need, in clear words", True),
    Principle(7, "solutions that people can afford, as they are placed", False),
    Principle(8, "customers in vulnerable circumstances", False),
    Principle(9, "complaints", False),
    Principle(10, "conflicts of interest, and monitoring", False),
)

CHECKS: tuple[Check, ...] = (
    Check("rules_named", 1, "Whatever rests on a rule of law or policy names it."),
    Check(
        "no_demand_during_a_hold",
        1,
        "While a hold stops demands, no letter asks for money and nothing goes to court.",
    ),
    Check(
        "no_demand_in_a_kept_plan",
        1,
        "While a plan is kept, no letter asks for money and nothing goes to court.",
    ),
    Check("disputes_in_time", 1, "Each dispute is answered by the day that its rule sets."),
    Check(
        "texts_in_the_trail", 2, "No summary in the trail holds the name, e-mail address or phone of the case's person."
    ),
    Check("texts_of_erased_persons", 2, "Of a person who was erased no name, address or phone is left to read."),
    Check("complaints_in_time", 4, "Each complaint has its final response by the day that its rule sets."),
    Check("contacts_within_rules", 4, "No contact that we began broke a rule on hours, frequency, holds or wishes."),
    Check("holds_reviewed", 4, "Each hold is looked at again by the day that was set for it."),
    Check(
        "first_contact_in_time",
        4,
        "Each person hears of the claim soon after it came in: in a conversation or a letter.",
    ),
    Check(
        "costs_proportionate",
        5,
        "Interest, fees and court costs added to a claim stay within the agency's share of it.",
    ),
    Check("closure_confirmed", 6, "Who owes nothing any more soon hears so."),
    Check("inquiry_answered", 6, "Who asks has an answer by the day that its rule sets."),
    Check("dispute_acknowledged", 6, "Who disputes a claim soon hears that it has stopped."),
    Check("complaint_acknowledged", 6, "Who complains soon hears that the complaint is here."),
)
BY_NAME = {check.name: check for check in CHECKS}
