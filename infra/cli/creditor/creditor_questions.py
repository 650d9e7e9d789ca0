"""``caseledger creditor show|list``: who the creditors are, on which terms, and what their claims stand at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from domain.creditor.contract.agreeing import percent_text
from infra.cli.creditor.resolve import creditor_meant
from infra.cli.options import CreditorName, Wait
from infra.cli.questions.balance_tables import portfolio_table
from infra.cli.questions.balances import MODEL, with_total
from infra.cli.questions.chosen import names_in
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import facts, number, table, text, whole
from infra.cli.session import session_of

if TYPE_CHECKING:
    from psycopg2.extensions import connection
    from rich.console import RenderableType

    from projections.balances.answers import ContractTerms, PortfolioBalance, RegisteredCreditor


def show(
    context: typer.Context, creditor: CreditorName, wait: Wait = False, answer_as: AnswerAs = Format.TABLE
) -> None:
    """Show a creditor: its names and number, the terms by day, and what its portfolios stand at."""
    session = session_of(context)

    def ask(opened: connection) -> tuple[RegisteredCreditor, list[ContractTerms], list[PortfolioBalance]]:
        from projections.balances import queries

        found = creditor_meant(names_in(queries.creditor_names(opened)), creditor, "creditor").creditor_id
        [known] = queries.registered_creditors(opened, found)
        return known, queries.contract_terms(opened, found), queries.portfolio_balances(opened, found)

    answer = asked(session, ask, wait=wait)
    known, terms, portfolios = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {
            **documents([known])[0],
            "terms": documents(terms),
            "portfolios": [with_total(row) for row in portfolios],
            "reflects": reflects(answer, MODEL),
        },
        lambda: [
            _facts(known),
            _terms_table(terms),
            *([portfolio_table(portfolios)] if portfolios else []),
            reflects_line(answer, MODEL),
        ],
    )


def list_(
    context: typer.Context,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the registered creditors, in the order of their ids, or those that were registered last first."""
    session = session_of(context)

    def ask(opened: connection) -> list[RegisteredCreditor]:
        from projections.balances.queries import registered_creditors

        return registered_creditors(opened)

    answer = asked(session, ask, wait=wait)
    found = answer.value
    if newest_first:
        found = sorted(found, key=lambda one: one.registered_at, reverse=True)
    page = page_of(found, lambda one: one.creditor_id, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"creditors": documents(page.rows), **page.fields(), "reflects": reflects(answer, MODEL)},
        lambda: [_list_table(page), reflects_line(answer, MODEL)],
        listed="creditors",
    )


def _facts(known: RegisteredCreditor) -> RenderableType:
    said: list[tuple[str, Any]] = [
        ("id", known.creditor_id),
        *([("formerly", ", ".join(known.former_names))] if known.former_names else []),
        ("number", known.org_number or "not given"),
        ("at home in", known.jurisdiction),
        ("paid out to", known.iban or "not known: `caseledger remit account CREDITOR IBAN`"),
        ("cases", f"{known.cases:,}, {known.open_cases:,} of them open"),
    ]
    return facts(known.name, said)


def _terms_table(terms: list[ContractTerms]) -> RenderableType:
    columns = [
        whole("from"),
        number("commission"),
        number("VAT"),
        text("paid out"),
        text("fees go to"),
        text("commission is"),
    ]
    rows = [
        (
            str(one.valid_from),
            percent_text(one.commission_basis_points),
            percent_text(one.vat_basis_points),
            one.remittance.replace("_", " "),
            f"the {one.fees_go_to}",
            one.commission_is,
        )
        for one in terms
    ]
    return table("Terms", columns, rows, caption="" if terms else "None yet: `caseledger creditor contract CREDITOR`")


def _list_table(page: Page[RegisteredCreditor]) -> RenderableType:
    columns = [whole("id"), text("name"), whole("number"), text("country"), number("cases"), number("open")]
    rows = [
        (one.creditor_id, one.name, one.org_number or "", one.jurisdiction, one.cases, one.open_cases)
        for one in page.rows
    ]
    caption = page.note if page.total else "There is none yet: `caseledger creditor register`"
    return table("Creditors", columns, rows, caption=caption)
