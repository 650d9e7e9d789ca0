"""``caseledger balances``: what is owed and paid, by portfolio, creditor or case, and whether the books balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import NotFound
from infra.cli.options import AsJson, Wait
from infra.cli.questions.balance_tables import account_table, case_facts, portfolio_table, trial_line
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.answers import AccountBalance, CaseBalance, ClientFunds, PortfolioBalance, TrialBalance

MODEL = "balances"


def balances(
    context: typer.Context,
    creditor: Annotated[str | None, typer.Option(metavar="NAME", help="Portfolios of this creditor only.")] = None,
    portfolio: Annotated[str | None, typer.Option(metavar="NAME", help="This portfolio only.")] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="One case instead, by id or reference.")] = None,
    accounts: Annotated[bool, typer.Option("--accounts", help="Show the ledger's accounts too.")] = False,
    wait: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Show what is owed and paid in each portfolio, and whether the books balance.

    Principal, interest and fees are separate, always. The trial balance sums every account of the ledger: zero.
    """
    session = session_of(context)
    if case:
        _one_case(session, case, wait, as_json)
        return

    def ask(
        opened: connection,
    ) -> tuple[list[PortfolioBalance], list[AccountBalance], list[TrialBalance], list[ClientFunds]]:
        from projections.balances import queries

        found = queries.portfolio_balances(opened, creditor, portfolio)
        return found, queries.accounts(opened), queries.trial_balance(opened), queries.client_funds(opened)

    answer = asked(session, ask, wait=wait)
    portfolios, ledger, trial, funds = answer.value
    if as_json:
        session.screen.document(
            {
                "portfolios": [_with_total(row) for row in portfolios],
                "accounts": documents(ledger),
                "trial_balance": [{**one, "difference_minor": row.difference_minor}
                                  for row, one in zip(trial, documents(trial), strict=True)],
                "client_funds": [{**one, "difference_minor": row.difference_minor}
                                 for row, one in zip(funds, documents(funds), strict=True)],
                "reflects": reflects(answer, MODEL),
            }
        )  # fmt: skip
        return
    session.screen.show(portfolio_table(portfolios))
    if accounts:
        session.screen.show(account_table(ledger))
    session.screen.show(trial_line(trial), reflects_line(answer, MODEL))


def _one_case(session: Session, name: str, wait: bool, as_json: bool) -> None:
    from infra.audit.history import LogHistory
    from infra.cli.case.resolve import one_case
    from projections.balances.queries import case_balance

    with LogHistory(session.served) as log:
        identifier = one_case(log, name)
    answer = asked(session, lambda opened: case_balance(opened, identifier), wait=wait)
    found = answer.value
    if found is None:
        raise NotFound(f"The read model has no case {name}. If it was just received, ask again with --wait.")
    if as_json:
        session.screen.document({**_with_total(found), "reflects": reflects(answer, MODEL)})
    else:
        session.screen.show(case_facts(found), reflects_line(answer, MODEL))


def _with_total(row: PortfolioBalance | CaseBalance) -> dict[str, Any]:
    return {**documents([row])[0], "outstanding_minor": row.outstanding_minor}
