"""The two days, one step after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from psycopg2.extensions import connection

from domain.bank_account.figures import BankDay
from domain.kernel.identity import payment_id
from domain.payment.suggestion.confirming import ConfirmSuggestion
from infra.cli.bank.bank_tables import day_table, file_table
from infra.cli.database import asked
from infra.demo import calendar
from infra.demo.client_account.parties import ACCOUNT, DESK
from infra.demo.client_account.refund import pay_back
from infra.demo.client_account.remittance import pay_creditor
from infra.demo.client_account.statements import PaidOut, money_in, money_out, write_statement
from infra.demo.deeds import DemoDeed
from infra.demo.inputs import case_of
from infra.demo.month import Month
from infra.demo.narrator import on
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.written import WrittenDay
from projections.balances.bank_queries import account_days, bank_files

FILES_SHOWN = 5


@dataclass(frozen=True)
class ClientAccount:
    """What happens on it after the month's first three weeks."""

    month: Month

    def lives_on(self) -> None:
        """Tuesday and Wednesday."""
        day = self._money_comes_in()
        paid = self._money_is_looked_after()
        self._bank_agrees(money_out(paid, day.opening_minor + day.net_minor))

    def _money_comes_in(self) -> WrittenDay:
        self.month.move_to(calendar.STATEMENT_COMES_IN)
        self.month.narrator.chapter(
            f"{on(calendar.STATEMENT_COMES_IN)} — a statement of the client account",
            "Another bank, another format: camt.053 of ISO 20022, told apart by its content. Its balances and sums "
            "agree with its entries, or nothing of it would count.",
        )
        day = money_in(self.month.cast.on_the_account)
        write_statement(self._statement, day)
        self.month.import_bank_file(self._statement)
        self.month.settle("Waiting until every payment is placed", "Each is placed: on its case, or in suspense")
        return day

    def _money_is_looked_after(self) -> list[PaidOut]:
        self.month.move_to(calendar.MONEY_IS_LOOKED_AFTER)
        _, mistyped, too_much = self._payments()
        agreed = DemoDeed(mistyped, "confirm", ConfirmSuggestion(1), DESK, calendar.MONEY_IS_LOOKED_AFTER)
        what = f"Two digits of a reference had changed places: the matcher suggests the case, and {DESK} agrees"
        self.month.do([agreed], what)
        self.month.settle("Waiting for the case", "The case has its money")
        refund = pay_back(self.month, too_much, case_of(self.month.cast.on_the_account[2]), self._file("refund"))
        return [refund, pay_creditor(self.month, self._file("remittance"))]

    def _bank_agrees(self, day: WrittenDay) -> None:
        self.month.move_to(calendar.BANK_HAS_PAID)
        self.month.narrator.chapter(
            f"{on(calendar.BANK_HAS_PAID)} — bank and ledger agree",
            f"caseledger bank files · caseledger reconcile {ACCOUNT} {day.booked_date}\nThe bank's own debits confirm "
            "the refund and the remittance. Each day of the account is held against the ledger, and a difference would "
            "be a case for a person.",
        )
        file = self._file(f"camt.053-{day.booked_date}")
        write_statement(file, day)
        self.month.import_bank_file(file)
        self.month.settle("Waiting until each line is placed", "Each debit is the one that was asked for")
        files = asked(self.month.session.settings, lambda opened: bank_files(opened, FILES_SHOWN)).value
        self.month.narrator.show(file_table(files, self.month.session.zone))
        days = self._days()
        self.month.narrator.show(*map(day_table, days))
        assert all(one.comes_to_zero for one in days), "bank and ledger agree"

    def _days(self) -> list[BankDay]:
        def ask(opened: connection) -> list[BankDay]:
            return account_days(opened, ACCOUNT, self.month.session.clock.now())

        return asked(self.month.session.settings, ask, wait=True).value

    def _payments(self) -> list[UUID]:
        return [payment_id(line.fingerprint) for line in read_bank_file(self._statement).lines]

    @property
    def _statement(self) -> Path:
        return self._file(f"camt.053-{calendar.PAID_IN_ON}")

    def _file(self, name: str) -> Path:
        return self.month.session.settings.home / "files" / f"{name}.xml"
