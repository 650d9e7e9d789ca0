"""What is camt's own: public files with known answers, what a person must look at, copies, and dangerous XML."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.payment.receipt.receiving import PaymentReference
from domain.payout.message_id import message_id_of
from infra.intake.banks.bank_file import read_as, read_bank_file
from infra.intake.banks.camt.camt_format import CAMT
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.camt.xml_records import DEPTH_MAX, read_parts
from infra.intake.banks.payment_line import EntryKind, Reference
from infra.intake.banks.written import WrittenEntry
from infra.intake.importing.payments import PaymentImport
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bank_samples import SAMPLES
from tests.unit.intake.whole_file import WholeFile, in_tuples, whole

PUBLIC = Path(__file__).parents[4] / "shared" / "data" / "bank-files"
public = pytest.mark.skipif(not PUBLIC.exists(), reason=f"the public examples are not at {PUBLIC}")
PAID = WrittenEntry(120_050, ("1110000013",), payer_name="Åsa Öberg", bank_reference="R-10")
ALSO_PAID = WrittenEntry(5_000, ("1110000021",), bank_reference="R-20")
DAY = SAMPLES[3].day(PAID, ALSO_PAID)


def read(data: bytes) -> WholeFile:
    return whole(CAMT, data)


def refused(data: bytes) -> BankFileRejected:
    with pytest.raises(BankFileRejected) as caught:
        read(data)
    return caught.value


def changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    text = data.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


@public
def test_the_public_statement_has_one_credit_of_8_85_euros() -> None:
    file = in_tuples(read_bank_file(PUBLIC / "camt053.v2.minimal.xml"))
    [line] = file.lines
    assert (line.amount_minor, line.currency, line.kind) == (885, "EUR", EntryKind.CREDIT)
    assert line.references == (Reference("4654654654654654"),)
    assert (str(line.booked_date), str(line.value_date)) == ("2014-12-31", "2015-01-02")
    assert (line.payer_name, line.payer_account) == ("NAME NAME", "NL56AGDH9619008421")
    # Its closing balance is in another currency, and on the other side, than its account: nothing follows from it.
    assert [kept.code for kept in file.kept_for_a_person] == ["balance_needs_a_person"]
    assert file.is_copy


@public
@pytest.mark.parametrize("name", ["camt054.v2.xml", "camt054.v8.xml"])
def test_the_public_notifications_have_one_debit_of_200_000_crowns(name: str) -> None:
    file = in_tuples(read_bank_file(PUBLIC / name))
    [line] = file.lines
    assert (line.net_minor, line.currency, line.kind) == (-20_000_000, "SEK", EntryKind.DEBIT)
    assert [one.text for one in line.references] == [
        "ISR ref number V1", "ISR ref number V2", "Ref number V3 block 1", "Ref number V3 block 2",
    ]  # fmt: skip
    assert line.receiver_account == "CH2801234000123456789"
    assert file.is_copy


def test_a_copy_under_another_message_id_is_the_same_file() -> None:
    sent = read(CamtWriter(message_id="M-1").write_day(DAY))
    copy = read(CamtWriter(message_id="M-2", is_copy=True).write_day(DAY))
    assert (sent.is_copy, copy.is_copy) == (False, True)
    assert sent.message_id != copy.message_id
    assert sent.fingerprint == copy.fingerprint
    assert [line.fingerprint for line in sent.lines] == [line.fingerprint for line in copy.lines]


def test_a_payment_is_the_same_in_the_notification_and_in_the_statement() -> None:
    told = read(CamtWriter("camt.054", 2).write_day(DAY))
    stated = read(CamtWriter("camt.053", 8).write_day(DAY))
    assert {line.fingerprint for line in told.lines} == {line.fingerprint for line in stated.lines}


def test_without_any_reference_of_the_banks_what_the_payer_said_tells_payments_apart() -> None:
    one, two = WrittenEntry(100, ("1",)), WrittenEntry(100, ("2",))
    first = read(CamtWriter().write_day(SAMPLES[3].day(one, two)))
    other_way_round = read(CamtWriter().write_day(SAMPLES[3].day(two, one)))
    assert {line.fingerprint for line in first.lines} == {line.fingerprint for line in other_way_round.lines}
    assert len({line.fingerprint for line in first.lines}) == 2


def test_the_closing_balance_must_follow_from_the_opening_one() -> None:
    data = CamtWriter("camt.053").write_day(DAY)
    problem = refused(
        changed(data, ('<Amt Ccy="SEK">1250.50</Amt><CdtDbtInd>CRDT', '<Amt Ccy="SEK">1250.40</Amt><CdtDbtInd>CRDT'))
    )
    assert (problem.code, problem.difference) == ("control_total", 10)
    assert "a difference of 0.10 SEK" in str(problem)


def test_the_parts_of_a_batch_must_make_it() -> None:
    data = CamtWriter("camt.054", 8, as_batch=True).write_day(DAY)
    problem = refused(changed(data, ('<Amt Ccy="SEK">50.00', '<Amt Ccy="SEK">50.01')))
    assert (problem.code, problem.stated, problem.computed) == ("control_total", 125_050, 125_051)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([("<Sts>BOOK", "<Sts>PDNG")], "not_booked_needs_a_person"),
        ([("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>")],
         "return_needs_a_person"),
        ([("</Refs>", "</Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")], "return_needs_a_person"),
        ([("<NtryDtls>", "<NtryDtls><Btch><NbOfTxs>7</NbOfTxs></Btch>")], "lump_sum_needs_a_person"),
        ([('<Amt Ccy="SEK">1200.50', '<Amt Ccy="XAF">1200.50')], "currency_needs_a_person"),
        ([('<Amt Ccy="SEK">1200.50', '<Amt Ccy="SEK">0'), ("<Sum>1250.50", "<Sum>50.00"), ("<Sum>1250.50", "<Sum>50")],
         "zero_amount_needs_a_person"),
    ],
)  # fmt: skip
def test_what_no_machine_may_book_is_kept_for_a_person(changes: list[tuple[str, str]], code: str) -> None:
    file = read(changed(CamtWriter().write_day(DAY), *changes))
    assert [kept.code for kept in file.kept_for_a_person] == [code]
    assert file.kept_for_a_person[0].original.startswith(b"<Ntry>")
    assert [line.amount_minor for line in file.lines] == [5_000]


def test_shares_of_references_that_make_the_payment_are_kept_and_others_are_shown() -> None:
    def with_shares(*shares: str) -> WholeFile:
        blocks = "".join(
            f'<Strd><RfrdDocAmt><RmtdAmt Ccy="SEK">{share}</RmtdAmt></RfrdDocAmt><CdtrRefInf><Ref>{number}</Ref>'
            "</CdtrRefInf></Strd>"
            for number, share in enumerate(shares)
        )
        data = CamtWriter("camt.054", 8, as_batch=True).write_day(SAMPLES[3].day(PAID, ALSO_PAID))
        strd = (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>1110000013</Ref></CdtrRefInf></Strd>"
        )
        return read(changed(data, (strd, blocks)))

    agreed = with_shares("1200", "0.50")
    assert agreed.lines[0].references == (Reference("0", 120_000), Reference("1", 50))
    differing = with_shares("1200", "1")
    assert differing.lines[0].references == (Reference("0"), Reference("1"))
    assert [kept.code for kept in differing.kept_for_a_person] == ["shares_do_not_add_up"]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><x>&lol2;</x></Document>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><x>&x;</x></Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"/>"""


