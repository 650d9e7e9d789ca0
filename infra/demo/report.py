"""What the month left behind, one screen after another."""

from __future__ import annotations

from datetime import datetime

from psycopg2.extensions import connection
from rich.text import Text

from domain.kernel.money import Money
from infra.audit.verify import verify
from infra.cli.database import asked
from infra.cli.operations.status import positions_table
from infra.cli.operations.system_status import SystemStatus, ask_all
from infra.cli.payment.suspense import suspense_table
from infra.cli.questions import balance_tables
from infra.cli.questions.sla_tables import board_table
from infra.cli.questions.trail import page_of, trail_table
from infra.cli.render.paging import Page
from infra.cli.render.words import counted
from infra.demo.inputs import case_of
from infra.demo.month import Month
from infra.demo.narrator import on
from infra.demo.settling import once_read
from infra.demo.stories.telling import PEOPLE
from projections.audit_trail.queries import TrailFilter
from projections.balances import queries as balances
from projections.sla.queries import board

SUSPENSE_SHOWN = 8


class MonthReport:
    """Asks the read models, and shows what they answer."""

    def __init__(self, month: Month) -> None:
        self._month = month
        self._session, self._narrator = month.session, month.narrator
        self._now: datetime = month.session.clock.now()

    def show(self) -> None:
        """Every screen."""
        self._three_people()
        self._portfolio()
        self._one_case()
        self._stopped()
        self._service_levels()
        self._suspense()
        self._soundness()

    def _three_people(self) -> None:
        self._narrator.chapter(
            "What happened to the three",
            " · ".join(f"caseledger case history {person.reference}" for person in PEOPLE)
            + f"\ncaseledger case statement {PEOPLE[-1].reference} says where each öre comes from.",
        )

        def ask(opened: connection) -> None:
            for person in PEOPLE:
                entries = page_of(opened, TrailFilter(case_id=person.case), limit=100)
                self._narrator.show(trail_table(person.what, entries, self._session.zone))

        asked(self._session.settings, ask)

    def _portfolio(self) -> None:
        self._narrator.chapter("The portfolio", "caseledger balances")
        found = asked(self._session.settings, balances.portfolio_balances).value
        self._narrator.show(balance_tables.portfolio_table(found))

    def _one_case(self) -> None:
        claim = self._month.cast.paid_in_part
        case = case_of(claim)
        self._narrator.chapter(
            "One case, and all that happened to it",
            f"caseledger balances --case {claim.payment_reference} · caseledger trail --case {claim.payment_reference}",
        )

        def ask(opened: connection) -> None:
            found = balances.case_balance(opened, case)
            assert found is not None, "its claim was received"
            entries = page_of(opened, TrailFilter(case_id=case), limit=100)
            self._narrator.show(balance_tables.case_facts(found))
            self._narrator.show(trail_table("Who did what, why, and when", entries, self._session.zone))

        asked(self._session.settings, ask)
        answer = self._month.too_early()
        self._narrator.say("Friday's call was recorded on Monday: the trail keeps both times apart.")
        self._narrator.say(f"Close it as paid in full now, and the ledger refuses: “{answer.message}” [{answer.code}]")

    def _stopped(self) -> None:
        disputed, waits = self._month.cast.disputes, self._month.cast.asks_for_time
        self._narrator.chapter(
            "A dispute, and a hold",
            f"caseledger trail --case {disputed.payment_reference} · caseledger case hold --help",
        )

        def ask(opened: connection) -> None:
            entries = page_of(opened, TrailFilter(case_id=case_of(disputed)), limit=100)
            self._narrator.show(trail_table("Until there is an answer", entries, self._session.zone))

        asked(self._session.settings, ask)
        answer = self._month.demanded_on_hold()
        self._narrator.say(f"Ask {waits.payment_reference} for money, and the ledger refuses: “{answer.message}”")

    def _service_levels(self) -> None:
        self._narrator.chapter("What was promised, and kept", "caseledger sla")
        lines = asked(self._session.settings, lambda opened: board(opened, self._now)).value
        self._narrator.show(board_table(lines, f"Service levels on {on(self._now)}"))

    def _suspense(self) -> None:
        self._narrator.chapter(
            "Money that found no case",
            "caseledger suspense\nUnknown money is never guessed to a case. It stands here, with its reason and its "
            "age, until a person or a later claim finds where it belongs.",
        )
        found = asked(self._session.settings, lambda opened: balances.suspense(opened, self._now)).value
        self._narrator.show(suspense_table(Page(found[:SUSPENSE_SHOWN], None), self._session.zone))
        total = Money(sum(one.amount_minor for one in found), "SEK")
        self._narrator.say(f"In all {counted(len(found), 'payment')}, {total}; `caseledger suspense` shows the rest.")

    def _soundness(self) -> None:
        self._narrator.chapter("Nothing is lost", "caseledger status · caseledger verify")
        session = self._session
        status = once_read(lambda: ask_all(session.settings, session.environ, self._now))
        self._narrator.show(positions_table(status))
        self._narrator.show(_lag_line(status))
        self._narrator.show(balance_tables.trial_lines(asked(session.settings, balances.trial_balance).value))
        with self._narrator.doing("Reading the whole log", "") as outcome:
            report = verify(session.settings)
            outcome.done = (
                f"Verified {report.events:,} events of {report.aggregates:,} cases, payments, creditors and persons: "
                "numbers without a gap, an unbroken hash chain, index and read models equal to what the log makes of "
                "them"
                if report.sound
                else f"The verification found {len(report.findings)} things: {report.findings[0].message}"
            )
        assert report.sound, report.findings[:3]


def _lag_line(status: SystemStatus) -> Text:
    lag = status.left_to_read
    return Text.assemble("Consumer lag: ", (f"{lag}", "bold green" if lag == 0 else "bold red"))
