"""One Ntry of a report, with its transactions, as the payments that it means.

- A credit is one payment for each transaction, where each states its amount and together they make the entry; else
  one payment with the references of all. A batch whose transactions are not there is kept for a person: the bank tells
  of them in another file, and booking the sum too would make the money twice.
- A debit or a reversal is one line.
- Where the end-to-end id is that of a remittance of ours, it is a reference of the line.
- What is not booked yet, what came back of money that had left (but for a remittance that it names, which is a credit),
  and what is in a currency that is not known is kept for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.payout.message_id import message_ids_in
from infra.intake.banks.camt.report import AccountReport
from infra.intake.banks.camt.transaction import Transaction, stated
from infra.intake.banks.camt.xml_records import XmlPart
from infra.intake.banks.payment_line import EntryKind, PaymentLine, Reference
from infra.intake.banks.totals import difference
from infra.intake.fingerprint import fingerprint
from infra.intake.refused.codes import KeptCode
from infra.intake.refused.refused_line import KeptMoney, RefusedLine

FORMAT_NAME = "camt"
FINGERPRINT_SCHEME = "camt1"
CREDIT, DEBIT = "CRDT", "DBIT"


@dataclass(frozen=True, slots=True)
class Booking:
    """What an entry says of itself. ``amount_minor`` is None in a currency that is not known."""

    part: XmlPart
    amount_minor: int | None
    currency: str
    direction: str
    is_reversal: bool
    is_booked: bool
    booked_date: date
    value_date: date | None
    bank_reference: str
    batch_count: int
    text: tuple[str, ...]


def entry_lines(
    report: AccountReport, booking: Booking, transactions: Iterable[Transaction], count: int
) -> Iterator[PaymentLine | RefusedLine]:
    """The lines of one entry. Raises BankFileRejected when its transactions state amounts that do not make it."""
    if problem := _for_a_person(report.currency, booking, transactions, count):
        code, reason = problem
        yield kept(booking.part, code, reason, _money(report, booking))
    elif booking.direction == DEBIT:
        kind = EntryKind.REVERSAL if booking.is_reversal else EntryKind.DEBIT
        yield _line(report, booking, _together(booking, transactions), kind, is_alone=True)
    elif count > 1 and all(one.amount_minor is not None for one in transactions):
        yield from _each(report, booking, transactions)
    else:
        one = _together(booking, transactions)
        yield _line(report, booking, one, EntryKind.CREDIT, is_alone=True)
        if one.shares is False:
            yield _shares(booking.part)


def kept(part: XmlPart, code: KeptCode, reason: str, money: KeptMoney | None = None) -> RefusedLine:
    """What no machine may book."""
    return RefusedLine(part.line, part.name, code, reason, part.original, part.position, money)


def _money(report: AccountReport, booking: Booking) -> KeptMoney | None:
    """What the bank booked with it; None for nothing, or in another currency than the account's."""
    if not booking.is_booked or not booking.amount_minor or booking.currency != report.currency:
        return None
    net_minor = booking.amount_minor if booking.direction == CREDIT else -booking.amount_minor
    return KeptMoney(report.account, booking.currency, booking.booked_date, net_minor)


def _for_a_person(
    account_currency: str, booking: Booking, transactions: Iterable[Transaction], count: int
) -> tuple[KeptCode, str] | None:
    if booking.currency not in MINOR_UNIT_DIGITS or booking.currency != account_currency:
        return "currency_needs_a_person", "An entry in a currency that is not known here, or not its account's."
    if not booking.is_booked:
        return "not_booked_needs_a_person", "An entry that the bank has not booked yet: it will come again."
    if booking.amount_minor == 0:
        return "zero_amount_needs_a_person", "An entry of nothing: no money came in."
    came_back = booking.direction == CREDIT and (booking.is_reversal or any(one.is_return for one in transactions))
    if came_back and not any(message_ids_in([one.end_to_end, *one.text]) for one in transactions):
        return "return_needs_a_person", "Money that had left the account came back."
    if booking.direction == CREDIT and booking.batch_count > max(count, 1):
        return (
            "lump_sum_needs_a_person",
            f"The sum of {booking.batch_count} payments that are not in this file: the bank tells of each in another.",
        )
    return None


