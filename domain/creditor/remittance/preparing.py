"""A remittance is prepared: all that was collected for the creditor since the last one, by the terms of each day.

What was collected stands in the log, by its places there: for each partition, the remittance says behind which
position it begins and through which it goes, so that anybody can add it up again. No line is in two remittances, and
none between two, as each span begins where the last one of the creditor and the currency ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.creditor.contract.state import CommissionIs
from domain.creditor.remittance.reckoning import CollectedSum, RemittedSum, as_collected, reckoned
from domain.creditor.remittance.state import REMITTANCES, LogSpan, Remittance, Remittances, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import REMITTANCE_LONGEST
from domain.law.table import row_in_force

OUT_OF_DATE = Refusal(
    "remittance_out_of_date",
    "What these sums go by is not how the creditor stands now: another remittance or other terms came between. Prepare "
    "it again.",
)


@dataclass(frozen=True, slots=True)
class PreparationFields:
    """In which currency, what part of the log the sums are of, and the bank's day of the oldest money in it."""

    currency: str
    spans: tuple[LogSpan, ...]
    oldest: date


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class PrepareRemittance(PreparationFields, Command):
    """Prepare to pay out what these lines of the log add up to."""

    sums: tuple[CollectedSum, ...]

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """The sums without what the terms made of them."""
        return {"sums": as_collected(one for e in events if isinstance(e, RemittancePrepared) for one in e.reckoned)}


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittancePrepared(PreparationFields, Event):
    """A remittance waits for a second person. ``collected_minor`` is what was ours to pay out, ``payable_minor`` what
    is left of it for the creditor; ``iban`` is where it goes and ``prepared_by`` who asked for it. By ``rule``, it is
    sent before ``send_until`` (UTC), the first instant that is too late."""

    reckoned: tuple[RemittedSum, ...]
    creditor_id: str
    number: int
    collected_minor: int
    payable_minor: int
    iban: str
    prepared_by: str
    send_until: datetime
    rule: str

    STATUS = RemittanceStatus.PREPARED

    @property
    def lines(self) -> int:
        """How many there are."""
        return sum(one.lines for one in self.reckoned)

    @property
    def invoiced_minor(self) -> int:
        """Commission and VAT that are not taken off what is paid out."""
        rows = [one for one in self.reckoned if one.commission_is == CommissionIs.INVOICED]
        return sum(one.commission_minor + one.vat_minor for one in rows)

    def approval(self) -> Approval:
        """It waits for a second person."""
        return Approval(
            ApprovalKind.REMITTANCE, str(self.number), ApprovalStep.ASKED, self.currency, self.payable_minor
        )

    def sentence(self) -> str:
        """How much, of how much."""
        payable, collected = (money_text(minor, self.currency) for minor in (self.payable_minor, self.collected_minor))
        return f"Remittance {self.number} to {self.creditor_id} prepared: {payable} of {collected} collected"

    def postings(self) -> Sequence[Posting]:
        """What is paid out, and what of the rest is the agency's own."""
        return remittance_postings(self.currency, self.collected_minor, self.payable_minor)


@CREDITOR.decides(PrepareRemittance)
def decide_prepare_remittance(state: CreditorState, command: PrepareRemittance, context: Context) -> Decision:
    """One at a time in a currency, from where the last one ended, and only when something is left for the creditor."""
    if refusal := refuse_unless_registered(state) or _refuse_to_begin(state, command):
        return refusal
    terms = {one.valid_from: one for one in state.contract.terms}
    known = all(one.terms_from in terms for one in command.sums)
    if not known or not is_from_where_the_last_ended(state, command, command.sums):
        return OUT_OF_DATE
    sums = tuple(reckoned(one, terms[one.terms_from]) for one in command.sums)
    payable = sum(one.payable_minor for one in sums)
    if payable <= 0:
        return Refusal(
            "nothing_to_remit",
            f"Of what was collected, {money_text(payable, command.currency)} is left for the creditor: nothing can be "
            "paid out, and it is taken into the next remittance. If none will come, the agency bears it: "
            "`caseledger remit loss CREDITOR`.",
        )
    jurisdiction = state.identity.jurisdiction
    longest = row_in_force(REMITTANCE_LONGEST, jurisdiction, context.day(jurisdiction))
    if isinstance(longest, Refusal):
        return longest
    prepared = caused_by(
        command,
        RemittancePrepared,
        reckoned=sums,
        creditor_id=state.identity.creditor_id,
        number=state.remittances.next_number,
        collected_minor=sum(one.total_minor for one in sums if not one.is_direct),
        payable_minor=payable,
        iban=state.account.iban,
        prepared_by=context.actor.id,
        send_until=end_of_day(command.oldest + timedelta(days=longest.value.count), jurisdiction),
        rule=longest.rule_id,
    )
    return [prepared]


def _refuse_to_begin(state: CreditorState, command: PrepareRemittance) -> Refusal | None:
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the remittance is not known.")
    if not state.contract.terms:
        return Refusal(
            "contract_missing",
            "No terms are agreed with the creditor: agree on them with `caseledger creditor contract CREDITOR`.",
        )
    if not state.account.iban:
        return Refusal(
            "payout_account_missing",
            "It is not known where the creditor is paid out: say it with `caseledger remit account CREDITOR IBAN`.",
        )
    if not command.sums or not command.spans:
        return Refusal("nothing_to_remit", "Nothing was collected for the creditor since the last remittance.")
    return refuse_while_under_way(state, command.currency)


def refuse_while_under_way(state: CreditorState, currency: str) -> Refusal | None:
    """Why nothing begins where the last remittance of the currency ended, or None when it can."""
    number = state.remittances.not_sent_yet(currency)
    if number is None:
        return None
    return Refusal(
        "remittance_under_way",
        f"Remittance {number} of this currency is not sent yet: send it, or cancel it with "
        f"`caseledger remit cancel CREDITOR {number}`, and what it holds is in the next one.",
    )


def is_from_where_the_last_ended(
    state: CreditorState, command: PreparationFields, sums: Sequence[CollectedSum]
) -> bool:
    """Also that each partition, and each kind of sum, is there once."""
    ends = state.remittances.remitted_through(command.currency)
    begins = all(ends.get(span.partition, 0) == span.after < span.through for span in command.spans)
    partitions = {span.partition for span in command.spans}
    kinds = {(one.terms_from, one.is_direct) for one in sums}
    return begins and len(partitions) == len(command.spans) and len(kinds) == len(sums)


def remittance_postings(currency: str, collected_minor: int, payable_minor: int) -> list[Posting]:
    """What was owed to the creditor is to be paid out, and the rest is the agency's own share."""
    return [
        *transfer(Account.CLIENT_PAYABLE, Account.REMITTANCE_PAYABLE, payable_minor, currency),
        *transfer(Account.CLIENT_PAYABLE, Account.UNTRANSFERRED_FEES, collected_minor - payable_minor, currency),
    ]


@REMITTANCES.on(RemittancePrepared)
def remittance_prepared(remittances: Remittances, event: RemittancePrepared) -> Remittances:
    """One more."""
    amounts = (event.collected_minor, event.payable_minor)
    one = Remittance(event.currency, event.spans, *amounts, event.iban, event.prepared_by, event.STATUS)
    return remittances.with_one(event.number, one)
