"""What somebody is told of at once, or with the next round of work, and what it means.

docs/metrics.md holds the same as a table, and infra/deploy/monitoring/alerts.yml as rules; both are made from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.eventlog.time_outs import STEP_STUCK_S
from infra.metrics.monitoring.objectives import CLEARING_WAITS


@dataclass(frozen=True, slots=True)
class Alert:
    """``expression`` is PromQL that has a value while something is wrong; it must have one for as long as ``lasting``
    before somebody is told. A ``page`` wakes somebody, a ``ticket`` waits for the day."""

    name: str
    expression: str
    lasting: str
    severity: str
    means: str


ALERTS: Sequence[Alert] = (
    Alert(
        "CaseledgerProcessGone",
        'up{job="caseledger"} == 0',
        "2m",
        "page",
        "a process does not answer: `caseledger status`, and its log says why",
    ),
    Alert(
        "CaseledgerWorkerStuck",
        f"caseledger_worker_heartbeat_age_seconds > {STEP_STUCK_S:g}",
        "0m",
        "page",
        "a worker is stuck (also `/live`): whatever supervises it starts it again; if nothing does, do",
    ),
    Alert(
        "CaseledgerNobodyWrites",
        "sum(caseledger_owned_partitions) == 0 or absent(caseledger_owned_partitions)",
        "2m",
        "page",
        "no case writer owns a partition: commands wait, and nothing is lost. Start one, or see why it does not begin",
    ),
    Alert(
        "CaseledgerReaderBehind",
        "max by (worker, partition) (caseledger_lag_seconds) > 60",
        "5m",
        "page",
        "a reader cannot keep up, or is stopped by something that it cannot read",
    ),
    Alert(
        "CaseledgerPartitionAside",
        "max by (worker, partition) (caseledger_aside_partitions) > 0",
        "1m",
        "page",
        "a partition cannot be served while the others go on: `caseledger status` says why",
    ),
    Alert(
        "CaseledgerEventsParked",
        "max(caseledger_parked_aggregates) > 0",
        "0m",
        "ticket",
        "figures of a case stand still until a person looks: `caseledger parked list`",
    ),
    Alert(
        "CaseledgerUndecodableRecords",
        "sum by (worker, topic) (increase(caseledger_undecodable_records_total[15m])) > 0",
        "0m",
        "ticket",
        "somebody writes to our topics who does not keep the contract: `caseledger rejected list`",
    ),
    Alert(
        "CaseledgerReadsNotRecorded",
        "sum(increase(caseledger_reads_not_recorded_total[15m])) > 0",
        "0m",
        "ticket",
        "personal data was refused since its read could not be put on record, or other answers left without a record: "
        "does the topic of reads take writes? The log of the HTTP process says what it was told",
    ),
    Alert(
        "CaseledgerTransactionsFail",
        'sum(increase(caseledger_transactions_total{outcome!="committed"}[15m])) > 10',
        "0m",
        "ticket",
        "owners are lost or a broker ails: look at the brokers, and whether two writers push each other out",
    ),
    Alert(
        "CaseledgerClientFundsDiffer",
        "max by (currency) (abs(caseledger_client_funds_difference_minor_units)) > 0",
        "0m",
        "page",
        "the client account holds more or less than what is owed: `caseledger check`, and nothing is paid out before "
        "it is known why",
    ),
    Alert(
        "CaseledgerCreditorFundsDiffer",
        "max by (creditor, currency) (abs(caseledger_creditor_funds_difference_minor_units)) > 0",
        "0m",
        "page",
        "more or less is held for a creditor than what is owed because of it: `caseledger check`, and nothing is "
        "paid out to it before it is known why",
    ),
    Alert(
        "CaseledgerMoneyWaitsInClearing",
        f"{CLEARING_WAITS} > 0",
        "0m",
        "page",
        "money has stood between a payment and a case for ten minutes: `caseledger verify` names the payments. A long "
        "import keeps something on its way all the time: then it is no illness",
    ),
    Alert(
        "CaseledgerBankDiffers",
        "max(caseledger_open_bank_differences) > 0",
        "2d",
        "ticket",
        "bank and ledger differ on a day and nobody has said why: `caseledger reconcile --open`",
    ),
    Alert(
        "CaseledgerDeadlinesDue",
        "max(caseledger_due_deadlines) > 0",
        "5m",
        "page",
        "deadlines are over and nobody marks them: is a case writer running?",
    ),
    Alert(
        "CaseledgerFilesWait",
        "max(caseledger_watched_waiting_files) > 0",
        "30m",
        "ticket",
        "a bank's file cannot be read, sent or moved: the watcher's log says why",
    ),
    Alert(
        "CaseledgerWebhookGivenUp",
        'max(delta(caseledger_webhook_subscriptions{state=~"gone|given_up"}[1h])) > 0',
        "0m",
        "ticket",
        "a receiver is called no more until a person says so: `caseledger webhook list`",
    ),
    Alert(
        "CaseledgerHttpFails",
        'sum(rate(caseledger_http_requests_total{status=~"5.."}[5m])) / sum(rate(caseledger_http_requests_total[5m])) '
        "> 0.05",
        "5m",
        "page",
        "more than one request in twenty fails on our side: the log of `caseledger serve` says how",
    ),
    Alert(
        "CaseledgerMemoryGrows",
        'process_resident_memory_bytes{job="caseledger"} > 1.5e9',
        "15m",
        "ticket",
        "a process takes far more memory than it was measured to (docs/capacity.md): start it again and tell us",
    ),
)