def _each(
    report: AccountReport, booking: Booking, transactions: Iterable[Transaction]
) -> Iterator[PaymentLine | RefusedLine]:
    total = sum(one.amount_minor or 0 for one in transactions)
    if total != booking.amount_minor:
        raise report.rejected(
            booking.part, "amount (Ntry)", "control_total",
            difference(booking.amount_minor or 0, total, booking.currency),
            stated=booking.amount_minor, computed=total,
        )  # fmt: skip
    for one in transactions:
        if one.amount_minor == 0:
            reason = "A transaction of nothing: no money came in."
            yield RefusedLine(one.line, "TxDtls", "zero_amount_needs_a_person", reason, one.original, one.position)
            continue
        yield _line(report, booking, one, EntryKind.CREDIT, is_alone=False)
        if one.shares is False:
            yield _shares(booking.part)


def _shares(part: XmlPart) -> RefusedLine:
    return kept(
        part, "shares_do_not_add_up",
        "The payment was taken in, but the shares of its references do not make its sum: its references count as one "
        "sum for all of them.",
    )  # fmt: skip


def _together(booking: Booking, transactions: Iterable[Transaction]) -> Transaction:
    """The entry as one transaction: all references of it, and who paid where there is one."""
    found = list(zip(range(1_000), transactions, strict=False))
    if len(found) == 1:
        return found[0][1]._replace(amount_minor=booking.amount_minor)
    each = [one for _, one in found]
    references = tuple(dict.fromkeys(Reference(given.text) for one in each for given in one.references))
    text = tuple(dict.fromkeys(text for one in each for text in one.text))
    part = booking.part
    return Transaction(
        part.line, part.position, part.original, booking.amount_minor, references, None,
        None, None, text or booking.text, "", "", False,
    )  # fmt: skip


def _line(report: AccountReport, booking: Booking, one: Transaction, kind: EntryKind, *, is_alone: bool) -> PaymentLine:
    assert one.amount_minor is not None, "a transaction without an amount is no line"
    bank_reference = (booking.bank_reference or one.bank_reference) if is_alone else one.bank_reference
    fields = _identity(report, booking, one, kind, bank_reference)
    return PaymentLine(
        line_number=one.line,
        format=FORMAT_NAME,
        amount_minor=one.amount_minor,
        currency=booking.currency,
        references=(*one.references, *map(Reference, message_ids_in([one.end_to_end]))),
        payer_account=one.payer_account,
        payer_name=one.payer_name,
        text=one.text or booking.text,
        value_date=booking.value_date,
        booked_date=booking.booked_date,
        bank_serial=bank_reference or booking.bank_reference or None,
        receiver_account=report.account,
        fingerprint=fingerprint(FINGERPRINT_SCHEME, fields, report.ordinals.next_of(fields)),
        original=one.original,
        kind=kind,
        byte_position=one.position,
    )


def _identity(
    report: AccountReport, booking: Booking, one: Transaction, kind: EntryKind, bank_reference: str
) -> tuple[str, ...]:
    """What tells a payment from every other, in a copy, a notification and a statement alike.

    The bank's own reference of it is enough, with account, day and amount. Where the bank gives none, it is all that
    the payer said that counts; of a batch the entry's reference too. The message's id is never in it.
    """
    named = (
        report.account, booking.currency, kind.value, booking.booked_date.isoformat(), str(one.amount_minor),
    )  # fmt: skip
    if bank_reference:
        return (*named, "by reference", bank_reference)
    references = (given.text for given in one.references)
    return (*named, "by content", booking.bank_reference, one.end_to_end, one.payer_account or "", *references)


def entry_reference(values: dict[str, str]) -> str:
    """The bank's own reference of an entry, "" if it gives none."""
    return stated(values.get("AcctSvcrRef", ""))