@pytest.mark.parametrize("data", [BOMB, EXTERNAL, OUTSIDE], ids=["entity bomb", "external entity", "external DTD"])
def test_a_doctype_is_refused_before_any_entity_is_looked_at(data: bytes) -> None:
    assert refused(data).code == "forbidden_xml"


def test_huge_depth_is_refused() -> None:
    head = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02">'
    assert refused(head + b"<a>" * 100_000).code == "too_deep"
    assert refused(head + b"<a>" * (DEPTH_MAX - 1) + b"</a>" * (DEPTH_MAX - 1) + b"</Document>").code != "too_deep"


@pytest.mark.parametrize(
    "inside",
    [b"<Stmt><Ntry><Amt>" + b"1" * 30_000, b"<Stmt><Ntry>" + b"<a/>x" * 1 + b"<a>1</a>" * 30_000,
     b"<Stmt><Ntry a='" + b"x" * 6_000_000, b"<Stmt>" + b"".join(b"<a%d/>" % n for n in range(9_000))],
    ids=["a text", "many values", "a token without an end", "many names"],
)  # fmt: skip
def test_a_part_without_an_end_is_refused_before_it_fills_the_memory(inside: bytes) -> None:
    head = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    assert refused(head + inside).code == "too_large_a_part"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("camt.054.001.02", "camt.052.001.02", "unknown_layout"),
        ("camt.054.001.02", "camt.054.001.99", "unknown_layout"),
        ("<Amt Ccy=\"SEK\">1200.50", "<Amt Ccy=\"SEK\">1200.505", "bad_digits"),
        ("<Amt Ccy=\"SEK\">1200.50", "<Amt Ccy=\"SEK\">1 200.50", "bad_digits"),
        ("<CdtDbtInd>CRDT", "<CdtDbtInd>CREDIT", "bad_digits"),
        ("<BookgDt><Dt>2026-03-09", "<BookgDt><Dt>2026-02-30", "bad_date"),
        ("<NbOfNtries>2", "<NbOfNtries>3", "control_total"),
        ("<Ntfctn>", "<Ntfctn><Ntry/>", "bad_digits"),
        ("</Document>", "", "not_well_formed"),
        ("UTF-8", "EBCDIC-X", "not_well_formed"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused_with_a_code(old: str, new: str, code: str) -> None:
    problem = refused(changed(CamtWriter().write_day(DAY), (old, new)))
    assert problem.code == code
    assert problem.line is not None


def test_a_part_knows_its_bytes_however_the_file_is_cut_into_chunks() -> None:
    data = CamtWriter("camt.053", 8).write_day(SAMPLES[3].day(*[PAID] * 400))
    assert len(data) > 2 * (1 << 16)
    for part in read_parts(io.BytesIO(data), "x"):
        if part.name == "TxDtls":
            assert part.original == data[part.position : part.position + len(part.original)]
            assert part.original.startswith(b"<TxDtls>")
            assert part.original.endswith(b"</TxDtls>")


REMITTED = message_id_of("norrsken", 3, 1)
NAMED = ("<Refs>", f"<Refs><EndToEndId>{REMITTED}</EndToEndId>")


def test_a_debit_that_names_a_remittance_of_ours_has_it_as_a_reference() -> None:
    out = WrittenEntry(82_500, (), EntryKind.DEBIT, bank_reference="R-30")
    charge = WrittenEntry(1_500, (), EntryKind.DEBIT, text="charge of the bank", bank_reference="R-31")
    file = read(changed(CamtWriter("camt.053").write_day(SAMPLES[3].day(out, charge)), NAMED))
    remitted, charged = file.lines
    assert remitted.references == (Reference(REMITTED),)
    assert charged.references == ()
    assert PaymentImport(datetime(2026, 3, 11, tzinfo=UTC), "Europe/Stockholm").command_for(
        read_as(CAMT, io.BytesIO(CamtWriter("camt.053").write_day(SAMPLES[3].day(out))), "day.xml"), remitted
    ).command.references == (PaymentReference(REMITTED, 0),)  # type: ignore[attr-defined]


def test_money_of_a_remittance_that_came_back_is_a_credit_that_names_it() -> None:
    returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    file = read(changed(CamtWriter().write_day(DAY), NAMED, ("</Refs>", f"</Refs>{returned}")))
    assert [kept.code for kept in file.kept_for_a_person] == []
    assert Reference(REMITTED) in file.lines[0].references
    assert file.lines[0].kind is EntryKind.CREDIT
