"""``caseledger case explain``: what can be done on a case now, what is blocked, until when, and by which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import table, text
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.kernel.message import Command
    from domain.trying import Tried
    from infra.cli.times import Zone

ALLOWED, BLOCKED, NOT_NOW = "can be done", "blocked", "does not fit"
"""``NOT_NOW``: no rule forbids it; as things stand there is nothing to do it to."""
STYLE = {ALLOWED: "green", BLOCKED: "bold red", NOT_NOW: "dim"}


def explain(
    context: typer.Context,
    case: CaseName,
    action: Annotated[
        str | None,
        typer.Argument(metavar="[ACTION]", help="One command only, as it is typed after `case`, such as 'hold place'."),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Say what can be done on a case now, what is blocked, until when, and by which law or policy.

    Every command of `caseledger case` is decided on the case as it stands, by the same function that the ledger asks,
    and none is carried out: with each choice that it has, and with amounts, days and persons that fit where any do.
    What a rule forbids is blocked, with the rule, its law and source, and the sentence to tell the customer. What no
    rule forbids and yet does not fit, such as resolving a dispute where there is none, stands below.

    Example: caseledger case explain 1110011706 contact
    """
    from domain.case.state import CASE
    from domain.kernel.decision import Context
    from domain.kernel.recorded import Actor
    from domain.trying import tried
    from infra.cli.case.known_case import case_now
    from infra.cli.session import user_name

    session = session_of(context)
    acts = _acts(action)
    known = case_now(session, case)
    now = session.clock.now()
    asking = Context(now, now, Actor("user", user_name()))
    found = [(words, one) for words, cls in acts for one in tried(CASE, cls, known.state, asking)]
    several = {words for words, count in Counter(words for words, _ in acts).items() if count > 1}
    told = [(f"{words} ({one.command.__name__})" if words in several else words, one) for words, one in found]
    tell(
        session.screen,
        answer_as,
        lambda: {
            "case_id": known.case_id, "at": now, "stage": str(known.state.life.stage),
            "actions": [_document(words, one) for words, one in found],
        },
        lambda: _screens(told, session),
        listed="actions",
    )  # fmt: skip


def _acts(action: str | None) -> list[tuple[str, type[Command]]]:
    """The words of each command on a case, and what it sends; or only those that were asked for."""
    import typer.main

    from domain.case.state import CASE
    from infra.cli.acts_of import acts_of
    from infra.cli.main import app

    program: Any = typer.main.get_command(app)
    commands = {cls.__name__: cls for cls in CASE.commands.values()}
    answers = acts_of(program.commands["approvals"], commands, "approvals")
    acts = [*acts_of(program.commands["case"], commands), *answers]
    if action is None:
        return acts
    meant = [(words, cls) for words, cls in acts if action in (words, cls.__name__) or words.startswith(f"{action} ")]
    if not meant:
        there_are = ", ".join(dict.fromkeys(words for words, _ in acts))
        raise CannotBeUsed(f"No command of `caseledger case` that acts is called {action!r}. There are {there_are}.")
    return meant


def _status_of(one: Tried) -> str:
    return ALLOWED if one.is_allowed else BLOCKED if one.is_blocked else NOT_NOW


def _document(words: str, one: Tried) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    from domain.law.rule_text import rule_text

    refusal = one.refusal
    rule = rule_text(refusal.rule) if refusal and refusal.rule else None
    return {
        "action": words,
        "command": one.command.__name__,
        "with": {name: list(members) for name, members in one.differs_by},
        "status": _status_of(one).replace(" ", "_"),
        "code": refusal and refusal.code,
        "message": refusal and refusal.message,
        "rule": refusal and refusal.rule,
        "law": rule and rule.law,
        "source": rule and (rule.source or rule.law),
        "allowed_from": one.allowed_from,
    }


def _screens(found: Sequence[tuple[str, Tried]], session: Session) -> list[RenderableType]:
    by_status = {
        name: [(words, one) for words, one in found if _status_of(one) == name] for name in (ALLOWED, BLOCKED, NOT_NOW)
    }
    return [
        _allowed(by_status[ALLOWED]),
        _refused("Blocked by a rule", by_status[BLOCKED], session.zone),
        _refused("Does not fit as things stand", by_status[NOT_NOW], session.zone),
    ]


def _allowed(found: Sequence[tuple[str, Tried]]) -> RenderableType:
    rows = [(Text(words, style=STYLE[ALLOWED]), _with(one)) for words, one in found]
    return table("Can be done now", [text("case …", at_least=16), text("with")], rows)


def _refused(title: str, found: Sequence[tuple[str, Tried]], zone: Zone) -> RenderableType:
    from domain.law.rule_text import rule_text

    columns = [text("case …", at_least=16), text("with"), text("why", at_least=30)]
    blocks = any(one.is_blocked for _, one in found)
    rows = list[Sequence[str | Text]]()
    for words, one in found:
        assert one.refusal is not None
        row: list[str | Text] = [Text(words, style=STYLE[_status_of(one)]), _with(one), one.refusal.message]
        if blocks:
            said = rule_text(one.refusal.rule or "")
            row += [f"{one.refusal.rule}" + (f": {said.law}" if said else ""), zone.minute(one.allowed_from)]
        rows.append(row)
    more = [text("rule", at_least=20), text("allowed from")] if blocks else []
    caption = f"Allowed from: if nothing happens until then. {zone.caption}" if blocks else ""
    return table(title, [*columns, *more], rows, caption=caption)


def _with(one: Tried) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {', '.join(members)}" for name, members in one.differs_by)
