"""From what a BgMax file says to the payments that it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.kernel.money import Money
from domain.kernel.text import legible
from infra.intake.banks.bgmax.content import Deposit, Entry
from infra.intake.banks.bgmax.references import reference_text, references_of, shares_add_up, states_shares
from infra.intake.banks.payment_line import DepositTotal, EntryKind, PaymentLine
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.codes import KeptCode
from infra.intake.refused.refused_line import RefusedLine

FORMAT_NAME = "bgmax"
FINGERPRINT_SCHEME = "bgmax1"


def deposit_entries(deposit: Deposit) -> Iterator[PaymentLine | RefusedLine | DepositTotal]:
    """Every record 20 or 21 of more than nothing, what no machine may book of them, and the deposit's total.

    A payment whose shares do not add up is a payment all the same: it comes with references without shares, and once
    more for a person to look at.
    """
    ordinals = Ordinals()
    receiver = _without_zeros(deposit.receiver_bankgiro) or deposit.receiver_bankgiro
    counts, net_minor = {False: 0, True: 0}, 0
    for entry in deposit.entries:
        counts[entry.is_deduction] += 1
        net_minor += -entry.amount_minor if entry.is_deduction else entry.amount_minor
        if entry.amount_minor > 0:
            yield _payment_line(deposit, receiver, entry, ordinals)
        yield from _kept(deposit, entry)
    yield DepositTotal(
        receiver_account=receiver,
        booked_date=deposit.booked_date,
        serial=deposit.serial,
        currency=deposit.currency,
        amount_minor=net_minor,
        payments=counts[False],
        deductions=counts[True],
        fingerprint=fingerprint(FINGERPRINT_SCHEME, ("deposit", *deposit.identity), 0),
    )


def _payment_line(deposit: Deposit, receiver: str, entry: Entry, ordinals: Ordinals) -> PaymentLine:
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
        receiver_account=receiver,
        fingerprint=fingerprint(FINGERPRINT_SCHEME, fields, ordinals.next_of(fields)),
        original=entry.original,
        kind=EntryKind.REVERSAL if entry.is_deduction else EntryKind.CREDIT,
        byte_position=entry.byte_position,
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
        *deposit.identity,
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
    return RefusedLine(entry.line_number, field, code, reason, entry.original, entry.byte_position)


def _payer_name(entry: Entry) -> str | None:
    return legible(" ".join((entry.payer.name, entry.payer.extra_name))) or None


def _texts(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, (legible(text or "") for text in texts)))


def _without_zeros(digits: str) -> str | None:
    return digits.lstrip("0") or None
