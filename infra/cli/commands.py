"""Every command there is, in the order in which the help shows them."""

from __future__ import annotations

import typer

from infra.cli.loading import ListedCommand, named
from infra.cli.render.help_text import add, group

SERVERS = "Servers and workers"
FILES = "Files that come in"
CASES = "Creditors, cases and payments"
QUESTIONS = "Questions to the read models"
CARE = "Care and audit"


def _imports() -> typer.Typer:
    from infra.cli.intake import importing, watching

    imports = group("Take in claims from creditors and payments from banks.")
    add(imports, importing.claims, "claims")
    add(imports, importing.payments, "payments")
    add(imports, watching.watch, "watch")
    return imports


def _creditor() -> typer.Typer:
    from infra.cli.creditor import creditor_acts, creditor_questions

    creditor = group("Register creditors, agree on terms with them, and look at them.")
    add(creditor, creditor_questions.show, "show", "Look")
    add(creditor, creditor_questions.list_, "list", "Look")
    add(creditor, creditor_acts.register, "register", "Act")
    add(creditor, creditor_acts.rename, "rename", "Act")
    add(creditor, creditor_acts.contract, "contract", "Act")
    return creditor


def _person() -> typer.Typer:
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


def _case() -> typer.Typer:
    from infra.cli.case.case_commands import case

    return case()


def _payment() -> typer.Typer:
    from infra.cli.payment import making_good, payment_acts, suggestion_acts

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


def _remit() -> typer.Typer:
    from infra.cli.remit import loss_acts, remit_acts, remit_file, remit_statement, remit_status

    remit = group("Pay creditors what was collected for them: prepared, approved by a second person, sent.")
    add(remit, remit_status.status, "status", "Look")
    add(remit, remit_statement.statement, "statement", "Look")
    add(remit, remit_acts.account, "account", "Act")
    add(remit, remit_acts.prepare, "prepare", "Act")
    add(remit, remit_acts.own_share, "own-share", "Act")
    add(remit, loss_acts.loss, "loss", "Act")
    add(remit, loss_acts.bear_loss, "bear-loss", "Act")
    add(remit, remit_acts.approve, "approve", "Act")
    add(remit, remit_acts.cancel, "cancel", "Act")
    add(remit, remit_file.send, "send", "Act")
    add(remit, remit_file.refused, "refused", "Act")
    return remit


def _refund() -> typer.Typer:
    from infra.cli.refund import refund_acts, refund_file, refund_status

    refund = group("Pay back what is nobody's here to who paid it: proposed, approved by a second person, sent.")
    add(refund, refund_status.status, "status", "Look")
    add(refund, refund_status.show, "show", "Look")
    add(refund, refund_acts.propose, "propose", "Act")
    add(refund, refund_acts.approve, "approve", "Act")
    add(refund, refund_acts.cancel, "cancel", "Act")
    add(refund, refund_file.send, "send", "Act")
    add(refund, refund_acts.refused, "refused", "Act")
    return refund


def _approvals() -> typer.Typer:
    from infra.cli.approvals import approval_acts, approval_list, approval_show

    approvals = group("What one person asked for and another must approve.")
    add(approvals, approval_list.list_, "list", "Look")
    add(approvals, approval_show.show, "show", "Look")
    add(approvals, approval_acts.approve, "approve", "Act")
    add(approvals, approval_acts.decline, "decline", "Act")
    return approvals


def _bank() -> typer.Typer:
    from infra.cli.bank import bank_acts, bank_files

    bank = group("What the bank sent, line by line, and where bank and ledger differ.")
    add(bank, bank_files.files, "files", "Look")
    add(bank, bank_files.file, "file", "Look")
    add(bank, bank_files.deposits, "deposits", "Look")
    add(bank, bank_acts.assign, "assign", "Act")
    add(bank, bank_acts.explain, "explain", "Act")
    add(bank, bank_acts.record, "record", "Act")
    return bank


def _law() -> typer.Typer:
    from infra.cli.law import law_diff, law_explain, law_list, law_missing, law_simulate

    law = group(
        "The dated rules that decide, each with its law and source: explained, listed, compared, and what is missing."
    )
    add(law, law_explain.explain, "explain")
    add(law, law_list.list_, "list")
    add(law, law_missing.missing, "missing")
    add(law, law_diff.diff, "diff")
    add(law, law_simulate.simulate, "simulate")
    return law


def _ledger() -> typer.Typer:
    from infra.cli.operations import exporting, ledger, periods

    books = group("The books of the client funds, for accountants and auditors.")
    add(books, ledger.trial_balance, "trial-balance")
    add(books, exporting.export, "export")
    add(books, periods.periods, "periods")
    add(books, periods.verify, "verify")
    add(books, periods.close, "close")
    add(books, periods.confirm, "confirm")
    return books


def _api_key() -> typer.Typer:
    from infra.cli.operations import api_keys

    group_of_keys = group("Who may use the HTTP API: keys with a role, scopes, and an end.")
    add(group_of_keys, api_keys.create, "create")
    add(group_of_keys, api_keys.list_, "list")
    add(group_of_keys, api_keys.revoke, "revoke")
    return group_of_keys


def _sign_in() -> typer.Typer:
    from infra.cli.operations import signing_in

    signing = group("Let people in at the console without a password.")
    add(signing, signing_in.link, "link")
    return signing


def _user() -> typer.Typer:
    from infra.cli.operations import users

    people = group("Who may sign in at the console with a password.")
    add(people, users.add, "add")
    add(people, users.list_, "list")
    add(people, users.disable, "disable")
    add(people, users.password, "password")
    return people


