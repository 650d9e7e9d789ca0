"""``caseledger balances``: what is owed and paid, by portfolio, creditor or case, and whether the books balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import Wait
from infra.cli.questions.balance_tables import account_table, case_facts, portfolio_table, trial_lines
from infra.cli.questions.chosen import chosen
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, KnownAt, then_asked, when_asked

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.answers import (
        AccountBalance,
        CaseBalance,
        ClientFunds,
        PortfolioBalance,
        TrialBalance,
    )
    from projections.kit.then import Then

MODEL = "balances"
_NOT_THEN = (
    "--as-of and --known-at: of another time the portfolios are told. `caseledger case show CASE --as-of TIME` tells "
    "of one case, and `caseledger ledger export` of the ledger's accounts in a month."
)


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
    With --as-of and --known-at, what the portfolios stood at then; the ledger's accounts are told as of now only.
    """
    session = session_of(context)
    if then := then_asked(session, as_of, known_at):
        if case or accounts:
            raise CannotBeUsed(_NOT_THEN)
        _then(session, (creditor, portfolio), then, when_asked(as_of, known_at), wait, answer_as)
        return
    if case:
        _one_case(session, case, wait, answer_as)
        return

    def ask(
        opened: connection,
    ) -> tuple[list[PortfolioBalance], list[AccountBalance], list[TrialBalance], list[ClientFunds]]:
        from projections.balances import queries

        found = queries.portfolio_balances(opened, *chosen(queries.creditor_names(opened), creditor, portfolio))
        return found, queries.accounts(opened), queries.trial_balance(opened), queries.client_funds(opened)

    answer = asked(session, ask, wait=wait)
    portfolios, ledger, trial, funds = answer.value
    ledger_shown = [account_table(ledger)] if accounts else []
    tell(
        session.screen,
        answer_as,
        lambda: {
            "portfolios": [with_total(row) for row in portfolios],
            "accounts": documents(ledger),
            "trial_balance": [{**documents([row])[0], "difference_minor": row.difference_minor} for row in trial],
            "client_funds": [{**documents([row])[0], "difference_minor": row.difference_minor} for row in funds],
            "reflects": reflects(answer, MODEL),
        },
        lambda: [portfolio_table(portfolios), *ledger_shown, trial_lines(trial), reflects_line(answer, MODEL)],
        listed="portfolios",
    )


def _then(
    session: Session, named: tuple[str | None, str | None], then: Then, when: str, wait: bool, answer_as: Format
) -> None:
    def ask(opened: connection) -> list[PortfolioBalance]:
        from projections.balances import queries

        return queries.portfolio_balances(opened, *chosen(queries.creditor_names(opened), *named), then=then)

    answer = asked(session, ask, wait=wait)
    tell(
        session.screen,
        answer_as,
        lambda: {
            "portfolios": [with_total(row) for row in answer.value],
            "as_of": then.happened_by,
            "known_at": then.recorded_by,
            "reflects": reflects(answer, MODEL),
        },
        lambda: [portfolio_table(answer.value, when), reflects_line(answer, MODEL)],
        listed="portfolios",
    )


def _one_case(session: Session, name: str, wait: bool, answer_as: Format) -> None:
    from infra.cli.case.resolve import looking_up, one_case
    from projections.balances.queries import case_balance

    with looking_up(session) as lookup:
        identifier = one_case(lookup, name)
    answer = asked(session, lambda opened: case_balance(opened, identifier), wait=wait)
    found = answer.value
    if found is None:
        raise NotFound(f"The read model has no case {name}. If it was just received, ask again with --wait.")
    tell(
        session.screen,
        answer_as,
        lambda: {**with_total(found), "reflects": reflects(answer, MODEL)},
        lambda: [case_facts(found), reflects_line(answer, MODEL)],
    )


def with_total(row: PortfolioBalance | CaseBalance) -> dict[str, Any]:
    """A row for a document, with what is owed in all."""
    return {**documents([row])[0], "outstanding_minor": row.outstanding_minor}
