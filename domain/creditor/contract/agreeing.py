"""Terms are agreed with a creditor. They hold from a day on: other terms later never change the days before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.creditor.contract.state import (
    CONTRACT,
    WHOLE_BASIS_POINTS,
    CommissionIs,
    Contract,
    FeesGoTo,
    RemittanceInterval,
    Terms,
)
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.law.codes import CreditorVat, Product
from domain.law.rule_text import named_rule

TERMS_CHANGE_NO_PAST = named_rule(
    "policy.terms_change_no_past", "what is agreed with a creditor changes no day that has passed under other terms"
)


@dataclass(frozen=True, slots=True)
class ContractFields:
    """What holds from ``valid_from`` on. Commission is of what is collected, VAT of the commission: 10,000 is all.

    Of the claims that come under these terms: ``product`` is what they are from, where a claim does not say it itself,
    and ``creditor_vat`` whether the creditor deducts the VAT on the agency's fees. None is not said.
    """

    valid_from: date
    commission_basis_points: int
    vat_basis_points: int
    remittance: RemittanceInterval
    fees_go_to: FeesGoTo
    commission_is: CommissionIs
    product: Product | None
    creditor_vat: CreditorVat | None


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class AgreeContract(ContractFields, Command):
    """Agree on these terms with the creditor."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class ContractAgreed(ContractFields, Event):
    """These terms hold from a day on, until others do."""

    creditor_id: str

    def sentence(self) -> str:
        """With whom, from when, and the commission."""
        commission = percent_text(self.commission_basis_points)
        return f"Contract with {self.creditor_id} from {self.valid_from}: commission {commission}"


@CREDITOR.decides(AgreeContract)
def decide_agree_contract(state: CreditorState, command: AgreeContract, context: Context) -> Decision:
    """The first terms from any day on; later ones from a day that has not passed."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if max(command.commission_basis_points, command.vat_basis_points) > WHOLE_BASIS_POINTS:
        return Refusal("rate_above_the_whole", "Neither commission nor VAT is more than 100 percent.")
    if state.contract.terms and command.valid_from < context.day(state.identity.jurisdiction):
        return Refusal(
            "terms_change_the_past",
            "Terms are agreed already, and others change no day that has passed: let them begin today or later with "
            "`caseledger creditor contract CREDITOR --from DATE`.",
            TERMS_CHANGE_NO_PAST,
        )
    return [caused_by(command, ContractAgreed, creditor_id=state.identity.creditor_id)]


@CONTRACT.on(ContractAgreed)
def contract_agreed(contract: Contract, event: ContractAgreed) -> Contract:
    """One row more, or another in its place."""
    return contract.agreed(
        Terms(
            event.valid_from,
            event.commission_basis_points,
            event.vat_basis_points,
            event.remittance,
            event.fees_go_to,
            event.commission_is,
            event.product,
            event.creditor_vat,
        )
    )


def percent_text(basis_points: int) -> str:
    """Such as ``12.5 %``."""
    whole, part = divmod(basis_points, 100)
    decimals = f".{part:02d}".rstrip("0").rstrip(".")
    return f"{whole}{decimals} %"
