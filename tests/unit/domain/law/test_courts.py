"""Where claims are brought is a policy of each country, by the names that a case knows."""

from __future__ import annotations

from domain.case.legal.state import Forum
from domain.law.policies import COURTS


def test_every_court_of_a_row_is_one_that_a_case_knows() -> None:
    assert COURTS.rows
    for row in COURTS.rows:
        assert set(row.value.names) <= set(Forum), row.rule_id
        assert len(set(row.value.names)) == len(row.value.names)