def _webhook() -> typer.Typer:
    from infra.cli.webhook import acts, questions

    webhook = group("Subscriptions of other systems, which are called when something happens.")
    add(webhook, questions.list_, "list", "Look")
    add(webhook, questions.show, "show", "Look")
    add(webhook, questions.deliveries, "deliveries", "Look")
    add(webhook, acts.add, "add", "Act")
    add(webhook, acts.test, "test", "Act")
    add(webhook, acts.rotate, "rotate", "Act")
    add(webhook, acts.pause, "pause", "Act")
    add(webhook, acts.resume, "resume", "Act")
    add(webhook, acts.replay, "replay", "Act")
    add(webhook, acts.remove, "remove", "Act")
    return webhook


def _erase() -> typer.Typer:
    from infra.cli.operations import erasing

    erase = group("What an erasure leaves behind.")
    add(erase, erasing.verify, "verify")
    return erase


def _keys() -> typer.Typer:
    from infra.cli.operations import keys

    wrapping = group("The wrapping keys, without which no personal text can be sealed or opened. Back their file up.")
    add(wrapping, keys.show, "show")
    add(wrapping, keys.add, "add")
    add(wrapping, keys.rotate, "rotate")
    add(wrapping, keys.drop, "drop")
    return wrapping


def _restore() -> typer.Typer:
    from infra.cli.operations import restoring

    restore = group("A log that came back from a copy: whether it is complete.")
    add(restore, restoring.check, "check")
    return restore


def _database() -> typer.Typer:
    from infra.cli.operations import database_roles

    database = group("Who may do what in the database of the read models.")
    add(database, database_roles.roles, "roles")
    return database


def _parked() -> typer.Typer:
    from infra.cli.operations import parked

    waiting = group(
        "Events that could not be folded into a read model. The later events of the same case wait behind them, in "
        "order; everything else goes on."
    )
    add(waiting, parked.list_, "list")
    add(waiting, parked.retry, "retry")
    return waiting


def _rejected() -> typer.Typer:
    from infra.cli.operations import rejected

    kept = group("Commands that the writer could not read or decide. They are kept byte for byte; the others went on.")
    add(kept, rejected.list_, "list")
    add(kept, rejected.retry, "retry")
    return kept


def _projections() -> typer.Typer:
    from infra.cli.operations import rebuilding

    projections = group("Build read models anew from the log.")
    add(projections, rebuilding.rebuild_projections, "rebuild")
    return projections


def _publisher() -> typer.Typer:
    from infra.cli.operations import publishing

    publisher = group("The public topics, which the publisher fills for subscribers.")
    add(publisher, publishing.rebuild, "rebuild")
    return publisher


def _index() -> typer.Typer:
    from infra.cli.operations import rebuilding

    index = group("Have the writer's index read again from the log.")
    add(index, rebuilding.rebuild_index, "rebuild")
    return index


COMMANDS = {
    "demo": ListedCommand(SERVERS, named("operations.demo", "demo")),
    "up": ListedCommand(SERVERS, named("operations.servers", "up")),
    "down": ListedCommand(SERVERS, named("operations.servers", "down")),
    "status": ListedCommand(SERVERS, named("operations.status", "status")),
    "doctor": ListedCommand(SERVERS, named("doctor.doctor", "doctor")),
    "serve": ListedCommand(SERVERS, named("operations.serving", "serve")),
    "api-key": ListedCommand(SERVERS, _api_key),
    "sign-in": ListedCommand(SERVERS, _sign_in),
    "user": ListedCommand(SERVERS, _user),
    "webhook": ListedCommand(SERVERS, _webhook),
    "import": ListedCommand(FILES, _imports),
    "generate": ListedCommand(FILES, named("operations.generating", "generate")),
    "creditor": ListedCommand(CASES, _creditor),
    "person": ListedCommand(CASES, _person),
    "case": ListedCommand(CASES, _case),
    "payment": ListedCommand(CASES, _payment),
    "remit": ListedCommand(CASES, _remit),
    "refund": ListedCommand(CASES, _refund),
    "approvals": ListedCommand(CASES, _approvals),
    "bank": ListedCommand(CASES, _bank),
    "balances": ListedCommand(QUESTIONS, named("questions.balances", "balances")),
    "trail": ListedCommand(QUESTIONS, named("questions.trail", "trail")),
    "sla": ListedCommand(QUESTIONS, named("questions.sla", "sla")),
    "kpi": ListedCommand(QUESTIONS, named("questions.kpi", "kpi")),
    "principles": ListedCommand(QUESTIONS, named("questions.principles", "principles")),
    "suspense": ListedCommand(QUESTIONS, named("payment.suspense", "suspense")),
    "reconcile": ListedCommand(QUESTIONS, named("bank.reconcile", "reconcile")),
    "law": ListedCommand(QUESTIONS, _law),
    "ledger": ListedCommand(CARE, _ledger),
    "verify": ListedCommand(CARE, named("operations.verifying", "verify")),
    "check": ListedCommand(CARE, named("operations.checking", "check")),
    "restore": ListedCommand(CARE, _restore),
    "replay": ListedCommand(CARE, named("operations.replay", "replay")),
    "erase": ListedCommand(CARE, _erase),
    "keys": ListedCommand(CARE, _keys),
    "parked": ListedCommand(CARE, _parked),
    "rejected": ListedCommand(CARE, _rejected),
    "database": ListedCommand(CARE, _database),
    "projections": ListedCommand(CARE, _projections),
    "index": ListedCommand(CARE, _index),
    "publisher": ListedCommand(CARE, _publisher),
}
