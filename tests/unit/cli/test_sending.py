"""Many commands under way, never more than a bounded number, and every answer in the order of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.client import Pending
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.importing import sending
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.line_command import LineCommand
from infra.intake.importing.sending import Answered, ImportStopped, Sending
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from tests.some_persons import NO_INDEX
from tests.unit.cli.test_line_commands import CREDITORS, LINE

PLAN = ClaimImport(datetime(2026, 3, 2, tzinfo=UTC), Actor("user", "agent-1"), None, CREDITORS, NO_INDEX)
BAD = RefusedLine(9, "principal", "not_an_amount", "It is none.", b"x")


class SlowLedger:
    """Answers only when ``most`` commands are under way, the newest first, as partitions in any order do."""

    def __init__(self, most: int) -> None:
        self.most, self.under_way_max = most, 0
        self._waiting: list[tuple[CommandEnvelope, Pending]] = []

    def submit(self, envelope: CommandEnvelope, command: Command) -> Pending:
        pending = Pending(envelope.id, 60.0)
        self._waiting.append((envelope, pending))
        self.under_way_max = max(self.under_way_max, len(self._waiting))
        if len(self._waiting) == self.most:
            self.answer_all()
        return pending

    def submit_all(self, commands: Sequence[tuple[CommandEnvelope, Command]]) -> list[Pending]:
        return [self.submit(*one) for one in commands]

    def answer_all(self) -> None:
        for envelope, pending in reversed(self._waiting):
            pending.set_result(accepted_answer(envelope.id, envelope.aggregate_id))
        self._waiting.clear()


def accepted_answer(command_id: UUID, aggregate_id: UUID) -> CommandAnswered:
    return CommandAnswered(command_id, aggregate_id, "", True, False, 1, 0, 1, "", "", None, "")


def line(number: int) -> LineCommand:
    claim: ClaimLine = replace(LINE, creditor_reference=f"F-{number}", line_number=number)
    return PLAN.command_for(claim)


def test_answers_come_in_the_order_of_the_lines_and_refused_lines_keep_their_place() -> None:
    ledger = SlowLedger(most=3)
    lines: list[LineCommand | RefusedLine] = [line(2), BAD, line(3), line(4)]
    outcomes = list(Sending(ledger).answers(lines))
    assert [one.line.line.line_number if isinstance(one, Answered) else "bad" for one in outcomes] == [2, "bad", 3, 4]


def test_never_more_than_the_bound_is_under_way() -> None:
    ledger = SlowLedger(most=5)
    outcomes = list(Sending(ledger, in_flight_max=5).answers(line(n) for n in range(20)))
    assert len(outcomes) == 20
    assert ledger.under_way_max == 5


def test_lines_go_out_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 3)
    ledger, together = SlowLedger(most=1), list[int]()
    send = ledger.submit_all
    monkeypatch.setattr(ledger, "submit_all", lambda some: [together.append(len(some)), send(some)][1])
    assert len(list(Sending(ledger).answers([*map(line, range(2, 6)), BAD, *map(line, range(6, 8))]))) == 7
    assert together == [3, 2, 1]


def test_an_answer_that_does_not_come_stops_the_import_and_says_how_to_go_on() -> None:
    patient: list[str] = []
    stops = Sending(SlowLedger(most=99), lambda: patient.append("waiting"), answer_limit_s=0.01)
    with pytest.raises(ImportStopped, match=r"line 7 .* give the same command again"):
        list(stops.answers([line(7)]))
    assert patient == ["waiting"]


def test_a_sender_that_gets_no_line_sends_nothing() -> None:
    assert list(Sending(SlowLedger(most=1)).answers([])) == []
