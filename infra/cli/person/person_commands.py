"""The commands about persons."""

from __future__ import annotations

import typer

from infra.cli.person import (
    person_access,
    person_acts,
    person_erase,
    person_find,
    person_history,
    person_plan,
    person_retention,
    person_show,
)
from infra.cli.render.help_text import add, group


def person() -> typer.Typer:
    """The group, with all that is in it."""
    person = group(
        "Find persons, see all their cases, keep who they are, how they are reached and who acts for them, and erase "
        "them."
    )
    add(person, person_find.find, "find", "Look")
    add(person, person_show.show, "show", "Look")
    add(person, person_history.history, "history", "Look")
    add(person, person_acts.register, "register", "Act")
    add(person, person_acts.details, "details", "Act")
    add(person, person_acts.wishes, "wishes", "Act")
    add(person, person_acts.confirm_channel, "confirm-channel", "Act")
    add(person, person_acts.time_zone, "time-zone", "Act")
    add(person, person_acts.merge, "merge", "Act")
    add(person, person_acts.represent, "represent", "Act")
    add(person, person_acts.end_representation, "end-representation", "Act")
    add(person, person_acts.legal_hold, "legal-hold", "Act")
    add(person, person_acts.lift_legal_hold, "lift-legal-hold", "Act")
    add(person, person_acts.request_data, "request-data", "Act")
    add(person, person_access.access_request, "access-request", "Act")
    add(person, person_access.access, "access", "Act")
    add(person, person_retention.retention, "retention", "Look")
    add(person, person_erase.erase, "erase", "Act")
    plan = group("One plan over several cases of a person: one sum, one day, one reference.")
    add(plan, person_plan.show, "show", "Look")
    add(plan, person_plan.agree, "agree", "Act")
    add(plan, person_plan.change, "change", "Act")
    add(plan, person_plan.end, "end", "Act")
    person.add_typer(plan, name="plan", rich_help_panel="Act")
    return person
