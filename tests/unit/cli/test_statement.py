"""What is owed, and why: every figure down to its event and its row of law, exact to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.state import CASE
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from infra.cli.case.statement_render import statement_screens
from infra.documents.marked_text import as_text
from infra.documents.pdf import as_pdf
from infra.statement.document import line_document
from infra.statement.paper import statement_paper
from infra.statement.statement import PARTS, Statement, ledger_of, statement_of
from tests.unit.cli.recorded import events_after, recorded
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, allocation

DAY = date(2026, 3, 31)
NO_LATE_INTEREST = replace(CLAIM, interest_from=None)


def after_commands(*commands: Any, day: date = DAY) -> Statement:
    return statement_of(recorded(events_after(*commands)), day)


def test_a_claim_is_the_first_line_with_each_of_its_parts() -> None:
    made = after_commands(NO_LATE_INTEREST)
    (line,) = made.lines
    assert (line.changes["principal"], line.changes["interest"], line.changes["fees"]) == (100_000, 1_500, 24_000)
    assert (made.owed_minor, made.owed_with_interest_minor) == (CLAIM_TOTAL_MINOR, CLAIM_TOTAL_MINOR)
    assert made.parts["principal"]["claimed"] == 100_000


def test_a_payment_is_told_with_what_it_covered_in_which_order_and_by_which_rule() -> None:
    # 300.00 kronor: 240.00 of fees, 15.00 of interest, and 45.00 of principal, in the order of the Swedish policy.
    line = after_commands(NO_LATE_INTEREST, allocation(30_000)).lines[-1]
    assert (line.day, line.owed_minor) == (date(2026, 3, 10), CLAIM_TOTAL_MINOR - 30_000)
    assert {part: minor for part, minor in line.changes.items() if minor} == {
        "fees": -24_000, "interest": -1_500, "principal": -4_500,
    }  # fmt: skip
    (rule,) = line_document(line, "SEK")["rules"]
    assert rule["rule"] == "SE.allocation_order.1970-01-01"
    assert rule["value"] == "court_costs>fees>interest>principal in this order"
    assert line.recorded.position == 3


def test_what_the_creditor_took_back_was_never_owed_and_what_was_given_up_is_written_off() -> None:
    made = after_commands(
        NO_LATE_INTEREST,
        CreditPrincipal("SEK", 40_000, "goods_returned", None),
        CloseCase(Outcome.WRITTEN_OFF, "unlocatable"),
    )
    principal = {name: minor for name, minor in made.parts["principal"].items() if minor}
    assert principal == {"claimed": 100_000, "credited": -40_000, "written_off": -60_000}
    assert made.owed_minor == 0


def test_what_was_paid_beyond_the_debt_is_owed_back() -> None:
    made = after_commands(NO_LATE_INTEREST, allocation(CLAIM_TOTAL_MINOR + 500))
    assert (made.owed_minor, made.owed_back_minor) == (0, 500)
    assert dict(made.lines[-1].beside)[Account.REFUND_PAYABLE] == -500


def test_late_interest_of_sixty_days_at_ten_percent_is_told_stretch_by_stretch() -> None:
    # Sweden, first half of 2026: the reference rate and 8 points above it (räntelagen 6 §), actual days of 365. From
    # 31 January to 1 April 2026 there are 60 days: 1,000.00 kronor bear 1,000 × rate × 60 / 365.
    made = after_commands(replace(CLAIM, interest_from=date(2026, 1, 31)), day=date(2026, 4, 1))
    (span,) = made.came_up.spans
    assert (span.days, span.base_minor, span.days_in_year) == (60, 100_000, 365)
    assert span.exact_minor is not None
    assert made.came_up.amount_minor == round(span.exact_minor)
    assert span.exact_minor == 100_000 * span.rate.fraction * 60 / 365
    assert any(rule.startswith("SE.interest_year") for rule in made.came_up.rules)
    assert made.owed_with_interest_minor == CLAIM_TOTAL_MINOR + made.came_up.amount_minor


def test_late_interest_that_was_added_has_its_stretches_on_its_line() -> None:
    made = after_commands(replace(CLAIM, interest_from=date(2026, 1, 31)), allocation(30_000))
    (line,) = [line for line in made.lines if line.spans]
    assert line.changes["interest"] == round(sum(span.exact_minor or 0 for span in line.spans)) > 0
    assert made.parts["interest"]["added"] == line.changes["interest"]
    assert {said.rule_id for _, said in line.rules if said} == {rule for rule, _ in line.rules}


def test_what_does_not_add_up_to_the_ledger_is_named() -> None:
    made = after_commands(NO_LATE_INTEREST)
    ledger = ledger_of(made.state)
    assert made.differences(ledger) == []
    wrong = {**ledger, "fees": ledger["fees"] + 1}
    assert made.differences(wrong) == [
        "fees: the lines add up to 24000, the ledger has 24001",
        "fees: the parts add up to 24000, the ledger has 24001",
    ]


@whatever_happens(case_lives, number=150)
def test_whatever_happens_to_a_case_its_statement_adds_up_to_the_ledger(asked: list[Any]) -> None:
    steps = list(lived(CASE, asked))
    events: list[Event] = [step.event for step in steps]
    if not steps or type(events[0]).__name__ != "ClaimReceived":
        return
    made = statement_of(recorded(events), DAY)
    assert made.differences(ledger_of(steps[-1].after)) == []
    assert made.state == steps[-1].after
    assert sum(sum(row.values()) for row in made.parts.values()) == made.owed_minor
    assert all(not made.parts[part]["other"] for part in PARTS), "an account has no column: add it to COLUMN_OF"


@pytest.mark.parametrize("commands", [(CLAIM,), (CLAIM, allocation(30_000)), (CLAIM, allocation(200_000))])
def test_each_rule_stands_on_the_screen_with_what_it_says(commands: tuple[Any, ...]) -> None:
    made = after_commands(*commands)
    shown = StringIO()
    console = Console(file=shown, width=400)
    for part in statement_screens(made, ""):
        console.print(part)
    told = shown.getvalue()
    for line in made.lines:
        assert line.recorded.event.sentence() in told
        assert all(f"{rule}: {text.value_in_words}" in told for rule, text in line.rules if text)


@pytest.mark.parametrize("commands", [(CLAIM,), (CLAIM, allocation(30_000)), (CLAIM, allocation(200_000))])
def test_on_paper_it_has_the_same_figures_as_text_and_as_pdf(commands: tuple[Any, ...]) -> None:
    made = after_commands(*commands)
    paper = statement_paper(made, "Checked.")
    text = " ".join(as_text(paper).split())
    for line in made.lines:
        assert line.recorded.event.sentence() in text
        assert all(rule in text for rule, _ in line.rules)
        assert all(span.exact_text("SEK") in text for span in line.spans)
    assert text.endswith("Checked.")
    assert as_pdf(paper, "What is owed").startswith(b"%PDF")
