"""Whatever bytes come, a reader gives a whole file or a refusal: no other error, no hang, nothing of a refused file.

``make fuzz`` does the same a hundred thousand times.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import PaymentImport
from infra.intake.refused.rejected import BankFileRejected
from tests.fuzz.__main__ import by_accident
from tests.fuzz.damage import DAMAGES, damaged
from tests.fuzz.harness import PLAN, outcome_of
from tests.fuzz.seeds import SEEDS

seeds = st.sampled_from(SEEDS)


@pytest.mark.parametrize("data", SEEDS)
def test_a_file_that_is_whole_is_accepted(data: bytes) -> None:
    assert outcome_of(data) == "accepted"


@settings(max_examples=300, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_a_file_after_accidents_is_whole_or_refused(data: bytes, random: Random) -> None:
    assert outcome_of(damaged(random, data))


@settings(max_examples=300, deadline=None)
@given(seeds, st.integers(0, 400), st.binary(max_size=400), st.integers(0, 400))
def test_bytes_put_into_a_file_leave_it_whole_or_get_it_refused(data: bytes, at: int, new: bytes, lost: int) -> None:
    place = at * len(data) // 401
    assert outcome_of(data[:place] + new + data[place + lost :])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", b"01BGMAX", b"NY000010", b":20:A\n:25:B\n", SEEDS[3][:200]]), st.binary(max_size=600))
def test_bytes_that_are_no_file_are_refused(head: bytes, tail: bytes) -> None:
    assert outcome_of(head + tail) != "accepted"


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_every_kind_of_damage_changes_some_file(damage: object) -> None:
    assert any(damage(Random(seed), data) != data for seed in range(5) for data in SEEDS)  # type: ignore[operator]


def test_a_run_counts_what_came_of_its_inputs_and_is_the_same_from_its_seed() -> None:
    first, again = by_accident(60, 7), by_accident(60, 7)
    assert first is not None
    assert first == again
    assert first.total() == 60


def test_nothing_of_a_refused_file_reaches_the_ledger(tmp_path: Path) -> None:
    from infra.intake.banks.bank_file import read_bank_file

    path = tmp_path / "wrong.txt"
    path.write_bytes(SEEDS[0][:-90])
    sent: list[object] = []
    with pytest.raises(BankFileRejected):
        import_payments(path, read_bank_file(path), PaymentImport(PLAN.at, PLAN.zone), None, lambda: sent.append(1))
    assert sent == []
