"""The statement of a remittance for paper, as marked text."""

from __future__ import annotations

from collections.abc import Iterator

from domain.creditor.contract.agreeing import percent_text
from domain.kernel.money import money_text
from infra.payout.remittance_statement import RemittanceStatement, StatedLine

_COLUMNS = ("Day", "Your reference", "Principal", "Interest", "Fees", "Court costs", "Commission", "VAT", "Paid out")


def statement_paper(statement: RemittanceStatement) -> str:
    """Whose, how much, the lines, what they add up to, and by which terms."""
    return "\n".join([*_heading(statement), *_lines(statement), *_sums(statement), *_terms(statement)])


def _heading(statement: RemittanceStatement) -> Iterator[str]:
    prepared = statement.prepared
    yield f"# Remittance {prepared.number}"
    yield ""
    yield f"To\t{statement.creditor}"
    yield f"Account\t{prepared.iban}"
    yield f"Paid out\t{money_text(prepared.payable_minor, prepared.currency)}"
    yield ""
    yield f"## The {prepared.lines} payments, in {prepared.currency}"


def _lines(statement: RemittanceStatement) -> Iterator[str]:
    currency = statement.prepared.currency
    yield "\t".join(_COLUMNS)
    for one in statement.lines:
        amounts = (_amount(minor, currency) for minor in _minors(one))
        direct = " (paid to you)" if one.line.is_direct else ""
        yield "\t".join((str(one.line.value_date), f"{one.line.creditor_reference}{direct}", *amounts))
    sums = (sum(column) for column in zip(*map(_minors, statement.lines), strict=True))
    yield "\t".join(("in all", "", *(_amount(minor, currency) for minor in sums)))


def _minors(one: StatedLine) -> tuple[int, ...]:
    line = one.line
    parts = (line.principal_minor, line.interest_minor, line.fees_minor, line.court_costs_minor)
    return (*parts, one.commission_minor, one.vat_minor, one.payable_minor)


def _sums(statement: RemittanceStatement) -> Iterator[str]:
    currency, told = statement.prepared.currency, statement.told()
    invoiced = statement.prepared.invoiced_minor
    yield ""
    yield "## How it adds up"
    yield f"Paid to us\t{money_text(told['collected_minor'], currency)}"
    yield f"Fees that are ours\t{money_text(-told['fees_kept_minor'], currency)}"
    withheld = told["commission_minor"] + told["vat_minor"] - invoiced
    yield f"Commission and VAT, withheld\t{money_text(-withheld, currency)}"
    yield f"Paid out\t{money_text(told['payable_minor'], currency)}"
    if invoiced:
        yield ""
        yield f"Commission and VAT that come by invoice: {money_text(invoiced, currency)}."


def _terms(statement: RemittanceStatement) -> Iterator[str]:
    yield ""
    for one in statement.prepared.reckoned:
        what = "paid to you" if one.is_direct else "paid to us"
        rates = f"{percent_text(one.commission_basis_points)}, VAT {percent_text(one.vat_basis_points)}"
        of = f"By the terms from {one.terms_from}, of {one.lines} lines {what}"
        yield f"{of}: commission {rates}, {one.commission_is}."


def _amount(minor: int, currency: str) -> str:
    return money_text(minor, currency).removesuffix(f" {currency}")
