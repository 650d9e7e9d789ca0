"""What becomes of the lines of a file: counted, summed, and kept where a person finds them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from infra.intake.importing.run import import_lines, try_lines
from infra.intake.importing.sending import Sending
from infra.intake.refused.refused import read_refused
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from tests.unit.cli.test_sending import BAD, PLAN, SlowLedger, line


class Ledger(SlowLedger):
    """Answers each command at once with the next of these answers."""

    def __init__(self, *answers: dict[str, object]) -> None:
        super().__init__(most=1)
        self._answers = list(answers)

    def answer_all(self) -> None:
        [(envelope, pending)] = self._waiting
        pending.set_result(_answer(envelope, self._answers.pop(0)))
        self._waiting.clear()


def _answer(envelope: CommandEnvelope, changes: dict[str, object]) -> CommandAnswered:
    usual = CommandAnswered(envelope.id, envelope.aggregate_id, "", True, False, 1, 0, 1, "", "", None, "")
    return replace(usual, **changes)  # type: ignore[arg-type]


REFUSED: dict[str, object] = {"accepted": False, "code": "rule_missing", "message": "There is no rule.", "rule": "XX"}


def run(ledger: Ledger, path: Path, *lines: object):  # type: ignore[no-untyped-def]
    return import_lines(lines, Sending(ledger), path, b"a;b", "utf-8", lambda: None)  # type: ignore[arg-type]


def test_lines_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    ledger = Ledger({"position": 4, "partition": 1}, {"repeated": True, "position": 2, "partition": 1}, REFUSED)
    tally = run(ledger, tmp_path / "claims.csv", line(2), line(3), BAD, line(4))
    assert (tally.lines, tally.received, tally.received_before, tally.refused) == (4, 1, 1, 2)
    assert tally.received_minor == {"SEK": 107_500}, "what was received before is not counted twice"
    assert tally.positions == {1: 4}
    assert not tally.added_nothing


def test_what_reader_and_ledger_refuse_is_kept_with_its_reason_in_the_order_of_the_lines(tmp_path: Path) -> None:
    tally = run(Ledger(REFUSED), tmp_path / "claims.csv", BAD, line(10))
    assert tally.refused_file is not None
    assert tally.to_correct_file is not None
    kept = list(read_refused(tally.refused_file))
    assert [(one.line_number, one.field, one.code) for one in kept] == [
        (9, "principal", "not_an_amount"), (10, "jurisdiction", "rule_missing"),
    ]  # fmt: skip
    assert kept[1].reason == "There is no rule. (rule XX)"
    assert tally.to_correct_file.read_bytes() == b"a;b\r\nx\r\nNordkraft;F-1\r\n"


def test_a_claim_received_before_with_another_day_to_pay_by_says_that_the_new_one_was_ignored(tmp_path: Path) -> None:
    reused: dict[str, object] = {"accepted": False, "code": "command_id_reused"}
    tally = run(Ledger(reused, {"repeated": True}), tmp_path / "claims.csv", line(2), line(3))
    assert (tally.received_before, tally.refused, tally.other_terms) == (2, 0, 1)
    assert tally.as_json()["pay_within_ignored"] == 1


def test_a_file_sent_twice_added_nothing_even_if_it_has_a_bad_line(tmp_path: Path) -> None:
    assert run(Ledger({"repeated": True}), tmp_path / "claims.csv", line(2), BAD).added_nothing
    assert not run(Ledger(), tmp_path / "bad.csv", BAD).added_nothing


def test_a_dry_run_decides_as_the_ledger_would_and_writes_nothing(tmp_path: Path) -> None:
    good = line(2)
    nobody_has_rules_there = replace(good, command=replace(good.command, jurisdiction="XX"))  # type: ignore[type-var]
    tally = try_lines([good, nobody_has_rules_there, BAD], PLAN.creditors, lambda: None)
    assert (tally.received, tally.refused) == (1, 2)
    assert tally.codes == {"jurisdiction_unknown": 1, "not_an_amount": 1}
    assert list(tmp_path.iterdir()) == []


def test_only_the_first_refused_lines_are_held_in_memory() -> None:
    tally = try_lines([replace(BAD, line_number=n) for n in range(1000)], PLAN.creditors, lambda: None)
    assert (tally.refused, len(tally.first_refused)) == (1000, 20)
