"""The commands about payments."""

from __future__ import annotations

import typer

from infra.cli.payment import making_good, payment_acts, suggestion_acts
from infra.cli.render.help_text import add, group


def payment() -> typer.Typer:
    """The group, with all that is in it."""
    payment = group("Look at a payment, and place or reverse it.")
    add(payment, payment_acts.history, "history", "Look")
    add(payment, suggestion_acts.suggestions, "suggestions", "Look")
    add(payment, payment_acts.match, "match", "Act")
    add(payment, suggestion_acts.confirm, "confirm", "Act")
    add(payment, suggestion_acts.reject, "reject", "Act")
    add(payment, suggestion_acts.assign, "assign", "Act")
    add(payment, payment_acts.unmatch, "unmatch", "Act")
    add(payment, payment_acts.transfer, "transfer", "Act")
    add(payment, payment_acts.hold, "hold", "Act")
    add(payment, payment_acts.release, "release", "Act")
    add(payment, payment_acts.reverse, "reverse", "Act")
    add(payment, payment_acts.explain, "explain", "Act")
    add(payment, making_good.make_good, "make-good", "Act")
    add(payment, payment_acts.identify_payer, "identify-payer", "Act")
    return payment
