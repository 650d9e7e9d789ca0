"""What somebody is told of, and what not: each alert with figures that raise it and with figures that do not."""

from __future__ import annotations

from pathlib import Path

from infra.metrics.monitoring.alerts import ALERTS
from infra.metrics.monitoring.objectives import BURNS, OBJECTIVES
from tests.unit.metrics.promtool import RULES, is_firing, promtool, try_rules

CASES: dict[str, tuple[dict[str, str], str, dict[str, str]]] = {
    "CaseledgerProcessGone": (
        {'up{job="caseledger",instance="a"}': "1 1 0x20"}, "10m", {'up{job="caseledger",instance="a"}': "1x20"},
    ),
    "CaseledgerWorkerStuck": (
        {'caseledger_worker_heartbeat_age_seconds{worker="matcher"}': "1 76x10"}, "5m",
        {'caseledger_worker_heartbeat_age_seconds{worker="matcher"}': "1 74x10"},
    ),
    "CaseledgerNobodyWrites": (
        {'caseledger_owned_partitions{instance="a"}': "4 0x10"}, "5m",
        {'caseledger_owned_partitions{instance="a"}': "0x10", 'caseledger_owned_partitions{instance="b"}': "4x10"},
    ),
    "CaseledgerReaderBehind": (
        {'caseledger_lag_seconds{worker="projector",partition="1"}': "0 61x20"}, "10m",
        {'caseledger_lag_seconds{worker="projector",partition="1"}': "0 500x3 0x20"},
    ),
    "CaseledgerPartitionAside": (
        {'caseledger_aside_partitions{worker="writer",partition="1"}': "0 1x10"}, "5m",
        {'caseledger_aside_partitions{worker="writer",partition="1"}': "0x10"},
    ),
    "CaseledgerEventsParked": (
        {"caseledger_parked_aggregates": "0 1x5"}, "2m", {"caseledger_parked_aggregates": "0x5"},
    ),
    "CaseledgerUndecodableRecords": (
        {'caseledger_undecodable_records_total{worker="writer",topic="t"}': "0 0 1x10"}, "5m",
        {'caseledger_undecodable_records_total{worker="writer",topic="t"}': "7x10"},
    ),
    "CaseledgerReadsNotRecorded": (
        {"caseledger_reads_not_recorded_total": "0 0 1x10"}, "5m", {"caseledger_reads_not_recorded_total": "7x10"},
    ),
    "CaseledgerTransactionsFail": (
        {'caseledger_transactions_total{outcome="aborted"}': "0+2x20"}, "15m",
        {'caseledger_transactions_total{outcome="aborted"}': "0 1x20",
         'caseledger_transactions_total{outcome="committed"}': "0+900x20"},
    ),
    "CaseledgerClientFundsDiffer": (
        {'caseledger_client_funds_difference_minor_units{currency="SEK"}': "0 -1x5"}, "2m",
        {'caseledger_client_funds_difference_minor_units{currency="SEK"}': "0x5"},
    ),
    "CaseledgerCreditorFundsDiffer": (
        {'caseledger_creditor_funds_difference_minor_units{creditor="norrkraft",currency="SEK"}': "0 -1x5",
         'caseledger_creditor_funds_difference_minor_units{creditor="fjord",currency="NOK"}': "0x6"}, "2m",
        {'caseledger_creditor_funds_difference_minor_units{creditor="norrkraft",currency="SEK"}': "0x5"},
    ),
    "CaseledgerMoneyWaitsInClearing": (
        {'caseledger_clearing_minor_units{currency="SEK",account="receipts_clearing"}': "0 1000x30"}, "15m",
        {'caseledger_clearing_minor_units{currency="SEK",account="receipts_clearing"}': "0 1000 900 0 500 70 0x30"},
    ),
    "CaseledgerBankDiffers": (
        {"caseledger_open_bank_differences": "1x3000"}, "49h", {"caseledger_open_bank_differences": "1x2000 0 1x999"},
    ),
    "CaseledgerDeadlinesDue": (
        {"caseledger_due_deadlines": "0 3x10"}, "8m", {"caseledger_due_deadlines": "0 3x3 0x10"},
    ),
    "CaseledgerFilesWait": (
        {"caseledger_watched_waiting_files": "0 1x60"}, "40m", {"caseledger_watched_waiting_files": "0 1x20 0x60"},
    ),
    "CaseledgerWebhookGivenUp": (
        {'caseledger_webhook_subscriptions{state="given_up"}': "0x9 1x60"}, "20m",
        {'caseledger_webhook_subscriptions{state="given_up"}': "1x60",
         'caseledger_webhook_subscriptions{state="failing"}': "0 1x60"},
    ),
    "CaseledgerHttpFails": (
        {'caseledger_http_requests_total{area="cases",status="500"}': "0+6x20",
         'caseledger_http_requests_total{area="cases",status="200"}': "0+94x20"}, "15m",
        {'caseledger_http_requests_total{area="cases",status="401"}': "0+90x20",
         'caseledger_http_requests_total{area="cases",status="200"}': "0+10x20"},
    ),
    "CaseledgerMemoryGrows": (
        {'process_resident_memory_bytes{job="caseledger",instance="a"}': "2000000000x60"}, "30m",
        {'process_resident_memory_bytes{job="another",instance="a"}': "2000000000x60"},
    ),
}  # fmt: skip
"""What raises each alert, when it has been raised, and what looks alike and does not raise it then."""

