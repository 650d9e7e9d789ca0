"""SAF-T Financial 1.30 (Norway): the file that Norwegian tax authorities and auditors read books from.

What stands in which order, and how long a text may be, follows Skatteetaten's schema of 1 March 2024
(``SAF-T_Financial_1.3/Norwegian_SAF-T_Financial_Schema_v_1.30.xsd`` of its repository ``saf-t``), the groups of
accounts its code list ``naeringsspesifikasjon``. The file holds the general ledger in one currency: no customers and
no suppliers, and so no debtor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import BinaryIO

from domain.kernel.ledger import Account
from domain.kernel.money import Money
from infra.books.chart import CHART, AccountType, ChartLine
from infra.books.company import FORM, Company
from infra.books.period import Movement, Period, PeriodBalance, Voucher
from infra.books.xml_out import XmlOut

VERSION = "1.30"
NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
CODE, SHORT, MIDDLE, LONGER = 9, 18, 35, 70
"""How long texts may be; others, 256 characters."""

Grouping = tuple[str, str]
"""Category and code of the Norwegian list."""
BANK_DEPOSITS: Grouping = ("balanseverdiForOmloepsmiddel", "1920")
_OF_TYPE: dict[AccountType, Grouping] = {
    AccountType.ASSET: ("balanseverdiForOmloepsmiddel", "1570"),
    AccountType.LIABILITY: ("kortsiktigGjeld", "2990"),
}


def grouping(account: Account, line: ChartLine) -> Grouping:
    """Where an account stands in the income statement of the list. KeyError: of a type that it is not known for."""
    return BANK_DEPOSITS if account is Account.BANK_CLIENT_FUNDS else _OF_TYPE[line.type]


def write_saf_t(
    file: BinaryIO,
    company: Company,
    period: Period,
    balance: PeriodBalance,
    vouchers: Iterable[Voucher],
    made_on: date,
) -> None:
    """Write the whole file; ``vouchers`` come partition after partition and are not held."""
    xml = XmlOut(file)
    with xml.inside("AuditFile", {"xmlns": NAMESPACE}):
        _header(xml, company, period, balance.currency, made_on)
        if balance.used:  # a list of accounts has at least one
            _accounts(xml, balance)
        with xml.inside("GeneralLedgerEntries"):
            debit, credit = balance.totals
            xml.text("NumberOfEntries", balance.vouchers)
            xml.text("TotalDebit", _amount(debit, balance.currency))
            xml.text("TotalCredit", _amount(credit, balance.currency))
            for partition, of_one in groupby(vouchers, lambda voucher: voucher.partition):
                _journal(xml, partition, of_one, balance.currency)


def _header(xml: XmlOut, company: Company, period: Period, currency: str, made_on: date) -> None:
    with xml.inside("Header"):
        xml.text("AuditFileVersion", VERSION, CODE)
        xml.text("AuditFileCountry", "NO")
        xml.text("AuditFileDateCreated", made_on)
        xml.text("SoftwareCompanyName", "caseledger", LONGER)
        xml.text("SoftwareID", "caseledger")
        xml.text("SoftwareVersion", FORM, SHORT)
        with xml.inside("Company"):
            xml.text("RegistrationNumber", company.org_number, MIDDLE)
            xml.text("Name", company.name)
            with xml.inside("Contact"), xml.inside("ContactPerson"):
                xml.text("FirstName", "NotUsed")  # as the schema wants it where a name is not told in parts
                xml.text("LastName", company.contact, LONGER)
        xml.text("DefaultCurrencyCode", currency)
        with xml.inside("SelectionCriteria"):
            xml.text("SelectionStartDate", period.first)
            xml.text("SelectionEndDate", period.last)
        xml.text(
            "HeaderComment", "Client funds: money of others that the agency holds. Debts of debtors are not in it."
        )
        xml.text("TaxAccountingBasis", "A")


def _accounts(xml: XmlOut, balance: PeriodBalance) -> None:
    with xml.inside("MasterFiles"), xml.inside("GeneralLedgerAccounts"):
        for account, movement in balance.used.items():
            _account(xml, account, movement, balance.currency)


def _account(xml: XmlOut, account: Account, movement: Movement, currency: str) -> None:
    line = CHART[account]
    category, code = grouping(account, line)
    with xml.inside("Account"):
        xml.text("AccountID", line.number, LONGER)
        xml.text("AccountDescription", line.name)
        xml.text("GroupingCategory", category)
        xml.text("GroupingCode", code, MIDDLE)
        xml.text("AccountType", "GL")
        for when, minor in (("Opening", movement.opening), ("Closing", movement.closing)):
            xml.text(f"{when}{'Debit' if minor >= 0 else 'Credit'}Balance", _amount(abs(minor), currency))


def _journal(xml: XmlOut, partition: int, vouchers: Iterable[Voucher], currency: str) -> None:
    with xml.inside("Journal"):
        xml.text("JournalID", f"P{partition}", SHORT)
        xml.text("Description", f"Partition {partition} of the log")
        xml.text("Type", "GL", CODE)
        for voucher in vouchers:
            with xml.inside("Transaction"):
                _transaction(xml, voucher, currency)


def _transaction(xml: XmlOut, voucher: Voucher, currency: str) -> None:
    booked = voucher.booked_on
    xml.text("TransactionID", f"P{voucher.partition}-{voucher.position}", LONGER)
    xml.text("Period", booked.month)
    xml.text("PeriodYear", booked.year)
    xml.text("TransactionDate", booked)
    xml.text("SourceID", voucher.actor, MIDDLE)
    xml.text("VoucherType", voucher.action, LONGER)
    xml.text("Description", voucher.text)
    xml.text("SystemEntryDate", voucher.recorded_on)
    xml.text("GLPostingDate", booked)
    for number, (account, minor) in enumerate(voucher.lines, start=1):
        with xml.inside("Line"):
            xml.text("RecordID", number, SHORT)
            xml.text("AccountID", CHART[account].number, LONGER)
            if voucher.value_day and voucher.value_day != booked:
                xml.text("ValueDate", voucher.value_day)
            xml.text("SourceDocumentID", voucher.aggregate_id.hex, MIDDLE)
            xml.text("Description", voucher.action)
            with xml.inside("DebitAmount" if minor > 0 else "CreditAmount"):
                xml.text("Amount", _amount(abs(minor), currency))


def _amount(minor: int, currency: str) -> str:
    return Money(minor, currency).plain
