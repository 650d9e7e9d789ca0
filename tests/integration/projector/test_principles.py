"""What the checks of the principles find in four cases, and that each finds what was put in its way."""

from __future__ import annotations

import pytest
from psycopg2.extensions import connection

from projections.principles.queries import Count, costs_shares, count, departures, resting_on_rules
from projections.principles.table import BY_NAME, CHECKS
from tests.integration.projector.folded import Folded
from tests.integration.projector.four_cases import ASKED, BO, DAVID, four_cases
from tests.integration.projector.told_once import Story


@pytest.fixture
def story() -> Story:
    """The four cases."""
    return four_cases


def found(opened: connection, name: str) -> list[tuple[int, str]]:
    """The case of each finding, by the end of its id, and what was found."""
    return [(one.aggregate_id.int, one.said) for one in departures(opened, BY_NAME[name], ASKED, 10)]


@pytest.mark.parametrize(
    ("name", "looked_at", "found"),
    [
        ("disputes_in_time", 1, 0),
        ("complaints_in_time", 1, 0),
        ("holds_reviewed", 3, 1),  # Bo's dispute, David's complaint, and David's hold that nobody looked at
        ("first_contact_in_time", 4, 2),  # Bo and David
        ("contacts_within_rules", 3, 1),  # Anna was called on a Sunday
        ("costs_proportionate", 4, 0),
        ("closure_confirmed", 2, 2),  # nobody wrote to Anna or Bo that nothing is owed any more
        ("dispute_acknowledged", 1, 1),  # raised on Thursday 5 March, answered on Monday 9 March, due on Friday
        ("complaint_acknowledged", 1, 0),
        ("texts_of_erased_persons", 0, 0),
    ],
)
def test_a_check_says_how_much_it_looked_at_and_what_it_found(
    asked: connection, name: str, looked_at: int, found: int
) -> None:
    assert count(asked, BY_NAME[name], ASKED) == Count(looked_at, found)


def test_what_was_found_is_named(asked: connection) -> None:
    assert found(asked, "holds_reviewed") == [(DAVID.int, "a hold (life_event) was not reviewed in time")]
    assert found(asked, "dispute_acknowledged") == [(BO.int, "dispute 1 was not acknowledged in time")]
    assert [case for case, _ in found(asked, "first_contact_in_time")] == [BO.int, DAVID.int]


def test_every_event_of_the_story_that_rests_on_a_rule_names_it_and_one_that_did_not_is_found(
    changed: connection,
) -> None:
    before = count(changed, BY_NAME["rules_named"], ASKED)
    assert before.found == 0
    assert before.looked_at >= 5, "two deadlines, one of them missed, and two allocations at least"
    with changed.cursor() as cursor:
        cursor.execute("UPDATE audit_trail_1.audit_trail SET rule = NULL WHERE type = 'PaymentAllocated'")
        rows = cursor.rowcount
    assert rows == 2
    assert count(changed, BY_NAME["rules_named"], ASKED) == Count(before.looked_at, 2)
    assert {said for _, said in found(changed, "rules_named")} == {"PaymentAllocated names no rule"}
    assert "ContactMade" not in resting_on_rules(), "a contact names a rule only when it broke one"


def test_a_personal_text_in_a_summary_is_found(changed: connection) -> None:
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE person_1.known_as SET name = 'Bo Ek', email = 'bo@example.org' WHERE source_id = %s", (str(BO),)
        )
        assert cursor.rowcount == 1
        assert count(changed, BY_NAME["texts_in_the_trail"], ASKED).found == 0
        cursor.execute(
            "UPDATE audit_trail_1.audit_trail SET summary = 'Letter to Bo Ek' WHERE aggregate_id = %s AND version = 1",
            (str(BO),),
        )
    ((case, said),) = found(changed, "texts_in_the_trail")
    assert case == BO.int
    assert "Bo Ek" not in said


def test_a_text_of_an_erased_person_that_is_left_is_found(changed: connection) -> None:
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE person_1.known_as SET name = 'Bo Ek' WHERE source_id = %s RETURNING person_id", (str(BO),)
        )
        (person,) = cursor.fetchone() or (None,)
        cursor.execute(
            "INSERT INTO person_1.person (person_id, partition, status, unwanted, wrong, confirmed) "
            "VALUES (%s, 0, 'erased', '{}', '{}', '{}') "
            "ON CONFLICT (person_id) DO UPDATE SET status = 'erased'",
            (str(person),),
        )
    assert count(changed, BY_NAME["texts_of_erased_persons"], ASKED) == Count(1, 1)


@pytest.mark.parametrize(("added", "found"), [(62_750, 0), (62_751, 1)])
def test_costs_may_come_to_half_of_the_claim_and_no_more(changed: connection, added: int, found: int) -> None:
    """Half of 1,255.00 SEK is 627.50 SEK: the agency's own policy."""
    (share,) = [one for one in costs_shares(ASKED) if one.jurisdiction == "SE"]
    assert (share.basis_points, share.rule) == (5_000, "SE.costs_share.1970-01-01")
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE balances_1.case_balance SET added_minor = %s, fees_minor = fees_minor + %s WHERE case_id = %s",
            (added, added, str(DAVID)),
        )
    assert count(changed, BY_NAME["costs_proportionate"], ASKED) == Count(4, found)


def test_before_the_first_claim_there_is_nothing_to_look_at(folded: Folded) -> None:
    assert {count(folded.opened, check, ASKED) for check in CHECKS} == {Count(0, 0)}