ANSWERED, LATE = "caseledger_commands_answered_total", "caseledger_commands_answered_late_total"
"""Six hundred commands a minute, of which some are late."""


def test_every_alert_is_tried() -> None:
    assert set(CASES) == {alert.name for alert in ALERTS}


def test_prometheus_takes_the_rules() -> None:
    promtool("check", "rules", *RULES)


def test_an_alert_is_raised_by_what_it_is_about_and_by_nothing_that_looks_alike(tmp_path: Path) -> None:
    writers = {'caseledger_owned_partitions{instance="w"}': "4x3000"}
    tests = []
    for name, (wrong, at, right) in CASES.items():
        others = {} if name == "CaseledgerNobodyWrites" else writers
        tests += [
            is_firing(name, {**others, **wrong}, at, fires=True),
            is_firing(name, {**others, **right}, at, fires=False),
        ]
    tests.append(is_firing("CaseledgerNobodyWrites", {"up": "1x20"}, "10m", fires=True))
    try_rules(tmp_path, tests)


def _burning(late_a_minute: int, minutes: int, then: int = 0) -> dict[str, str]:
    return {ANSWERED: f"0+600x{minutes + then}", LATE: f"0+{late_a_minute}x{minutes} {late_a_minute * minutes}x{then}"}


def test_budgets_that_burn_tell_somebody_by_how_fast_and_stop_when_it_is_over(tmp_path: Path) -> None:
    """The budget is one in a thousand: 0.6 of 600 a minute."""
    try_rules(
        tmp_path,
        [
            is_firing("CaseledgerBudgetBurns1h", _burning(9, 70), "65m", fires=True),
            is_firing("CaseledgerBudgetBurns1h", _burning(8, 70), "65m", fires=False),
            is_firing("CaseledgerBudgetBurns1h", _burning(90, 20, then=50), "65m", fires=False),
            is_firing("CaseledgerBudgetBurns6h", _burning(4, 400), "380m", fires=True),
            is_firing("CaseledgerBudgetBurns6h", _burning(3, 400), "380m", fires=False),
            is_firing("CaseledgerBudgetBurns1d", _burning(2, 1500), "1480m", fires=True),
            is_firing("CaseledgerBudgetBurns1d", _burning(1, 1500), "1480m", fires=False),
            is_firing("CaseledgerBudgetBurns3d", _burning(1, 4500), "4400m", fires=True),
            is_firing("CaseledgerBudgetBurns3d", _burning(0, 4500), "4400m", fires=False),
        ],
        every="5m",  # of three days, each minute would be a minute's work
    )


def test_each_objective_burns_by_its_own_figures(tmp_path: Path) -> None:
    events = {"caseledger_events_visible_total": "0+600x70", "caseledger_events_visible_late_total": "0+60x70"}
    deadlines = {"caseledger_deadlines_marked_total": "0+10x70", "caseledger_deadlines_marked_late_total": "0+1x70"}
    clearing = {'caseledger_clearing_minor_units{currency="SEK",account="receipts_clearing"}': "100x70"}
    series = [_burning(60, 70), events, deadlines, clearing]
    try_rules(tmp_path, [is_firing("CaseledgerBudgetBurns1h", one, "65m", fires=True) for one in series])
    assert len(series) == len(OBJECTIVES)


def test_burn_rates_use_up_what_they_say() -> None:
    """A rate of 1 uses the budget up in 30 days."""
    hours = {"1h": 1, "6h": 6, "1d": 24, "3d": 72}
    for burn in BURNS:
        assert f"{burn.rate * hours[burn.long] / (30 * 24):.0%}" == burn.share.replace(" ", "")
