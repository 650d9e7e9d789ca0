"""``python -m tests.fuzz.http``: requests to the API and its pages that are made up, and what was answered.

The first answer that must not be ends the run, with the request that had it.
"""

from __future__ import annotations

import argparse
import logging
import sys
from time import monotonic

from tests.fuzz.http.harness import MustNotBe, pages_answered, requests_answered

PAGES_OF = 5
"""So many requests, one of them to a page."""


def main() -> int:
    """Print the counts; 1 when an answer was what must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.http", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261126)
    given = parser.parse_args()
    logging.disable(logging.INFO)
    started = monotonic()
    try:
        pages = given.requests // PAGES_OF
        found = requests_answered(given.requests - pages, given.seed) + pages_answered(pages, given.seed)
    except MustNotBe as wrong:
        print(f"seed {given.seed}: {wrong}", file=sys.stderr)
        return 1
    for status, count in sorted(found.items()):
        print(f"{count:>9,}  {status}")
    print(
        f"{found.total():,} requests in {monotonic() - started:,.0f} s (seed {given.seed}). No fault, no answer that "
        "is not described, nothing of another person."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
