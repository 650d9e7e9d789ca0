"""Every command there is, in the order in which the help shows them."""

from __future__ import annotations

import typer

from infra.cli.case import (
    affordability_acts,
    care_acts,
    case_acts,
    case_show,
    charge_acts,
    claim_acts,
    closure_acts,
    complaint_acts,
    contact_question,
    debtor_acts,
    dispute_acts,
    hold_acts,
    inquiry_acts,
    legal_acts,
    notice_acts,
    notice_show,
    plan_acts,
    promise_acts,
    settlement_acts,
)
from infra.cli.case.case_explain import explain as explain_case
from infra.cli.case.case_statement import statement
from infra.cli.creditor import creditor_acts, creditor_questions
from infra.cli.intake import importing
from infra.cli.law import law_diff, law_explain, law_list, law_missing, law_simulate
from infra.cli.operations import erasing, keys, parked, rebuilding, rejected, servers
from infra.cli.operations.checking import check
from infra.cli.operations.demo import demo
from infra.cli.operations.generating import generate
from infra.cli.operations.replay import replay
from infra.cli.operations.status import status
from infra.cli.operations.verifying import verify
from infra.cli.payment import payment_acts
from infra.cli.payment.suspense import suspense
from infra.cli.person import (
    person_access,
    person_acts,
    person_erase,
    person_find,
    person_history,
    person_retention,
    person_show,
)
from infra.cli.questions.balances import balances
from infra.cli.questions.kpi import kpi
from infra.cli.questions.principles import principles
from infra.cli.questions.sla import sla
from infra.cli.questions.trail import trail
from infra.cli.render.help_text import add, group

SERVERS = "Servers and workers"
FILES = "Files that come in"
CASES = "Creditors, cases and payments"
QUESTIONS = "Questions to the read models"
CARE = "Care and audit"

