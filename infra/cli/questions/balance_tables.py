"""Balances as tables: portfolios, one case, the ledger's accounts, the trial balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from domain.kernel.money import Money
from infra.cli.questions.questions import totals
from infra.cli.render.table import facts, if_roomy, number, table, text

if TYPE_CHECKING:
    from projections.balances.answers import (
        AccountBalance,
        CaseBalance,
        CreditorFunds,
        PortfolioBalance,
        TrialBalance,
    )


def portfolio_table(rows: list[PortfolioBalance], when: str = "") -> RenderableType:
    """One row for each portfolio, and the sum of each currency; ``when`` says of which time, empty for now."""
    columns = [
        if_roomy(text("creditor")), text("portfolio"), if_roomy(number("cases")), if_roomy(number("open")),
        number("principal"), number("interest"), number("fees"), number("court costs"), number("owed", style="bold"),
        number("paid", style="green"), if_roomy(number("written off")),
    ]  # fmt: skip
    sums = totals(rows, "currency")
    tables: list[RenderableType] = [
        table(
            f"Portfolios, in {currency}{when and f', {when}'}",
            columns,
            [_portfolio_row(row) for row in rows if row.currency == currency],
            ("", "in all", of["cases"], of["open_cases"], *(_amount(minor, currency) for minor in (
                of["principal_minor"], of["interest_minor"], of["fees_minor"], of["court_costs_minor"],
                of["principal_minor"] + of["interest_minor"] + of["fees_minor"] + of["court_costs_minor"],
                of["collected_minor"] + of["paid_to_creditor_minor"], of["written_off_minor"],
            ))),
        )
        for currency, of in sorted(sums.items())
    ]  # fmt: skip
    nothing = f"There was no claim, {when}" if when else "There is no claim yet: `caseledger import claims FILE`"
    return Group(*(tables or [Text(nothing, style="dim")]))


def account_table(rows: list[AccountBalance], when: str = "") -> RenderableType:
    """The ledger's accounts: debit positive, credit negative; ``when`` as above."""
    return table(
        f"Accounts of the ledger (debit positive, credit negative){when and f', {when}'}",
        [text("account"), number("balance"), number("postings")],
        [(row.account, str(Money(row.balance_minor, row.currency)), row.postings) for row in rows],
    )


def creditor_funds_table(rows: list[CreditorFunds]) -> RenderableType:
    """What of the client account is held because of each creditor's cases, and to whom it is owed."""
    columns = [
        text("creditor"), number("held"), number("to the creditor"), number("in remittances"), number("our share"),
        number("to payers"), number("difference"),
    ]  # fmt: skip
    return table("Held for creditors on the client account", columns, [_funds_row(row) for row in rows])


def _funds_row(row: CreditorFunds) -> tuple[str, ...]:
    amounts = (row.held_minor, row.client_payable_minor, row.remittance_payable_minor, row.untransferred_fees_minor,
               row.refund_payable_minor, row.difference_minor)  # fmt: skip
    return row.creditor_id, *(str(Money(minor, row.currency)) for minor in amounts)


def trial_lines(rows: list[TrialBalance]) -> Text:
    """Whether debits and credits are the same, a line for each currency."""
    if not rows:
        return Text("Trial balance: nothing has been posted yet", style="dim")
    return Text("\n").join(map(_trial_line, rows))


def _trial_line(row: TrialBalance) -> Text:
    good = row.difference_minor == 0
    debit, credit = Money(row.debit_minor, row.currency), Money(row.credit_minor, row.currency)
    beside = f" (debit {debit}, the same in credit)" if good else f": debit {debit} and credit {credit} differ!"
    amount = Money(row.difference_minor, row.currency)
    return Text.assemble("Trial balance: ", (f"{amount}", "bold green" if good else "bold red"), beside)


def case_facts(row: CaseBalance, when: str = "") -> RenderableType:
    """One case's balance as the read model has it; ``when`` as above."""
    amounts = [
        ("principal", row.principal_minor), ("interest", row.interest_minor), ("fees", row.fees_minor),
        ("court costs", row.court_costs_minor), ("owed in all", row.outstanding_minor), ("paid", row.collected_minor),
        ("paid to the creditor", row.paid_to_creditor_minor), ("owed back", row.owed_back_minor),
        ("written off", row.written_off_minor), ("claimed", row.claimed_minor),
        ("added since", row.added_minor),
    ]  # fmt: skip
    status = row.status if row.outcome is None else f"{row.status}: {row.outcome}"
    said: list[tuple[str, str]] = [("case", str(row.case_id)), ("status", status), ("portfolio", row.portfolio)]
    said += [(name, str(Money(minor, row.currency)).rjust(18)) for name, minor in amounts]
    return facts(f"{row.creditor} / {row.creditor_reference}{when and f', {when}'}", said)


def _portfolio_row(row: PortfolioBalance) -> tuple[str | int | None, ...]:
    amounts = (row.principal_minor, row.interest_minor, row.fees_minor, row.court_costs_minor, row.outstanding_minor,
               row.paid_minor, row.written_off_minor)  # fmt: skip
    shown = (_amount(minor, row.currency) for minor in amounts)
    return (row.creditor, row.portfolio, row.cases, row.open_cases, *shown)


def _amount(minor: int, currency: str) -> str:
    """Without the currency, where a heading says it."""
    return str(Money(minor, currency)).removesuffix(f" {currency}")
