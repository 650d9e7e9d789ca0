"""The commands about keys, people who sign in, books, and what keeps the rest at work: each group is small."""

from __future__ import annotations

import typer

from infra.cli.render.help_text import add, group


def ledger() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import exporting, ledger, periods

    books = group("The books of the client funds, for accountants and auditors.")
    add(books, ledger.trial_balance, "trial-balance")
    add(books, exporting.export, "export")
    add(books, periods.periods, "periods")
    add(books, periods.verify, "verify")
    add(books, periods.close, "close")
    add(books, periods.confirm, "confirm")
    return books


def api_key() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import api_keys

    group_of_keys = group("Who may use the HTTP API: keys with a role, scopes, and an end.")
    add(group_of_keys, api_keys.create, "create")
    add(group_of_keys, api_keys.list_, "list")
    add(group_of_keys, api_keys.revoke, "revoke")
    return group_of_keys


def sign_in() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import signing_in

    signing = group("Let people in at the console without a password.")
    add(signing, signing_in.link, "link")
    return signing


def user() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import users

    people = group("Who may sign in at the console with a password.")
    add(people, users.add, "add")
    add(people, users.list_, "list")
    add(people, users.disable, "disable")
    add(people, users.password, "password")
    return people


def erase() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import erasing

    erase = group("What an erasure leaves behind.")
    add(erase, erasing.verify, "verify")
    return erase


def keys() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import keys

    wrapping = group("The wrapping keys, without which no personal text can be sealed or opened. Back their file up.")
    add(wrapping, keys.show, "show")
    add(wrapping, keys.add, "add")
    add(wrapping, keys.rotate, "rotate")
    add(wrapping, keys.drop, "drop")
    return wrapping


def restore() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import restoring

    restore = group("A log that came back from a copy: whether it is complete.")
    add(restore, restoring.check, "check")
    return restore


def database() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import database_roles

    database = group("Who may do what in the database of the read models.")
    add(database, database_roles.roles, "roles")
    return database


def parked() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import parked

    waiting = group(
        "Events that could not be folded into a read model. The later events of the same case wait behind them, in "
        "order; everything else goes on."
    )
    add(waiting, parked.list_, "list")
    add(waiting, parked.retry, "retry")
    return waiting


def rejected() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import rejected

    kept = group("Commands that the writer could not read or decide. They are kept byte for byte; the others went on.")
    add(kept, rejected.list_, "list")
    add(kept, rejected.retry, "retry")
    return kept


def projections() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import rebuilding

    projections = group("Build read models anew from the log.")
    add(projections, rebuilding.rebuild_projections, "rebuild")
    return projections


def publisher() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import publishing

    publisher = group("The public topics, which the publisher fills for subscribers.")
    add(publisher, publishing.rebuild, "rebuild")
    return publisher


def index() -> typer.Typer:
    """Its commands, for who asks for one of them."""
    from infra.cli.operations import rebuilding

    index = group("Have the writer's index read again from the log.")
    add(index, rebuilding.rebuild_index, "rebuild")
    return index
