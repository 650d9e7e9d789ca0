"""Whom we reach, by which rules, and how soon."""

from __future__ import annotations

from projections.kpi.kpi import TIMES, Family, Kpi, Unit, When

CONTACT: tuple[Kpi, ...] = (
    Kpi(
        name="right_party_rate",
        title="calls that reached the person",
        family=Family.CONTACT,
        formula="Of the calls that we made, those in which the person spoke with us.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="contact_compliance",
        title="contacts within the rules",
        family=Family.CONTACT,
        formula="Of the contacts that we began and that took place, those that broke no rule on hours, frequency, "
        "holds or the customer's wishes. What a rule stopped did not take place: acts_blocked counts it.",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="all of them",
    ),
    Kpi(
        name="continuity",
        title="contacts by the named manager",
        family=Family.CONTACT,
        formula="Of the contacts on cases that have a named case manager, those that this person made.",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="first_contact_time",
        title="time to the first contact",
        family=Family.CONTACT,
        formula="From the claim to the first conversation or letter, of claims that came in and whose person has heard "
        "of them: how long half of them took at most, nine of ten, and the longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.COHORT,
    ),
    Kpi(
        name="first_contact_in_time",
        title="first contacts in time",
        family=Family.CONTACT,
        formula="Of the claims whose first contact fell due, those whose person was spoken with or written to in "
        "time (the clock first_contact).",
        unit=Unit.SHARE,
        when=When.PERIOD,
    ),
    Kpi(
        name="inquiries_in_time",
        title="questions answered in time",
        family=Family.CONTACT,
        formula="Of the questions whose answer fell due or was given, those that had it in time (the clock "
        "inquiry_answer).",
        unit=Unit.SHARE,
        when=When.PERIOD,
        yardstick="within a week (the new Norwegian act)",
    ),
    Kpi(
        name="answer_time",
        title="time to answer a question",
        family=Family.CONTACT,
        formula="From a question to its answer, of questions that were answered: how long half of them took at most, "
        "nine of ten, and the longest.",
        unit=Unit.DAYS,
        parts=TIMES,
        when=When.PERIOD,
        yardstick="within a week (the new Norwegian act)",
    ),
)
