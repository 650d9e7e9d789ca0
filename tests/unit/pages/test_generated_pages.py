"""The pages that the code prints say what the code says now: `make docs` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.case.stages.transitions import TRANSITIONS
from domain.catalogue import COMMANDS, EVENTS
from domain.law.all_tables import ALL_TABLES
from infra.pages.all_pages import generated
from infra.pages.catalogue_page import catalogue_page
from infra.pages.rules_page import rules_page
from infra.pages.stages_picture import stages_picture

DOCS = Path("docs")
PAGES = generated(DOCS)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_file_is_what_the_code_prints(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name], "run `make docs` and commit what it writes"


def test_every_event_and_every_command_is_in_the_catalogue() -> None:
    page = catalogue_page()
    assert [cls.__name__ for cls in EVENTS.values() if f"### {cls.__name__}\n" not in page] == []
    assert [cls.__name__ for cls in COMMANDS.values() if f"\n| `{cls.__name__}` |" not in page] == []
    assert "- **Caused by**: \n" not in page, "an event that no command causes"


def test_the_catalogue_says_of_a_payment_what_caused_it_and_where_its_money_went() -> None:
    section = catalogue_page().split("### PaymentAllocated\n")[1].split("###")[0]
    assert "- **Caused by**: `AllocatePayment`" in section
    assert "debit `collected`" in section and "credit `debtor_receivable_principal`" in section
    assert "| `value_date` |" in section


def test_the_picture_has_an_arrow_for_each_event_that_moves_a_case() -> None:
    picture = "\n".join(stages_picture()).split("```")[1]
    arrows = [line for line in picture.splitlines() if "-->" in line]
    assert {line.rpartition(": ")[2] for line in arrows} == {row.event for row in TRANSITIONS}
    assert "  s_open --> s_closed: CaseClosed" in arrows


def test_every_row_of_law_stands_on_the_page_of_rules() -> None:
    page = rules_page()
    for table in ALL_TABLES:
        for where in table.jurisdictions:
            section = page.split(f"### {where}: {table.what} (`{table.rule}`)\n")[1].split("\n##")[0]
            assert section.count("\n| 1") + section.count("\n| 2") == len(table.of(where))
