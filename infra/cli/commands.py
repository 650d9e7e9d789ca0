"""Every command there is, in the order in which the help shows them."""

from __future__ import annotations

from infra.cli.loading import ListedCommand, grouped, named

SERVERS = "Servers and workers"
FILES = "Files that come in"
CASES = "Creditors, cases and payments"
QUESTIONS = "Questions to the read models"
CARE = "Care and audit"


COMMANDS = {
    "demo": ListedCommand(SERVERS, named("operations.demo", "demo")),
    "up": ListedCommand(SERVERS, named("operations.servers", "up")),
    "down": ListedCommand(SERVERS, named("operations.servers", "down")),
    "status": ListedCommand(SERVERS, named("operations.status", "status")),
    "doctor": ListedCommand(SERVERS, named("doctor.doctor", "doctor")),
    "serve": ListedCommand(SERVERS, named("operations.serving", "serve")),
    "api-key": ListedCommand(SERVERS, grouped("operations.operation_commands", "api_key")),
    "sign-in": ListedCommand(SERVERS, grouped("operations.operation_commands", "sign_in")),
    "user": ListedCommand(SERVERS, grouped("operations.operation_commands", "user")),
    "webhook": ListedCommand(SERVERS, grouped("webhook.webhook_commands", "webhook")),
    "import": ListedCommand(FILES, grouped("intake.import_commands", "imports")),
    "generate": ListedCommand(FILES, named("operations.generating", "generate")),
    "creditor": ListedCommand(CASES, grouped("creditor.creditor_commands", "creditor")),
    "person": ListedCommand(CASES, grouped("person.person_commands", "person")),
    "case": ListedCommand(CASES, grouped("case.case_commands", "case")),
    "payment": ListedCommand(CASES, grouped("payment.payment_commands", "payment")),
    "remit": ListedCommand(CASES, grouped("remit.remit_commands", "remit")),
    "refund": ListedCommand(CASES, grouped("refund.refund_commands", "refund")),
    "approvals": ListedCommand(CASES, grouped("approvals.approval_commands", "approvals")),
    "bank": ListedCommand(CASES, grouped("bank.bank_commands", "bank")),
    "balances": ListedCommand(QUESTIONS, named("questions.balances", "balances")),
    "trail": ListedCommand(QUESTIONS, named("questions.trail", "trail")),
    "sla": ListedCommand(QUESTIONS, named("questions.sla", "sla")),
    "kpi": ListedCommand(QUESTIONS, named("questions.kpi", "kpi")),
    "principles": ListedCommand(QUESTIONS, named("questions.principles", "principles")),
    "suspense": ListedCommand(QUESTIONS, named("payment.suspense", "suspense")),
    "reconcile": ListedCommand(QUESTIONS, named("bank.reconcile", "reconcile")),
    "law": ListedCommand(QUESTIONS, grouped("law.law_commands", "law")),
    "ledger": ListedCommand(CARE, grouped("operations.operation_commands", "ledger")),
    "verify": ListedCommand(CARE, named("operations.verifying", "verify")),
    "check": ListedCommand(CARE, named("operations.checking", "check")),
    "restore": ListedCommand(CARE, grouped("operations.operation_commands", "restore")),
    "replay": ListedCommand(CARE, named("operations.replay", "replay")),
    "erase": ListedCommand(CARE, grouped("operations.operation_commands", "erase")),
    "keys": ListedCommand(CARE, grouped("operations.operation_commands", "keys")),
    "parked": ListedCommand(CARE, grouped("operations.operation_commands", "parked")),
    "rejected": ListedCommand(CARE, grouped("operations.operation_commands", "rejected")),
    "database": ListedCommand(CARE, grouped("operations.operation_commands", "database")),
    "projections": ListedCommand(CARE, grouped("operations.operation_commands", "projections")),
    "index": ListedCommand(CARE, grouped("operations.operation_commands", "index")),
    "publisher": ListedCommand(CARE, grouped("operations.operation_commands", "publisher")),
}
