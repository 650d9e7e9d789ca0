"""``caseledger kpi``: key figures, each with its formula, its two numbers, and what it is held against."""

from __future__ import annotations

from dataclasses import asdict, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.options import Wait
from infra.cli.questions.chosen import FromMonth, OfCreditor, OfPortfolio, OfTeam, ToMonth, chosen, period
from infra.cli.questions.kpi_tables import explained, figure_fields, figure_tables, question_line
from infra.cli.questions.names import known_word
from infra.cli.questions.questions import asked, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, KnownAt, then_asked, when_asked
from projections.kpi.table import BY_NAME, KPIS

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.kpi.kpi import Kpi
    from projections.kpi.queries import Figure, Question

MODELS = ("balances", "audit_trail", "sla")


class Split(StrEnum):
    """By what figures are split."""

    ALL = "all"
    MONTH = "month"
    CREDITOR = "creditor"
    PORTFOLIO = "portfolio"
    TEAM = "team"


def kpi(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="These figures only, such as resolution_rate.")
    ] = None,
    since: FromMonth = None,
    until: ToMonth = None,
    creditor: OfCreditor = None,
    portfolio: OfPortfolio = None,
    team: OfTeam = None,
    by: Annotated[Split, typer.Option("--by", help="A figure for each.")] = Split.ALL,
    within: Annotated[
        int,
        typer.Option("--within", min=1, max=3_650, metavar="DAYS", help="A case is to be resolved in so many days."),
    ] = 180,
    resolved: Annotated[
        list[str] | None,
        typer.Option(
            "--resolved",
            metavar="OUTCOME",
            help="What counts as resolved; may be repeated. Default: paid_in_full, paid_direct_to_client, settled.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how the figures are made, and ask nothing of the read models.")
    ] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show key figures: how many cases are resolved, how few go to court, how people are treated on the way.

    Each figure stands with the two numbers that it is made of. Where there is nothing to count it says "no cases",
    never 0 %. Figures of a cohort belong to the month in which the claim came in; the others to the month in which
    something happened or fell due; some say how things stand now. With --as-of and --known-at, figures that are named
    are made of cases and payments as they then stood, and of the events that had happened and were on record.

    Example: caseledger kpi resolution_rate legal_rate --from 2026-01 --by creditor
    """
    session = session_of(context)
    wanted = [BY_NAME[known_word(name, BY_NAME, "NAME")] for name in names or ()] or list(KPIS)
    if explain:
        tell(session.screen, answer_as, lambda: {"kpis": [asdict(one) for one in wanted]},
             lambda: [explained(wanted)], listed="kpis")  # fmt: skip
        return
    question = _question(session, by, team, since, until, within, resolved)
    if then := then_asked(session, as_of, known_at):
        if not names:
            from projections.kpi.queries import BY_NAME_THEN

            raise CannotBeUsed(BY_NAME_THEN)
        question = replace(question, at=then.at)

    def ask(opened: connection) -> tuple[Question, list[tuple[Kpi, list[Figure]]]]:
        from projections.balances.queries import creditor_names
        from projections.kpi.queries import figures

        about = question
        if creditor or portfolio:
            creditor_id, called = chosen(creditor_names(opened), creditor, portfolio)
            about = replace(about, creditor_id=creditor_id, portfolio=called)
        narrowed = creditor or portfolio or team or by in (Split.CREDITOR, Split.PORTFOLIO, Split.TEAM)
        asked_for = [one for one in wanted if one.of_cases or not narrowed]
        return about, [(one, figures(opened, one, about, then)) for one in asked_for]

    answer = asked(session, ask, wait=wait)
    about, found = answer.value
    left_out = [one.name for one in wanted if one not in [it for it, _ in found]]
    tell(
        session.screen,
        answer_as,
        lambda: {
            **asdict(about),
            "as_of": then and then.happened_by,
            "known_at": then and then.recorded_by,
            "figures": [figure_fields(one, figure) for one, of in found for figure in of],
            "no_cases": [one.name for one, of in found if not of],
            "left_out": left_out,
            "reflects": reflects(answer, *MODELS),
        },
        lambda: [
            *figure_tables(found, about),
            question_line(about, left_out, session.zone, when_asked(as_of, known_at)),
            reflects_line(answer, *MODELS),
        ],
        listed="figures",
    )


kpi.__doc__ = (kpi.__doc__ or "") + "".join(f"\n\n    `{one.name}` ({one.title}): {one.explained}" for one in KPIS)


def _question(
    session: Session,
    by: Split,
    team: str | None,
    since: str | None,
    until: str | None,
    within: int,
    resolved: list[str] | None,
) -> Question:
    from domain.case.closure.closing import Outcome
    from projections.kpi.queries import RESOLVED, Question

    begins, ends = period(session.zone, since, until)
    return Question(
        at=session.clock.now(),
        zone=session.settings.zone,
        by=by.value,
        team=team,
        begins=begins,
        ends=ends,
        resolved=[known_word(one, list(Outcome), "--resolved") for one in resolved] if resolved else RESOLVED,
        within=within,
    )
