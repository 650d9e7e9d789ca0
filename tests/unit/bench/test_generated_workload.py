"""The workload in an agency's mix: as large as was asked for, each case once, each in its own order."""

from __future__ import annotations

from bench.generated_workload import CASES_AT_ONCE, EVENTS_OF_A_GENERATED_CASE, PORTFOLIO, GeneratedCases
from domain.case.claim.receiving import ReceiveClaim
from infra.generator.creditors import CREDITORS
from infra.generator.playing import play
from infra.generator.plot import plot_of


def test_it_goes_on_until_there_are_so_many_events_and_not_much_further() -> None:
    cases = GeneratedCases()
    given = list(cases.next(3_000))
    assert 3_000 <= cases.events_of_last < 3_200
    assert len(given) == cases.commands
    assert abs(cases.events_of_last / cases.cases - EVENTS_OF_A_GENERATED_CASE) < 3


def test_it_never_gives_a_case_twice_and_registers_creditors_once() -> None:
    cases = GeneratedCases()
    assert len(list(cases.creditors())) == 2 * len(CREDITORS)
    first, second = list(cases.of_cases(30)), list(cases.next(200))
    claims = [envelope.aggregate_id for envelope, command in first + second if isinstance(command, ReceiveClaim)]
    assert len(set(claims)) == len(claims) == cases.cases > 30
    assert list(cases.creditors()) == []


def test_the_steps_of_many_cases_come_in_turn_and_those_of_each_in_order() -> None:
    ids = [envelope.id for envelope, _ in GeneratedCases().of_cases(CASES_AT_ONCE // 10)]
    for number in (1, 7, 50):
        of_case = [played.envelope.id for played in play(plot_of(PORTFOLIO, number))]
        places = [ids.index(one) for one in of_case]
        assert places == sorted(places)
        assert places[1] - places[0] >= CASES_AT_ONCE // 10 - 1
