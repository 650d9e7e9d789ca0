"""Cases that are found before a payment is sent, so that it is matched when it is received: one command instead of two.

It is no other decision than the matcher's, and never on less:

1. The read models hold all that the log held when the file's import began, and none of it is parked. Where they do
   not, within a few seconds, nothing is found.
2. The cases of each part of the file are asked for just before it is sent, and placed by the matcher's own rules. Only
   a payment whose one reference is one open case's is found, in the case's currency.
3. Everything else is left to the matcher: several references, the reference of a plan, what has to wait in suspense. So
   is a small file, for which there is nothing to be gained, and all of a file when the read models do not answer.
4. What came later is seen to where it is seen to for the matcher, too: the match is final when its case has agreed. A
   case that was closed meanwhile refuses, and sends the payment to suspense.

A claim that comes while the file is being read, with the reference of another, is too late for the payments of that
file that are for the other: when they were paid, nobody had asked for it by that number.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from uuid import UUID

import psycopg2
from kafka.errors import KafkaError
from psycopg2.extensions import connection

from domain.payment.matching.matching import MatchMethod, MatchPayment
from infra.audit.history import LogHistory
from infra.eventlog.errors import ClusterRefuses, LogUnavailable, TopicSettingsError
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.importing.ledger_cases import CasesByReference, LedgerCases
from infra.intake.importing.payments import Find, nobody_knows
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.errors import DatabaseToBePutRight
from infra.postgres.parked import parked_totals
from infra.postgres.progress import NotReflectedYet, wait_for
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError
from projections.balances.model import Balances

LINES_LEAST = 200
"""Of a file for which it is worth asking."""
REFLECTED_WITHIN_S = 5.0
NO_READ_MODELS = (
    *(SettingsError, DatabaseUnavailable, DatabaseToBePutRight, NotReflectedYet, psycopg2.Error),
    *(LogUnavailable, TopicSettingsError, ClusterRefuses, KafkaError),
)
"""Why nothing is found: that is no reason not to take the money in."""

log = logging.getLogger("caseledger.import")


class FoundCases:
    """Finds them on a session of the read models. One that fails is not asked again: the matcher does the rest."""

    def __init__(self, opened: connection, home: Path) -> None:
        self._opened = opened
        self._ledger = LedgerCases(opened, home)
        self._answers = True

    def __call__(self, lines: Sequence[PaymentLine]) -> Sequence[UUID | None]:
        """See Find."""
        if not self._answers:
            return nobody_knows(lines)
        try:
            cases = self._ledger.of([line for line in lines if _may_be_found(line)])  # 2
            self._opened.rollback()  # the next part sees what has come meanwhile
        except psycopg2.Error as error:
            self._answers = False
            log.warning("the read models answer no more, the matcher places the rest: %s", type(error).__name__)
            return nobody_knows(lines)
        self._ledger.forget_what_was_taken()  # so that what is remembered does not grow with the file
        return [self._case_of(line, cases) for line in lines]

    def _case_of(self, line: PaymentLine, cases: CasesByReference) -> UUID | None:
        if not _may_be_found(line):
            return None
        placed = self._ledger.place(line, cases)
        if isinstance(placed, MatchPayment) and placed.method is MatchMethod.EXACT_REFERENCE:
            return placed.portions[0].case_id
        return None


def _may_be_found(line: PaymentLine) -> bool:
    return line.kind is EntryKind.CREDIT and len(line.references) == 1  # 3


@contextmanager
def cases_on_file(settings: Settings, lines: int) -> Iterator[Find]:
    """What finds the cases of a file of so many lines whose import begins now."""
    with ExitStack() as held:
        yield _found_in(held, settings) if lines >= LINES_LEAST else nobody_knows


def _found_in(held: ExitStack, settings: Settings) -> Find:
    try:
        opened = held.enter_context(closing(open_read_models(settings)))
        with LogHistory(settings) as history:
            began_at = history.last_positions()
        wait_for(opened, began_at, (Balances.name,), REFLECTED_WITHIN_S)  # 1
        with opened, opened.cursor() as cursor:
            parked, _ = parked_totals(cursor)
        found = FoundCases(opened, settings.home)
    except NO_READ_MODELS as error:
        log.info("the matcher places all payments of the file: %s", type(error).__name__)
        return nobody_knows
    return nobody_knows if parked else found
