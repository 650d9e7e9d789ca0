"""The conventions that every schema keeps, each with a schema that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.lock import FOLDER, read_schema
from schemas.registry import Registry
from schemas.shape import DAYS, MICROSECONDS, MINOR_UNITS, RULES, findings
from schemas.tree import is_field, walk
from tests.for_each import for_each
from tests.unit.schemas.contract_folder import UUID, field, record

FILE = "case/events/Noted.v1.avsc"
OTHER_ID = {"type": "fixed", "name": "Hash", "size": 32}
CONTACT = {"personal": "contact", "person": "person_id"}
NESTED = {"type": "record", "name": "Line", "doc": "A line.", "fields": [field("text", "bytes", **CONTACT)]}

# rule -> schemas that break it and nothing else.
BROKEN: dict[str, list[dict[str, Any]]] = {
    "stands_where_its_name_says": [
        record(field("reason"), name="Other"),
        {**record(field("reason")), "namespace": "caseledger.case.commands"},
    ],
    "says_what_it_is": [
        record({"name": "reason", "type": "string"}),
        {**record(field("reason")), "doc": " "},
        record(field("line", {**NESTED, "doc": "", "fields": [field("text")]})),
    ],
    "has_a_field": [record()],
    "names_each_field_once": [record(field("reason"), field("reason"))],
    "says_whose_personal_data_it_is": [
        record(field("name", "bytes", **CONTACT)),
        record(field("name", "bytes", **CONTACT), field("person_id")),
        record(field("person_id", UUID), field("name", "bytes", personal="contact")),
        record(field("person_id", UUID), field("name", "bytes", personal="private", person="person_id")),
        record(field("person_id", UUID), field("name", "string", person="person_id")),
        record(field("lines", {"type": "array", "items": NESTED})),
        record(field("payer", {**NESTED, "fields": [field("person_id", UUID)]}), field("name", "bytes", **CONTACT)),
    ],
    "marks_fields_as_personal": [
        record(field("person_id", UUID), field("name", {"type": "string", "personal": "contact"})),
    ],
    "seals_what_is_personal": [
        record(field("person_id", UUID), field("name", "string", **CONTACT)),
        record(field("person_id", UUID), field("name", ["null", "string"], default=None, **CONTACT)),
        record(field("person_id", UUID), field("points", "long", **CONTACT)),
    ],
    "counts_money_in_minor_units": [
        record(field("amount_minor", "long")),
        record(field("amount", "long", unit=MINOR_UNITS)),
    ],
    "has_a_known_unit": [
        record(field("due", "int", unit="fortnights")),
        record(field("due", "long", unit=DAYS)),
        record(field("due", ["null", "int"], default=None, unit=MICROSECONDS)),
    ],
    "keeps_to_simple_types": [
        record(field("amount", "double")),
        record(field("amount", "float")),
        record(field("amount", "bytes")),
        record(field("rates", {"type": "map", "values": "long"})),
        record(field("kind", {"type": "enum", "name": "Kind", "symbols": ["A"]})),
        record(field("due", {"type": "int", "logicalType": "date"})),
        record(field("hash", OTHER_ID)),
    ],
    "leaves_optional_fields_null": [
        record(field("note", ["string", "null"], default="")),
        record(field("note", ["null", "string"])),
        record(field("note", ["null", "string", "long"], default=None)),
    ],
    "avro": [
        {"type": "string"},
        record(field("reason", "text")),
        record(field("count", "long", default="none")),
    ],
}


def test_every_rule_has_a_schema_that_breaks_it() -> None:
    assert set(BROKEN) == {"avro", *(rule.__name__ for rule in RULES)}


@pytest.mark.parametrize(("rule", "schema"), [(rule, schema) for rule, schemas in BROKEN.items() for schema in schemas])
def test_a_schema_that_breaks_a_rule_is_found_by_it_alone(rule: str, schema: dict[str, Any]) -> None:
    assert {finding.rule for finding in findings(FILE, schema)} == {rule}


@pytest.mark.parametrize("file", ["Noted.v1.avsc", "case/Noted.v1.avsc", "case/queries/Noted.v1.avsc"])
def test_a_schema_in_no_known_place_is_found(file: str) -> None:
    (finding,) = findings(file, record(field("reason")))
    assert "<aggregate>/events/ or commands/, or in replies/, keys/ or creditors/" in finding.message


def test_a_finding_names_file_field_and_remedy() -> None:
    (finding,) = findings(FILE, record(field("name", "bytes", personal="contact")))
    assert str(finding) == (
        'case/events/Noted.v1.avsc, name: it takes "personal": "contact" or "special", and "person": the '
        "caseledger.Uuid that says whose it is. [says_whose_personal_data_it_is]"
    )


def test_a_command_carries_a_personal_text_as_text_and_an_event_as_sealed_bytes() -> None:
    schema = record(field("person_id", UUID), field("name", "string", **CONTACT))
    command = {**schema, "namespace": "caseledger.case.commands"}
    assert list(findings("case/commands/Noted.v1.avsc", command)) == []
    assert [finding.rule for finding in findings(FILE, schema)] == ["seals_what_is_personal"]


def test_a_person_may_be_named_in_the_record_around_a_personal_text_or_beside_it() -> None:
    around = record(field("person_id", UUID), field("lines", {"type": "array", "items": NESTED}))
    beside = record(field("line", {**NESTED, "fields": [field("person_id", UUID), field("text", "bytes", **CONTACT)]}))
    assert list(findings(FILE, around)) == list(findings(FILE, beside)) == []


@for_each("row", Registry.load().rows, lambda row: row.name)
def test_every_schema_of_ours_keeps_the_conventions(row: Any) -> None:
    assert list(findings(row.file, read_schema(FOLDER / row.file))) == []


def test_what_is_about_a_person_is_marked() -> None:
    """A list by hand, so that a mark cannot go with the field that had it."""
    marked = {
        f"{row.name.removeprefix('caseledger.')}.{path}"
        for row in Registry.load().rows
        for path, node in walk(read_schema(FOLDER / row.file))
        if is_field(node) and node.get("personal")
    }
    debtor = {"debtor_name", "debtor_email", "debtor_national_id"}
    claim = {*debtor, "description"}
    reached = ("email", "phone", "postal_address")
    payment = {"references[].text", "payer_name", "payer_account", "message"}
    assert marked == {
        *(
            f"payment.{one}.to_{what}"
            for one in ("RefundProposed", "commands.ProposeRefund")
            for what in ("name", "iban")
        ),
        *(f"case.ClaimReceived.{name}" for name in claim),
        *(f"case.commands.ReceiveClaim.{name}" for name in claim),
        *(f"case.DebtorAdded.{name}" for name in debtor),
        *(f"case.commands.AddDebtor.{name}" for name in debtor),
        *(f"payment.PaymentReceived.{name}" for name in payment),
        *(f"payment.DeductionReceived.{name}" for name in payment),
        *(f"payment.commands.ReceiveDeduction.{name}" for name in payment),
        *(f"payment.commands.ReceivePayment.{name}" for name in payment),
        *(f"person.{name}" for name in ("PersonRegistered.name", "PersonRegistered.national_id")),
        *(f"person.commands.RegisterPerson.{name}" for name in ("name", "national_id", *reached)),
        *(f"person.ContactDetailsChanged.{name}" for name in ("name", *reached)),
        *(f"person.commands.ChangeContactDetails.{name}" for name in ("name", *reached)),
        "case.ContactMade.note",
        "case.commands.RecordContact.note",
        "case.DisputeRaised.text",
        "case.commands.RaiseDispute.text",
        "case.ComplaintReceived.text",
        "case.commands.ReceiveComplaint.text",
        "case.InquiryReceived.text",
        "case.commands.ReceiveInquiry.text",
        *(
            f"case.{one}.{name}"
            for one in ("LifeEventRecorded", "commands.RecordLifeEvent")
            for name in ("kind", "text")
        ),
        *(f"case.{one}.text" for one in ("VulnerabilityFlagged", "commands.FlagVulnerability")),
        "case.SurveyAnswered.text",
        "case.commands.AnswerSurvey.text",
        "case.ClaimAmended.description",
        "case.commands.AmendClaim.description",
        "case.CustomerGoalRecorded.text",
        "case.commands.RecordGoal.text",
    }
