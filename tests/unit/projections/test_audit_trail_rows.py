"""The sentence of each event, and what never stands in the trail."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.case.contacts.contact import Direction
from domain.kernel.message import Event
from domain.payment.receipt.receiving import PaymentReference
from projections.audit_trail.rows import cases_named, mention_rows
from schemas.lock import FOLDER
from tests.for_each import for_each
from tests.unit.projections.recorded import CASE_ID, recorded, trail_bytes
from tests.unit.projections.samples import REVERSED, SAMPLES, WRITTEN_OFF

SENTENCES = {
    "ClaimReceived": "Claim F-1001 of Norrkraft Energi received: "
    "principal 1,000.00 SEK, interest 15.00 SEK, fees 240.00 SEK",
    "DeadlineSet": "Deadline 1 (payment_demand) set: 1,255.00 SEK by 2026-03-16",
    "DeadlineMissWithdrawn": "Deadline 1 (payment_demand) was not missed: money that came in time became known late",
    "ContactMade": "Outbound contact by phone about payment: promised_to_pay",
    "PlanAgreed": "Plan 1 agreed: 1,255.00 SEK in 2 instalments, proposed by customer",
    "PaymentAllocated": "1,300.00 SEK allocated: "
    "fees 240.00 SEK, interest 15.00 SEK, principal 1,000.00 SEK, overpaid 45.00 SEK",
    "DirectPaymentReported": "300.00 SEK paid to the creditor directly: "
    "fees 240.00 SEK, interest 15.00 SEK, principal 45.00 SEK",
    "CaseClosed": "Case closed: written_off, 1,255.00 SEK no longer collected",
    "PaymentMatched": "Payment of 1,300.00 SEK matched to 2 cases by its references",
    "PaymentUnmatched": "Match of 1,300.00 SEK undone, back in suspense: wrong_case",
}
"""Some of them: that every event has one is tested with the domain."""


@pytest.mark.parametrize("name", SENTENCES)
def test_a_row_has_the_sentence_of_its_event(name: str) -> None:
    assert SAMPLES[name].sentence() == SENTENCES[name]
    assert SENTENCES[name].encode() in trail_bytes(recorded(SAMPLES[name]))


def test_what_a_reversal_wrote_off_is_said_only_where_it_did() -> None:
    assert WRITTEN_OFF.sentence() == f"{REVERSED.sentence()}, no longer collected"


@for_each("name", SAMPLES)
def test_a_row_holds_no_personal_data(name: str) -> None:
    """Each field that the schema marks is filled with a mark of its own, which must not be found again."""
    marked = with_marks(SAMPLES[name])
    row = trail_bytes(recorded(marked))
    assert b"PERSONAL" not in row
    assert SAMPLES[name].sentence().encode() in row


def test_the_marks_are_put_where_the_schema_has_them() -> None:
    claim: Any = with_marks(SAMPLES["ClaimReceived"])
    assert (claim.debtor_name, claim.creditor_name) == ("PERSONAL", "Norrkraft Energi")
    payment: Any = with_marks(SAMPLES["PaymentReceived"])
    assert payment.references == (PaymentReference("PERSONAL", 0),)


@dataclass(frozen=True, slots=True)
class TwoRules(Event):
    """An event that rests on two rules and says how good something was."""

    rules: tuple[str, ...]
    score: int

    def sentence(self) -> str:
        return "Something happened"


def test_several_rules_and_a_score_are_in_the_row_as_text() -> None:
    event = recorded(SAMPLES["CaseClosed"])._replace(event=TwoRules(("SE.a.2026-01-01", "SE.b.2026-01-01"), 9))
    row = trail_bytes(event)
    assert b"SE.a.2026-01-01, SE.b.2026-01-01" in row
    assert b"\x00\x00\x00\x019" in row, "a text of one character, after its length"


def test_channel_reason_and_rule_are_taken_from_the_fields_of_those_names() -> None:
    assert b"my_page" in trail_bytes(recorded(SAMPLES["PlanAgreed"]))
    assert b"chargeback" in trail_bytes(recorded(SAMPLES["AllocationReversed"]))
    assert SAMPLES["CaseClosed"].outcome.encode() in trail_bytes(recorded(SAMPLES["CaseClosed"]))  # type: ignore[attr-defined]
    assert b"SE.allocation_order.1970-01-01" in trail_bytes(recorded(SAMPLES["PaymentAllocated"]))


def test_who_began_a_contact_and_who_looks_after_a_case_are_columns_and_not_words_of_a_sentence() -> None:
    contact: Any = replace(SAMPLES["ContactMade"], direction=Direction.OUTBOUND)  # type: ignore[type-var]
    assigned: Any = replace(SAMPLES["CaseManagerAssigned"], manager="agent-8")  # type: ignore[type-var]
    assert b"\x00\x00\x00\x08outbound" in trail_bytes(recorded(contact))
    assert b"\x00\x00\x00\x07agent-8" in trail_bytes(recorded(assigned))


def test_no_figure_and_no_check_is_read_from_a_sentence_but_the_one_that_looks_for_personal_texts_there() -> None:
    statements = [
        statement
        for name in ("kpi/queries.sql", "principles/looked_at.sql")
        for statement in (Path("projections") / name).read_text("utf-8").split("-- name: ")
    ]
    assert [re.split(r"\s", one)[0] for one in statements if "summary" in one] == ["texts_in_the_trail"]


def test_a_payment_names_the_cases_that_it_was_matched_to() -> None:
    assert cases_named(SAMPLES["PaymentMatched"]) == [CASE_ID, UUID(int=0xCA5F)]
    assert len(list(mention_rows([recorded(SAMPLES["PaymentMatched"])]))) == 2
    assert list(cases_named(SAMPLES["PaymentUnmatched"])) == [CASE_ID, UUID(int=0xCA5F)]
    assert list(cases_named(SAMPLES["ClaimReceived"])) == []


def with_marks(event: Event) -> Event:
    """The event with every personal field of its schema set to a mark."""
    kind, name = event.TOPIC.split(".")[1:]
    schema = json.loads((FOLDER / kind / "events" / f"{name}.v1.avsc").read_text("utf-8"))
    return _marked(event, schema["fields"])


def _marked(record: Any, schema_fields: list[dict[str, Any]]) -> Any:
    by_name = {field["name"]: field for field in schema_fields}
    changes: dict[str, object] = {}
    for field in fields(record):
        schema = by_name[field.name]
        if schema.get("personal"):
            changes[field.name] = "PERSONAL"
        elif isinstance(schema["type"], dict) and schema["type"].get("type") == "array":
            items = schema["type"]["items"]
            if isinstance(items, dict) and "fields" in items:
                changes[field.name] = tuple(_marked(one, items["fields"]) for one in getattr(record, field.name))
    return replace(record, **changes)
