"""``caseledger balances``: what is owed and paid, by portfolio, creditor or case, and whether the books balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import NotFound
from infra.cli.options import Wait
from infra.cli.questions.balance_tables import (
    account_table,
    case_facts,
    creditor_funds_table,
    portfolio_table,
    trial_lines,
)
from infra.cli.questions.chosen import chosen
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, KnownAt, then_asked, times_asked, when_asked

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.answers import (
        AccountBalance,
        CaseBalance,
        ClientFunds,
        CreditorFunds,
        PortfolioBalance,
        TrialBalance,
    )
    from projections.kit.then import Then

MODEL = "balances"


def balances(
    context: typer.Context,
    creditor: Annotated[
        str | None, typer.Option(metavar="CREDITOR", help="Portfolios of this creditor only, by id or name.")
    ] = None,
    portfolio: Annotated[str | None, typer.Option(metavar="NAME", help="This portfolio only.")] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="One case instead, by id or reference.")] = None,
    accounts: Annotated[bool, typer.Option("--accounts", help="Show the ledger's accounts too.")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show what is owed and paid in each portfolio, and whether the books balance.

    Principal, interest and fees are separate, always. The trial balance sums every account of the ledger: zero.
    With --as-of and --known-at, all of that as it stood then.
    """
    session = session_of(context)
    then, when = then_asked(session, as_of, known_at), when_asked(as_of, known_at)
    if case:
        _one_case(session, case, then, when, wait, answer_as)
        return

    def ask(
        opened: connection,
    ) -> tuple[
        list[PortfolioBalance],
        list[AccountBalance],
        list[TrialBalance],
        list[ClientFunds],
        list[CreditorFunds] | None,
    ]:
        from projections.balances import queries

        named = chosen(queries.creditor_names(opened), creditor, portfolio)
        found, ledger = queries.portfolio_balances(opened, *named, then=then), queries.accounts(opened, then)
        funds = queries.client_funds(opened, then), None if then else queries.creditor_funds(opened)
        return found, ledger, queries.trial_balance(opened, then), *funds

    answer = asked(session, ask, wait=wait)
    portfolios, ledger, trial, funds, of_creditors = answer.value
    ledger_shown = [account_table(ledger, when)] if accounts else []
    if accounts and of_creditors is not None:
        ledger_shown.append(creditor_funds_table(of_creditors))
    tell(
        session.screen,
        answer_as,
        lambda: {
            "portfolios": [with_total(row) for row in portfolios],
            "accounts": documents(ledger),
            "trial_balance": [{**documents([row])[0], "difference_minor": row.difference_minor} for row in trial],
            "client_funds": [{**documents([row])[0], "difference_minor": row.difference_minor} for row in funds],
            "creditor_funds": [
                {**documents([row])[0], "difference_minor": row.difference_minor} for row in of_creditors
            ]
            if of_creditors is not None
            else None,
            **times_asked(then),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [portfolio_table(portfolios, when), *ledger_shown, trial_lines(trial), reflects_line(answer, MODEL)],
        listed="portfolios",
    )


def _one_case(session: Session, name: str, then: Then | None, when: str, wait: bool, answer_as: Format) -> None:
    from infra.cli.case.resolve import looking_up, one_case
    from projections.balances.queries import case_balance

    with looking_up(session) as lookup:
        identifier = one_case(lookup, name)
    answer = asked(session, lambda opened: case_balance(opened, identifier, then), wait=wait)
    found = answer.value
    if found is None:
        raise NotFound(
            f"There was no case {name}, {when}."
            if then
            else f"The read model has no case {name}. If it was just received, ask again with --wait."
        )
    tell(
        session.screen,
        answer_as,
        lambda: {**with_total(found), **times_asked(then), "reflects": reflects(answer, MODEL)},
        lambda: [case_facts(found, when), reflects_line(answer, MODEL)],
    )


def with_total(row: PortfolioBalance | CaseBalance) -> dict[str, Any]:
    """A row for a document, with what is owed in all."""
    return {**documents([row])[0], "outstanding_minor": row.outstanding_minor}