ORDER = (
    "demo", "up", "down", "status",
    "import", "generate",
    "creditor", "person", "case", "payment",
    "balances", "trail", "sla", "kpi", "principles", "suspense", "law",
    "verify", "check", "replay", "erase", "keys", "parked", "rejected", "projections", "index",
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Put them on the program."""
    add(app, demo, "demo", SERVERS)
    add(app, servers.up, "up", SERVERS)
    add(app, servers.down, "down", SERVERS)
    add(app, status, "status", SERVERS)
    app.add_typer(_imports(), name="import", rich_help_panel=FILES)
    add(app, generate, "generate", FILES)
    app.add_typer(_creditor(), name="creditor", rich_help_panel=CASES)
    app.add_typer(_person(), name="person", rich_help_panel=CASES)
    app.add_typer(_case(), name="case", rich_help_panel=CASES)
    app.add_typer(_payment(), name="payment", rich_help_panel=CASES)
    add(app, balances, "balances", QUESTIONS)
    add(app, trail, "trail", QUESTIONS)
    add(app, sla, "sla", QUESTIONS)
    add(app, kpi, "kpi", QUESTIONS)
    add(app, principles, "principles", QUESTIONS)
    add(app, suspense, "suspense", QUESTIONS)
    app.add_typer(_law(), name="law", rich_help_panel=QUESTIONS)
    add(app, verify, "verify", CARE)
    add(app, check, "check", CARE)
    add(app, replay, "replay", CARE)
    app.add_typer(_erase(), name="erase", rich_help_panel=CARE)
    app.add_typer(_keys(), name="keys", rich_help_panel=CARE)
    app.add_typer(_parked(), name="parked", rich_help_panel=CARE)
    app.add_typer(_rejected(), name="rejected", rich_help_panel=CARE)
    app.add_typer(_projections(), name="projections", rich_help_panel=CARE)
    app.add_typer(_index(), name="index", rich_help_panel=CARE)


def _imports() -> typer.Typer:
    imports = group("Take in claims from creditors and payments from banks.")
    add(imports, importing.claims, "claims")
    add(imports, importing.payments, "payments")
    return imports


def _creditor() -> typer.Typer:
    creditor = group("Register creditors, agree on terms with them, and look at them.")
    add(creditor, creditor_questions.show, "show", "Look")
    add(creditor, creditor_questions.list_, "list", "Look")
    add(creditor, creditor_acts.register, "register", "Act")
    add(creditor, creditor_acts.rename, "rename", "Act")
    add(creditor, creditor_acts.contract, "contract", "Act")
    return creditor


def _person() -> typer.Typer:
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
    add(person, person_acts.merge, "merge", "Act")
    add(person, person_acts.represent, "represent", "Act")
    add(person, person_acts.end_representation, "end-representation", "Act")
    add(person, person_acts.legal_hold, "legal-hold", "Act")
    add(person, person_acts.lift_legal_hold, "lift-legal-hold", "Act")
    add(person, person_access.access_request, "access-request", "Act")
    add(person, person_access.access, "access", "Act")
    add(person, person_retention.retention, "retention", "Look")
    add(person, person_erase.erase, "erase", "Act")
    return person


def _case() -> typer.Typer:
    case = group("Look at a case, and act on it.")
    add(case, case_show.show, "show", "Look")
    add(case, case_show.history, "history", "Look")
    add(case, explain_case, "explain", "Look")
    add(case, contact_question.may_contact, "may-contact", "Look")
    add(case, statement, "statement", "Look")
    add(case, case_acts.contact, "contact", "Act")
    add(case, affordability_acts.affordability, "affordability", "Act")
    add(case, case_acts.plan, "plan", "Act")
    add(case, case_acts.end_plan, "end-plan", "Act")
    add(case, promise_acts.promise, "promise", "Act")
    add(case, promise_acts.defer, "defer", "Act")
    add(case, promise_acts.goal, "goal", "Act")
    add(case, case_acts.deadline, "deadline", "Act")
    add(case, case_acts.direct_payment, "direct-payment", "Act")
    add(case, case_acts.credit, "credit", "Act")
    add(case, charge_acts.interest, "interest", "Act")
    add(case, charge_acts.court_costs, "court-costs", "Act")
    add(case, charge_acts.write_off_small, "write-off-small", "Act")
    add(case, case_acts.close, "close", "Act")
    add(case, legal_acts.monitor, "monitor", "Act")
    add(case, legal_acts.reactivate, "reactivate", "Act")
    add(case, legal_acts.interrupt_limitation, "interrupt-limitation", "Act")
    add(case, closure_acts.reopen, "reopen", "Act")
    add(case, closure_acts.confirm_closure, "confirm-closure", "Act")
    add(case, care_acts.life_event, "life-event", "Act")
    add(case, care_acts.manager, "manager", "Act")
    add(case, debtor_acts.add_debtor, "add-debtor", "Act")
    add(case, debtor_acts.remove_debtor, "remove-debtor", "Act")
    add(case, claim_acts.validate, "validate", "Act")
    add(case, claim_acts.reject, "reject", "Act")
    add(case, claim_acts.amend, "amend", "Act")
    case.add_typer(_notice(), name="notice", rich_help_panel="Act")
    case.add_typer(_proposal(), name="proposal", rich_help_panel="Act")
    case.add_typer(_plan_change(), name="plan-change", rich_help_panel="Act")
    case.add_typer(_hold(), name="hold", rich_help_panel="Act")
    case.add_typer(_inquiry(), name="inquiry", rich_help_panel="Act")
    case.add_typer(_vulnerable(), name="vulnerable", rich_help_panel="Act")
    case.add_typer(_dispute(), name="dispute", rich_help_panel="Act")
    case.add_typer(_complaint(), name="complaint", rich_help_panel="Act")
    case.add_typer(_settle(), name="settle", rich_help_panel="Act")
    case.add_typer(_fee(), name="fee", rich_help_panel="Act")
    case.add_typer(_survey(), name="survey", rich_help_panel="Act")
    case.add_typer(_legal(), name="legal", rich_help_panel="Act")
    return case


def _notice() -> typer.Typer:
    notice = group(
        "Letters that ask for the claim: what they say, whether they arrive, and what to do when one does not."
    )
    add(notice, notice_show.show, "show")
    add(notice, notice_acts.send, "send")
    add(notice, notice_acts.delivered, "delivered")
    add(notice, notice_acts.returned, "returned")
    return notice


def _proposal() -> typer.Typer:
    proposal = group("One side proposes a plan, and the other accepts it or says no. Meanwhile the case rests.")
    add(proposal, plan_acts.make, "make")
    add(proposal, plan_acts.accept, "accept")
    add(proposal, plan_acts.reject, "reject")
    return proposal


def _plan_change() -> typer.Typer:
    change = group("What becomes of a plan in force: another schedule, notice of a breach, a rest.")
    add(change, plan_acts.reschedule, "reschedule")
    add(change, plan_acts.breach, "breach")
    add(change, plan_acts.pause, "pause")
    add(change, plan_acts.resume, "resume")
    return change


def _hold() -> typer.Typer:
    hold = group("What stops a case for a while. Several may be in force at a time; `case show` says what they stop.")
    add(hold, hold_acts.place, "place")
    add(hold, hold_acts.extend, "extend")
    add(hold, hold_acts.lift, "lift")
    return hold


def _inquiry() -> typer.Typer:
    inquiry = group("The customer asks something, and gets an answer.")
    add(inquiry, inquiry_acts.receive, "receive")
    add(inquiry, inquiry_acts.answer, "answer")
    return inquiry


def _vulnerable() -> typer.Typer:
    vulnerable = group("A customer needs care: they get time, and with their consent it is written down why.")
    add(vulnerable, care_acts.flag, "flag")
    add(vulnerable, care_acts.review, "review")
    add(vulnerable, care_acts.end, "end")
    return vulnerable


def _dispute() -> typer.Typer:
    dispute = group("The customer says that the claim is wrong, and gets an answer in writing.")
    add(dispute, dispute_acts.raise_, "raise")
    add(dispute, dispute_acts.acknowledge, "acknowledge")
    add(dispute, dispute_acts.resolve, "resolve")
    return dispute


def _complaint() -> typer.Typer:
    complaint = group("The customer complains of how they were treated, and gets a final response in writing.")
    add(complaint, complaint_acts.receive, "receive")
    add(complaint, complaint_acts.acknowledge, "acknowledge")
    add(complaint, complaint_acts.answer, "answer")
    add(complaint, complaint_acts.dissatisfaction, "dissatisfaction")
    return complaint


def _survey() -> typer.Typer:
    survey = group("After the end of their case the customer is asked how it went, and answers.")
    add(survey, closure_acts.send_survey, "send")
    add(survey, closure_acts.answer_survey, "answer")
    return survey


def _fee() -> typer.Typer:
    fee = group("What a letter costs the debtor: no more than the law allows, and only for one that was sent.")
    add(fee, charge_acts.charge_fee, "charge")
    add(fee, charge_acts.waive_fee, "waive")
    return fee


def _settle() -> typer.Typer:
    settle = group("A part is paid by a day, and the rest is given up.")
    add(settle, settlement_acts.offer, "offer")
    add(settle, settlement_acts.accept, "accept")
    add(settle, settlement_acts.lapse, "lapse")
    return settle


def _legal() -> typer.Typer:
    legal = group("The claim is before a court, and then with the authority that enforces.")
    add(legal, legal_acts.start, "start")
    add(legal, legal_acts.contest, "contest")
    add(legal, legal_acts.withdraw, "withdraw")
    add(legal, legal_acts.dismiss, "dismiss")
    add(legal, legal_acts.title, "title")
    add(legal, legal_acts.enforce, "enforce")
    add(legal, legal_acts.report, "report")
    return legal


def _payment() -> typer.Typer:
    payment = group("Look at a payment, and place or reverse it.")
    add(payment, payment_acts.history, "history", "Look")
    add(payment, payment_acts.match, "match", "Act")
    add(payment, payment_acts.unmatch, "unmatch", "Act")
    add(payment, payment_acts.reverse, "reverse", "Act")
    add(payment, payment_acts.identify_payer, "identify-payer", "Act")
    return payment


def _law() -> typer.Typer:
    law = group(
        "The dated rules that decide, each with its law and source: explained, listed, compared, and what is missing."
    )
    add(law, law_explain.explain, "explain")
    add(law, law_list.list_, "list")
    add(law, law_missing.missing, "missing")
    add(law, law_diff.diff, "diff")
    add(law, law_simulate.simulate, "simulate")
    return law


def _erase() -> typer.Typer:
    erase = group("What an erasure leaves behind.")
    add(erase, erasing.verify, "verify")
    return erase


def _keys() -> typer.Typer:
    wrapping = group("The wrapping keys, without which no personal text can be sealed or opened. Back their file up.")
    add(wrapping, keys.show, "show")
    add(wrapping, keys.add, "add")
    add(wrapping, keys.rotate, "rotate")
    add(wrapping, keys.drop, "drop")
    return wrapping


def _parked() -> typer.Typer:
    waiting = group(
        "Events that could not be folded into a read model. The later events of the same case wait behind them, in "
        "order; everything else goes on."
    )
    add(waiting, parked.list_, "list")
    add(waiting, parked.retry, "retry")
    return waiting


def _rejected() -> typer.Typer:
    kept = group("Commands that the writer could not read or decide. They are kept byte for byte; the others went on.")
    add(kept, rejected.list_, "list")
    add(kept, rejected.retry, "retry")
    return kept


def _projections() -> typer.Typer:
    projections = group("Build a read model anew from the log.")
    add(projections, rebuilding.rebuild_projection, "rebuild")
    return projections


def _index() -> typer.Typer:
    index = group("Have the writer's index read again from the log.")
    add(index, rebuilding.rebuild_index, "rebuild")
    return index
