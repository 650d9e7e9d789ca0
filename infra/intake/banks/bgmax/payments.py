"""From what a BgMax file says to the payments that it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.kernel.money import Money
from domain.kernel.text import legible
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry
from infra.intake.banks.bgmax.references import reference_text, references_of, shares_add_up, states_shares
from infra.intake.banks.payment_line import DepositTotal, PaymentLine
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.codes import KeptCode
from infra.intake.refused.refused_line import RefusedLine, refuse

FORMAT_NAME = "bgmax"
FINGERPRINT_SCHEME = "bgmax1"


def payment_lines(content: BgMaxContent) -> Iterator[PaymentLine]:
    """Every record 20 or 21 of more than nothing, in the order of the file."""
    for deposit in content.deposits:
        ordinals = Ordinals()
        for entry in deposit.entries:
            if entry.amount_minor > 0:
                yield _payment_line(deposit, entry, ordinals)


def kept_for_a_person(content: BgMaxContent) -> Iterator[RefusedLine]:
    """What no machine may book: payments of nothing, and shares that do not add up.

    The last are payments all the same: they are among :func:`payment_lines` too, with references without shares.
    """
    for deposit in content.deposits:
        for entry in deposit.entries:
            yield from _kept(deposit, entry)


def deposit_totals(content: BgMaxContent) -> Iterator[DepositTotal]:
    """One for each record 15."""
    for deposit in content.deposits:
        deductions = sum(entry.is_deduction for entry in deposit.entries)
        yield DepositTotal(
            receiver_account=_without_zeros(deposit.receiver_bankgiro) or deposit.receiver_bankgiro,
            booked_date=deposit.booked_date,
            serial=deposit.serial,
            currency=deposit.currency,
            amount_minor=deposit.net_amount_minor,
            payments=len(deposit.entries) - deductions,
            deductions=deductions,
        )


def _payment_line(deposit: Deposit, entry: Entry, ordinals: Ordinals) -> PaymentLine:
    fields = _identity(deposit, entry)
    return PaymentLine(
        line_number=entry.line_number,
        format=FORMAT_NAME,
        amount_minor=entry.amount_minor,
        currency=deposit.currency,
        references=references_of(entry),
        payer_account=_without_zeros(entry.sender_bankgiro),
        payer_name=_payer_name(entry),
        text=_texts((reference_text(entry), *entry.information)),
        value_date=None,
        booked_date=deposit.booked_date,
        bank_serial=entry.bank_serial or None,
        receiver_account=_without_zeros(deposit.receiver_bankgiro) or deposit.receiver_bankgiro,
        fingerprint=fingerprint(FINGERPRINT_SCHEME, fields, ordinals.next_of(fields)),
        original=entry.original,
        is_deduction=entry.is_deduction,
    )


def _identity(deposit: Deposit, entry: Entry) -> tuple[str, ...]:
    """What tells one payment from every other, in whichever file it comes.

    The deposit (receiver, account, currency, date, serial) is the bank's own name for a sum on the account and is the
    same in a file that is made again. Within it, the bank serial should tell payments apart, but Bankgirot's own
    example uses one serial for several, so amount, payer and references are there too. Names, addresses and free text
    are not: they may be filled in differently when a file is made again.
    """
    extra = (text for one in entry.extra for text in ("-" if one.is_credit else "+", one.text, str(one.amount_minor)))
    return (
        deposit.receiver_bankgiro, deposit.account, deposit.currency, deposit.booked_date.isoformat(), deposit.serial,
        *(("deduction",) if entry.is_deduction else ()),
        entry.bank_serial, entry.sender_bankgiro, str(entry.amount_minor), entry.reference, *extra,
    )  # fmt: skip


def _kept(deposit: Deposit, entry: Entry) -> Iterator[RefusedLine]:
    amount = Money(entry.amount_minor, deposit.currency)
    where = f"deposit {deposit.serial} of {deposit.booked_date}"
    if entry.amount_minor == 0:
        yield _for_a_person(
            entry, "amount", "zero_amount_needs_a_person",
            f"A payment of nothing in {where}: the payer set invoices off against credit notes. No money came in.",
        )  # fmt: skip
    elif states_shares(entry) and not shares_add_up(entry):
        yield _for_a_person(
            entry, "amount (record 22 or 23)", "shares_do_not_add_up",
            f"The payment of {amount} was taken in, but the shares of its references do not make that sum: its "
            "references count as one sum for all of them.",
        )  # fmt: skip


def _for_a_person(entry: Entry, field: str, code: KeptCode, reason: str) -> RefusedLine:
    return refuse(entry, field, code, reason)


def _payer_name(entry: Entry) -> str | None:
    return legible(" ".join((entry.payer.name, entry.payer.extra_name))) or None


def _texts(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, (legible(text or "") for text in texts)))


def _without_zeros(digits: str) -> str | None:
    return digits.lstrip("0") or None
