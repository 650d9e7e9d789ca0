"""In a rolling upgrade an old policy meets events of a newer version: it waits for the new one, and loses none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from consumers.policies import event_feed
from consumers.policies.matcher.policy import Matcher
from consumers.policies.policy import Intent, Lookup
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched
from domain.payment.receipt.receiving import PaymentReceived
from infra.eventlog.records.partitioner import partition_of
from infra.messages import Undecodable
from infra.messages.events import read_record
from infra.metrics.aside import ASIDE
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.policies.conftest import Ask, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.unit.policies.samples import claim, payment

A = "12345674"


class OldVersion:
    """Cannot read some events, until it is upgraded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, knows: Callable[[RecordedEvent], bool]) -> None:
        self.upgraded = False
        monkeypatch.setattr(event_feed, "TRY_AGAIN_S", 0.2)

        def read(*record: Any) -> RecordedEvent:
            event = read_record(*record)
            if not self.upgraded and not knows(event):
                raise Undecodable("the schema id 100999 is not in this program's lock file")
            return event

        monkeypatch.setattr(event_feed, "read_record", read)


def payment_on(log: Settings, partition: int) -> int:
    """The number of a payment whose events are on this partition."""
    return next(n for n in range(100) if partition_of(str(payment(n, 100, A)[0]).encode(), log.partitions) == partition)


def test_what_it_cannot_read_is_waited_for_in_order_while_other_partitions_go_on(
    log: Settings, run: Run, ask: Ask, view: LogView, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, free = payment_on(log, 0), payment_on(log, 1)
    new_event = payment(held, 100, A)[0]
    old = OldVersion(monkeypatch, lambda event: event.aggregate_id != new_event)
    run("writer")
    ask(*claim(1, A))
    eventually("the claim is there", lambda: len(view.of(ClaimReceived)) == 1)
    for number in (held, free):
        ask(*payment(number, 100, A))
    eventually("the payments are there", lambda: len(view.of(PaymentReceived)) == 2)
    matcher = run("matcher")
    eventually("the free one is matched", lambda: len(view.of(PaymentMatched)) == 1)
    eventually("the other is waited for", lambda: 0 in ASIDE.of("matcher"))
    assert "newer version" in ASIDE.of("matcher")[0]
    matcher.stop()
    assert ASIDE.of("matcher") == {}
    old.upgraded = True
    run("matcher")
    run("allocator")
    eventually("both are matched, each once", lambda: len(view.of(PaymentAllocated)) == 2)


def test_once_it_can_be_read_the_same_process_goes_on(
    log: Settings, run: Run, ask: Ask, view: LogView, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = OldVersion(monkeypatch, lambda event: not isinstance(event.event, PaymentReceived))
    for name in ("writer", "matcher"):
        run(name)
    ask(*payment(1, 100, A))
    eventually("it is waited for", lambda: ASIDE.of("matcher") != {})
    old.upgraded = True
    eventually("it is decided", lambda: len(view.from_policies()) == 1)
    eventually("nothing is put aside any more", lambda: ASIDE.of("matcher") == {})


def test_a_damaged_record_holds_back_its_partition_only(log: Settings, run: Run, ask: Ask, view: LogView) -> None:
    producer = connection_of(log).producer()
    headers = [("ce_type", PaymentReceived.TOPIC.encode()), ("ce_id", b"no uuid")]
    producer.send(log.events_topic, key=b"x", value=b"\x00garbage", headers=headers, partition=0)
    producer.close()
    for name in ("writer", "matcher"):
        run(name)
    eventually("it is named", lambda: 0 in ASIDE.of("matcher"))
    ask(*payment(payment_on(log, 1), 100, A))
    eventually("the other partition is served", lambda: len(view.from_policies()) == 1)


def test_an_event_that_breaks_a_policy_holds_back_its_partition_only_and_leaves_nothing_half_done(
    log: Settings, run: Run, ask: Ask, view: LogView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_feed, "TRY_AGAIN_S", 0.2)
    poisoned, free = payment(payment_on(log, 0), 100, A)[0], payment_on(log, 1)
    is_broken, react = True, Matcher.react

    def breaking(self: Matcher, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        intents = list(react(self, lookup, event))
        if is_broken and event.aggregate_id == poisoned:
            raise OverflowError("Åsa Öberg")
        return intents

    monkeypatch.setattr(Matcher, "react", breaking)
    for name in ("writer", "matcher"):
        run(name)
    ask(*payment(payment_on(log, 0), 100, A))
    eventually("it is named", lambda: 0 in ASIDE.of("matcher"))
    assert "OverflowError" in ASIDE.of("matcher")[0]
    assert "berg" not in ASIDE.of("matcher")[0]
    ask(*payment(free, 100, A))
    eventually("the other partition is served", lambda: len(view.from_policies()) == 1)
    is_broken = False
    eventually("it is handled when the policy can", lambda: len(view.from_policies()) == 2)
    eventually("nothing is put aside any more", lambda: ASIDE.of("matcher") == {})
