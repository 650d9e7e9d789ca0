"""Write camt files, as a bank would: for the demo, for tests and for systems that stand in for the bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape

from infra.intake.amount_text import format_amount
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry

Message = Literal["camt.053", "camt.054"]
_ROOTS: dict[Message, tuple[str, str]] = {
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
_DETAILS_HAVE_AMOUNTS, _STATUS_AND_PARTY_ARE_CHOICES = 4, 8
"""The versions since which it is so."""


@dataclass(frozen=True, slots=True)
class CamtWriter:
    """Writes one message in one version (2 to 14). ``as_batch`` puts all entries into one, as its transactions.

    A camt.053 has balances and the sums of its entries; a camt.054 has the sums. ``is_copy`` marks a copy.
    """

    message: Message = "camt.054"
    version: int = 2
    as_batch: bool = False
    message_id: str = "MSG1"
    is_copy: bool = False

    def write_day(self, day: WrittenDay) -> bytes:
        """In UTF-8. A batch has credits only: raises ValueError for anything else in it."""
        return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(self._document(day)) + "\n").encode("utf-8")

    def _document(self, day: WrittenDay) -> Iterator[str]:
        root, report = _ROOTS[self.message]
        yield f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{self.message}.001.{self.version:02d}">'
        yield f"<{root}><GrpHdr>{_e('MsgId', self.message_id)}{_e('CreDtTm', day.created.isoformat())}</GrpHdr>"
        yield f"<{report}>{_e('Id', f'{self.message_id}-1')}{_e('ElctrncSeqNb', str(day.serial))}"
        yield _e("CreDtTm", day.created.isoformat())
        if self.is_copy:
            yield _e("CpyDplctInd", "COPY")
        yield f"<Acct><Id>{_account(day.account)}</Id>{_e('Ccy', day.currency)}</Acct>"
        if self.message == "camt.053":
            yield _balance("OPBD", day, day.opening_minor)
            yield _balance("CLBD", day, day.opening_minor + day.net_minor)
        yield self._summary(day)
        if self.as_batch:
            yield from self._batch(day)
        else:
            for entry in day.entries:
                yield from self._entry(day, entry)
        yield f"</{report}></{root}></Document>"

    def _summary(self, day: WrittenDay) -> str:
        amounts = [one.amount_minor for one in day.entries]
        credits = [one.amount_minor for one in day.entries if one.kind is EntryKind.CREDIT]
        count = 1 if self.as_batch else len(amounts)
        credit_count = 1 if self.as_batch else len(credits)
        return (
            f"<TxsSummry><TtlNtries>{_e('NbOfNtries', str(count))}"
            f"{_e('Sum', format_amount(sum(amounts), day.currency))}</TtlNtries>"
            f"<TtlCdtNtries>{_e('NbOfNtries', str(credit_count))}"
            f"{_e('Sum', format_amount(sum(credits), day.currency))}</TtlCdtNtries></TxsSummry>"
        )

    def _entry(self, day: WrittenDay, entry: WrittenEntry) -> Iterator[str]:
        yield "<Ntry>" + self._booking(day, entry.amount_minor, entry.kind, entry.bank_reference)
        yield f"<NtryDtls>{self._transaction(day, entry, with_amount=False)}</NtryDtls></Ntry>"

    def _batch(self, day: WrittenDay) -> Iterator[str]:
        if any(entry.kind is not EntryKind.CREDIT for entry in day.entries):
            raise ValueError("a batch has credits only")
        yield "<Ntry>" + self._booking(day, day.net_minor, EntryKind.CREDIT, f"BATCH{day.serial}")
        yield f"<NtryDtls><Btch>{_e('NbOfTxs', str(len(day.entries)))}</Btch>"
        for entry in day.entries:
            yield self._transaction(day, entry, with_amount=True)
        yield "</NtryDtls></Ntry>"

    def _booking(self, day: WrittenDay, amount_minor: int, kind: EntryKind, bank_reference: str) -> str:
        direction = "CRDT" if kind is EntryKind.CREDIT else "DBIT"
        status = _e("Cd", "BOOK") if self.version >= _STATUS_AND_PARTY_ARE_CHOICES else "BOOK"
        reversal = _e("RvslInd", "true") if kind is EntryKind.REVERSAL else ""
        reference = _e("AcctSvcrRef", bank_reference) if bank_reference else ""
        return (
            f"{_amount(day, amount_minor)}{_e('CdtDbtInd', direction)}{reversal}<Sts>{status}</Sts>"
            f"<BookgDt>{_day(day.booked_date)}</BookgDt><ValDt>{_day(day.booked_date)}</ValDt>{reference}"
        )

    def _transaction(self, day: WrittenDay, entry: WrittenEntry, *, with_amount: bool) -> str:
        role = "Dbtr" if entry.kind is EntryKind.CREDIT else "Cdtr"
        reference = _e("AcctSvcrRef", entry.bank_reference) if entry.bank_reference else ""
        amount = self._transaction_amount(day, entry) if with_amount else ""
        name = _e("Nm", entry.payer_name)
        party = f"<Pty>{name}</Pty>" if self.version >= _STATUS_AND_PARTY_ARE_CHOICES else name
        payer = f"<{role}>{party}</{role}>" if entry.payer_name else ""
        account = f"<{role}Acct><Id>{_account(entry.payer_account)}</Id></{role}Acct>" if entry.payer_account else ""
        parties = f"<RltdPties>{payer}{account}</RltdPties>" if payer or account else ""
        structured = "".join(
            f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>{_e('Ref', one)}</CdtrRefInf></Strd>"
            for one in entry.references
        )
        text = _e("Ustrd", entry.text) if entry.text else ""
        told = f"<RmtInf>{text}{structured}</RmtInf>" if text or structured else ""
        return f"<TxDtls><Refs>{reference}</Refs>{amount}{parties}{told}</TxDtls>"

    def _transaction_amount(self, day: WrittenDay, entry: WrittenEntry) -> str:
        amount = _amount(day, entry.amount_minor)
        if self.version >= _DETAILS_HAVE_AMOUNTS:
            return amount + _e("CdtDbtInd", "CRDT")
        return f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"


def _e(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _amount(day: WrittenDay, minor: int) -> str:
    return f'<Amt Ccy="{day.currency}">{format_amount(minor, day.currency)}</Amt>'


def _day(day: date) -> str:
    return _e("Dt", day.isoformat())


def _account(account: str) -> str:
    is_iban = account[:2].isalpha() and len(account) >= 15
    return _e("IBAN", account) if is_iban else f"<Othr>{_e('Id', account)}</Othr>"


def _balance(kind: str, day: WrittenDay, minor: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry>{_e('Cd', kind)}</CdOrPrtry></Tp>{_amount(day, abs(minor))}"
        f"{_e('CdtDbtInd', 'DBIT' if minor < 0 else 'CRDT')}<Dt>{_day(day.booked_date)}</Dt></Bal>"
    )
