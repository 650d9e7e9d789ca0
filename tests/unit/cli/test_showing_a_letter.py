"""``caseledger case notice show``: the letter on the screen, for machines, and in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.case import notice_show, resolve
from infra.cli.case.claim_acts import _basis, _basis_points
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.main import app
from infra.cli.person import naming
from tests.unit.cli.recorded import events_after, recorded
from tests.unit.documents.test_letters import DEMAND, EARLIER
from tests.unit.domain.random_courts import VALIDATE


@pytest.fixture(autouse=True)
def a_log_with_one_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a person of whom nothing is on record beside the case."""

    @contextmanager
    def looking_up(session: Any) -> Iterator[None]:
        yield None

    def nobody(session: Any, person: Any) -> Any:
        raise NotFound("There is no such person.")

    events = recorded(events_after(EARLIER, VALIDATE, DEMAND))
    monkeypatch.setattr(resolve, "looking_up", looking_up)
    monkeypatch.setattr(resolve, "events_of_case", lambda lookup, name: events)
    monkeypatch.setattr(naming, "person_events", nobody)
    monkeypatch.setattr(notice_show, "with_texts", lambda session, told: told)


def shown(*options: str) -> Result:
    return CliRunner().invoke(app, ["case", "notice", "show", "1100117", "1", *options])


def test_a_letter_is_shown_in_english_where_no_language_is_known() -> None:
    answer = shown()
    assert answer.exit_code == 0, answer.output
    assert "Payment demand" in answer.output
    assert "1,255.00 SEK" in answer.output


def test_its_figures_are_there_for_machines_and_its_pages_in_a_file(tmp_path: Path) -> None:
    answer = shown("--json", "--language", "sv", "--pdf", str(tmp_path / "letter.pdf"))
    told = json.loads(answer.stdout)
    assert (told["kind"], told["total_minor"], told["pay_by"]) == ("payment_demand", 125_500, "2026-03-10")
    assert "Inkassokrav" in told["text"]
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")


def test_a_rate_of_interest_is_read_to_the_hundredth_of_a_percent() -> None:
    assert [_basis_points(text) for text in ("10.50", "10.5", "8", "0.25")] == [1_050, 1_050, 800, 25]
    for text in ("", "10.505", "10,5", "-1", "x"):
        with pytest.raises(CannotBeUsed):
            _basis_points(text)
    assert _basis("10.50:2026-01-31:2026-03-01:1000", "SEK") == VALIDATE.interest
    with pytest.raises(CannotBeUsed, match="no basis"):
        _basis("10.50", "SEK")
