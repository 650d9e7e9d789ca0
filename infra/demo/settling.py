"""Waiting until nothing is under way any more: told from positions and from the ledger, never by sleeping.

1. No command waits for a writer, and the log ends where it ended a moment ago.
2. Every read model has followed it to that end.
3. No money stands in a clearing account: each payment was placed, and each part of it was allocated to its case.
4. No deadline whose grace is over still runs: the deadline clock has marked them all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from psycopg2.extensions import connection

from domain.kernel.ledger import CLEARING
from infra.audit.history import LogHistory
from infra.cli.database import connected
from infra.cli.failures import Unavailable
from infra.cli.operations.log_status import commands_waiting
from infra.cli.operations.system_status import SystemStatus
from infra.postgres.progress import wait_for
from infra.runtime.settings import Settings
from projections.balances.queries import accounts
from projections.sla.queries import ClockChoice, breached

LIMIT_S = 120.0
PAUSE_S = 0.1
WORD_LIMIT_S = 15.0


class NotSettled(Unavailable):
    """Something is still under way."""


def settle(settings: Settings, history: LogHistory, now: Callable[[], datetime]) -> None:
    """Wait until nothing is under way. Raises NotSettled, NotReflectedYet."""
    deadline = time.monotonic() + LIMIT_S
    with connected(settings) as opened:
        while under_way := _under_way(settings, history, opened, now(), deadline):
            if time.monotonic() > deadline:
                raise NotSettled(
                    f"After {LIMIT_S:.0f} s there is still {under_way}. Nothing is lost. See with `caseledger status` "
                    f"which worker does not get on; its log is in {settings.home / 'logs'}."
                )
            time.sleep(PAUSE_S)


def once_read(ask: Callable[[], SystemStatus]) -> SystemStatus:
    """How everything stands when the workers say that they have read all: each says it a moment after it is true.

    After some seconds, how it stands then.
    """
    deadline = time.monotonic() + WORD_LIMIT_S
    while (status := ask()).left_to_read and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    return status


def _under_way(settings: Settings, history: LogHistory, opened: connection, now: datetime, deadline: float) -> str:
    """What is, in a few words; empty when nothing is."""
    ends = history.last_positions()
    if waiting := commands_waiting(settings, history.partitions):  # 1
        return f"a queue of {waiting} commands in front of the writer"
    wait_for(opened, ends, timeout_s=max(1.0, deadline - time.monotonic()))  # 2
    with opened:
        clearing = [account for account in accounts(opened) if account.account in CLEARING and account.balance_minor]
        running = breached(opened, now, ClockChoice("payment_deadline"), only_running=True, limit=1)
    if clearing:  # 3
        return f"money on its way in {clearing[0].account}"
    if running:  # 4
        return "a deadline that is over and not marked missed"
    if history.last_positions() != ends:  # 1
        return "somebody writing"
    return ""
