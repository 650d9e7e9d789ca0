"""``caseledger ledger export``: the books of the client funds as files that other programs take in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.operations.books import From, PeriodWanted, To, open_books, period_asked
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.words import counted
from infra.cli.session import session_of

if TYPE_CHECKING:
    from infra.books.company import Company
    from infra.books.log_books import LogBooks
    from infra.books.period import Period, PeriodBalance


class FileFormat(StrEnum):
    """In which form books are written."""

    SIE = "sie"
    SAF_T = "saf-t"
    ISO_21378 = "iso21378"


def export(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The new file, such as books.se; for iso21378 the new folder.")
    ],
    file_format: Annotated[
        FileFormat,
        typer.Option(
            "--file-format", help="SIE 4, SAF-T Financial 1.30 (Norway), or the tables of ISO 21378 as CSV in a folder."
        ),
    ] = FileFormat.SIE,
    first: From = None,
    last: To = None,
    period: PeriodWanted = None,
    name: Annotated[str, typer.Option(metavar="TEXT", help="Whose books they are: the agency's name.")] = "",
    org_number: Annotated[str, typer.Option(metavar="NUMBER", help="The agency's registration number.")] = "",
    contact: Annotated[
        str, typer.Option(metavar="TEXT", help="Whom the tax authority may ask; SAF-T wants a name.")
    ] = "",
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Which currency's books, where there are several.")
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Write the books of the client funds for a period, for the accountant's or the auditor's own program.

    Each event that moved client funds is a voucher, whose series and number are its partition and position in the log:
    `caseledger replay --from-position PARTITION/POSITION` shows what is behind it. Of a closed period the bytes are the
    same whenever it is written. No debtor is named.

    Example: caseledger ledger export books.se --period 2026-03 --name "Inkasso AB"
    """
    from infra.books.company import Company

    if file.exists():
        raise CannotBeUsed(f"{file} is there already. Books are not written over: name a new one.")
    if file_format is not FileFormat.ISO_21378 and not name:
        raise CannotBeUsed('--name: say whose books they are, such as "Inkasso AB".')
    if file_format is FileFormat.SAF_T and not (org_number and contact):
        raise CannotBeUsed("SAF-T wants --org-number, and with --contact the name of whom the tax authority may ask.")
    session = session_of(context)
    asked = period_asked(session, period, first, last)
    with open_books(session, readings=3 if file_format is FileFormat.ISO_21378 else 2) as books:
        balances = books.balances(asked)
        written: dict[str, Any] = {"file": str(file), "format": file_format, "from": asked.first, "to": asked.last}
        if file_format is FileFormat.ISO_21378:
            written["tables"] = _write_tables(file, books, asked, balances)
        else:
            balance = _one_of(balances, currency)
            made_on = books.closed.closed_on(asked.last) or session.zone.day(session.clock.now())
            _write_file(file, file_format, Company(name, org_number, contact), asked, balance, books, made_on)
            written |= {"currency": balance.currency, "vouchers": balance.vouchers}
    done = f"{file} holds the books of {asked.first} to {asked.last}: {_counts(written)}."
    tell(session.screen, answer_as, lambda: written, lambda: [Text(done)])


def _write_file(
    file: Path,
    file_format: FileFormat,
    company: Company,
    period: Period,
    balance: PeriodBalance,
    books: LogBooks,
    made_on: date,
) -> None:
    from infra.books.saf_t import write_saf_t
    from infra.books.sie import sie_lines

    vouchers = books.vouchers(period, balance.currency)
    with file.open("xb") as opened:
        if file_format is FileFormat.SAF_T:
            write_saf_t(opened, company, period, balance, vouchers, made_on)
        else:
            opened.writelines(sie_lines(company, period, balance, vouchers, made_on))


def _write_tables(
    folder: Path, books: LogBooks, period: Period, balances: Mapping[str, PeriodBalance]
) -> dict[str, int]:
    from infra.books.audit_data.general_ledger import write_chart, write_general_ledger
    from infra.books.audit_data.receivables import write_receivables
    from infra.books.audit_data.table_files import table_files

    with table_files(folder) as files:
        write_chart(files, balances.values())
        for currency, balance in balances.items():
            write_general_ledger(files, period, balance, books.vouchers(period, currency))
        write_receivables(files, books.events(), period, books.booked_on)
        return files.counts


def _counts(written: Mapping[str, Any]) -> str:
    if "tables" in written:
        return f"{counted(sum(written['tables'].values()), 'row')} in {counted(len(written['tables']), 'table')}"
    return f"{counted(written['vouchers'], 'voucher')} in {written['currency']}"


def _one_of(balances: dict[str, PeriodBalance], currency: str | None) -> PeriodBalance:
    if currency is None and len(balances) > 1:
        raise CannotBeUsed(f"--currency: there are books in {', '.join(balances)}; a file holds those of one.")
    found = balances.get(currency) if currency else next(iter(balances.values()), None)
    if found is None:
        raise NotFound("Nothing is posted that such books could hold.")
    return found
