"""`case explain`: every command that people type is tried, and what is sent by it is found in its code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from domain.case.state import CASE
from infra.cli.case.case_explain import _acts, _document, _screens
from infra.cli.failures import CannotBeUsed
from infra.cli.session import Session
from tests.unit.domain.samples import after, open_case
from tests.unit.domain.test_trying import HELD, of

WORKERS = "\n".join(path.read_text("utf-8") for path in Path("consumers").rglob("*.py"))


def test_the_words_and_the_command_that_they_send_belong_together() -> None:
    acts = [(words, cls.__name__) for words, cls in _acts(None)]
    assert {("contact", "RecordContact"), ("hold place", "PlaceHold"), ("dispute raise", "RaiseDispute")} <= set(acts)
    assert [words for words, name in acts if name == "CloseCase"] == ["close"]


def test_every_command_on_a_case_is_typed_by_people_or_sent_by_a_worker() -> None:
    typed = {cls.__name__ for _, cls in _acts(None)}
    others = {cls.__name__ for cls in CASE.commands.values()} - typed - {"ReceiveClaim"}
    assert [name for name in others if name not in WORKERS] == [], "nobody can ask for it"


def test_one_action_or_a_group_of_them_can_be_asked_for() -> None:
    assert {words for words, _ in _acts("hold")} == {"hold place", "hold extend", "hold lift"}
    assert [cls.__name__ for _, cls in _acts("RaiseDispute")] == ["RaiseDispute"]
    with pytest.raises(CannotBeUsed, match="There are contact"):
        _acts("juggle")


def test_on_the_screen_what_can_be_done_stands_above_what_is_blocked_and_why() -> None:
    from domain.case.contacts.contact import RecordContact

    tried = [("contact", one) for one in of(RecordContact, after(CASE, HELD, state=open_case()))]
    shown = StringIO()
    console = Console(file=shown, width=200)
    for part in _screens(tried, Session(environ={})):
        console.print(part)
    told = shown.getvalue()
    assert told.index("Can be done now") < told.index("Blocked by a rule") < told.index("hold.life_event")
    assert told.index("Blocked by a rule") < told.index("missed_deadline")


def test_what_is_blocked_is_told_with_its_rule_its_law_and_its_source() -> None:
    from domain.case.contacts.contact import RecordContact

    _, blocked = of(RecordContact, after(CASE, HELD, state=open_case()))
    told = _document("contact", blocked)
    assert (told["status"], told["rule"], told["code"]) == ("blocked", "hold.life_event", "contact_on_hold")
    assert told["law"].startswith("Agency policy")
    assert told["with"] == {"direction": ["outbound"], "purpose": ["payment", "missed_deadline"]}
