"""``python -m tests.fuzz``: damaged files for every reader, and what came of them.

Half of the inputs are files of our own after accidents, chosen by the seed; the other half is found by atheris, which
looks for inputs that reach new code, where it is installed (Linux). The first input that does what must not be is
written to a file and ends the run.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import monotonic

from tests.fuzz.damage import damaged
from tests.fuzz.harness import TooSlow, outcome_of
from tests.fuzz.seeds import BY_FORMAT, SEEDS

TELL_EVERY = 10_000
MINUTES_MAX = 30
"""For the inputs that are guided by coverage; they take about one."""


def main() -> int:
    """Print the counts; 1 when an input did what must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261126)
    given = parser.parse_args()
    guided = given.inputs // 2 if find_spec("atheris") else 0
    started = monotonic()
    found = by_accident(given.inputs - guided, given.seed)
    if found is None:
        return 1
    for code, count in found.most_common():
        print(f"{count:>9,}  {code}")
    reached = guided and by_coverage(guided, given.seed)
    if reached is None:
        return 1
    print(
        f"{found.total() + reached:,} inputs in {monotonic() - started:,.0f} s: {found.total():,} by accident (seed "
        f"{given.seed}), {reached:,} guided by coverage. No unhandled error, no hang, nothing accepted from a refused "
        "file."
    )
    return 0


def by_accident(inputs: int, seed: int) -> Counter[str] | None:
    """What came of so many damaged files; None after one that did what must not be."""
    random, outcomes = Random(seed), Counter[str]()
    for number in range(inputs):
        if number and number % TELL_EVERY == 0:
            print(f"{number:>9,}  inputs by accident so far", file=sys.stderr)
        data = damaged(random, random.choice(random.choice(BY_FORMAT)))
        try:
            outcomes[outcome_of(data)] += 1
        except (Exception, TooSlow) as error:
            path = Path(tempfile.mkdtemp(prefix="fuzz-")) / "input"
            path.write_bytes(data)
            print(f"input {number} of seed {seed} ({path}): {type(error).__name__}: {error}", file=sys.stderr)
            return None
    return outcomes


def by_coverage(inputs: int, seed: int) -> int | None:
    """How many inputs atheris tried; None after one that did what must not be."""
    kept = tempfile.mkdtemp(prefix="fuzz-")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
        for number, data in enumerate(SEEDS):
            (Path(corpus) / f"seed-{number}").write_bytes(data)
        run = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.guided", f"-runs={inputs}", f"-artifact_prefix={kept}/", f"-seed={seed}",
             f"-max_total_time={MINUTES_MAX * 60}", "-max_len=8192", corpus],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
    done = re.search(r"Done (\d+) (?:runs )?in", run.stderr)
    if run.returncode or done is None:
        print(run.stdout[-4_000:], run.stderr[-4_000:], file=sys.stderr)
        return None
    return int(done[1])


if __name__ == "__main__":
    sys.exit(main())
