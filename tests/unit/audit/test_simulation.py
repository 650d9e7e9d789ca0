"""What changed rows would have made of the decisions in a log, told by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from domain.case.blocks.blocking import ActionBlocked
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.state import CASE
from domain.kernel.message import Command
from domain.kernel.recorded import RecordedEvent
from domain.law.other_rows import other_rows
from infra.audit.simulation import Simulation
from tests.unit.cli.recorded import recorded
from tests.unit.domain.law.test_other_rows import written
from tests.unit.domain.samples import CLAIM, PERSON, accepted, allocation, at


def log_of(*commands: Command) -> list[RecordedEvent]:
    """The events of one case as they stand in a log: those of one command have one cause and one time."""
    state, found = CASE.initial, list[RecordedEvent]()
    for number, command in enumerate(commands, start=1):
        when = recorded([CLAIM] * number)[-1].recorded_at  # type: ignore[list-item]
        events = accepted(CASE, state, command, at(when))
        state = CASE.evolve_all(state, events)
        for event in events:
            place = len(found) + 1
            one = recorded([event])[0]
            found.append(
                one._replace(position=place, version=place, causation_id=UUID(int=number), occurred_at=when,
                             recorded_at=when)
            )  # fmt: skip
    return found


def simulated(folder: Path, events: list[RecordedEvent], *rows: str) -> Simulation:
    simulation = Simulation(other_rows(written(folder, *rows)))
    simulation.follow(events)
    return simulation


def test_a_longer_grace_would_have_moved_the_day_on_which_the_deadline_is_missed(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, log_of(CLAIM), "SE,payment_grace,2026-01-01,,5,business_days,")
    (differs,) = simulation.differs
    # The demand is due on Monday 16 March 2026. Three bank days later is Thursday the 19th, five are Monday the 23rd;
    # Swedish clocks are an hour ahead of UTC until the 29th.
    assert differs.otherwise.differences == (
        "DeadlineSet.grace_date: 2026-03-19 → 2026-03-23",
        "DeadlineSet.grace_until: 2026-03-19T23:00:00+00:00 → 2026-03-23T23:00:00+00:00",
    )
    assert differs.otherwise.rules_before == ("SE.payment_grace.1970-01-01",)
    assert differs.otherwise.rules_after == ("SE.payment_grace.2026-01-01",)
    assert (differs.command, differs.position) == ("ReceiveClaim", 1)


def test_another_order_would_have_covered_other_parts_of_the_debt(tmp_path: Path) -> None:
    # 300.00 kronor: fees of 240.00 first, then 15.00 of interest, 45.00 of principal; in the Finnish order 15.00 of
    # interest, 285.00 of principal and no fees.
    row = "SE,allocation_order,1970-01-01,,interest>principal>fees>court_costs,order,"
    simulation = simulated(tmp_path, log_of(CLAIM, allocation(30_000)), row)
    (differs,) = simulation.differs
    assert differs.otherwise.differences == (
        "PaymentAllocated.fees_minor: 24000 → 0",
        "PaymentAllocated.principal_minor: 4500 → 28500",
    )
    assert differs.command == "AllocatePayment"
    assert (simulation.judged, simulation.events) == (2, 3)


def test_a_rule_that_is_gone_would_have_blocked_the_claim(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, log_of(CLAIM), "SE,dispute_answer,1970-01-01,2025-12-31,14,days,")
    (differs,) = simulation.differs
    assert differs.otherwise.refusal is not None
    assert (differs.otherwise.refusal.code, differs.otherwise.rules_after) == ("rule_missing", ("SE.dispute_answer",))


def test_the_same_value_under_another_id_is_no_difference(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, log_of(CLAIM), "SE,payment_grace,2026-01-01,,3,business_days,")
    assert (simulation.judged, simulation.differs) == (1, [])


def test_a_rule_that_nothing_of_the_log_asks_changes_nothing(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, log_of(CLAIM), "NO,payment_grace,2026-01-01,,9,business_days,")
    assert (simulation.judged, simulation.differs) == (1, [])
    assert simulated(tmp_path, log_of(CLAIM), "SE,summary_claim_fee,2026-01-01,,9,EUR,").judged == 0


def test_shorter_hours_of_contact_would_have_blocked_the_call_of_eleven_in_the_morning(tmp_path: Path) -> None:
    call = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, PERSON, None)
    row = "SE,contact_hours,2026-01-01,,12:00-17:00,local_time,weekday"
    simulation = simulated(tmp_path, log_of(CLAIM, call), row)
    (differs,) = simulation.differs
    assert differs.otherwise.refusal is not None
    assert differs.otherwise.refusal.code == "outside_contact_hours"
    assert differs.otherwise.rules_after == ("SE.contact_hours.2026-01-01.weekday",)
    assert (differs.command, dict(simulation.not_compared)) == ("RecordContact", {})


def test_what_the_core_does_not_decide_so_is_counted_and_not_judged(tmp_path: Path) -> None:
    first, *others = log_of(CLAIM)
    foreign = [first._replace(event=replace(first.event, principal_minor=-1)), *others]  # type: ignore[call-arg]
    simulation = simulated(tmp_path, foreign, "SE,payment_grace,2026-01-01,,5,business_days,")
    assert (simulation.judged, simulation.differs) == (0, [])
    assert dict(simulation.not_compared) == {"ClaimReceived": 1}


def test_an_act_that_a_changed_rule_blocked_is_named(tmp_path: Path) -> None:
    events = log_of(CLAIM)
    rule = "SE.payment_grace.1970-01-01"
    blocked = events[-1]._replace(
        position=3,
        version=3,
        causation_id=UUID(int=9),
        event=ActionBlocked("SetDeadline", "too_early", rule, "Not yet."),
    )
    simulation = simulated(tmp_path, [*events, blocked], "SE,payment_grace,2026-01-01,,3,business_days,")
    assert [(one.action, one.rule, one.position) for one in simulation.blocks] == [("SetDeadline", rule, 3)]
