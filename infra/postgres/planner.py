"""What PostgreSQL's planner is told by a session that finds the rows of a batch, one by one, by their keys."""

from __future__ import annotations

from psycopg2.extensions import cursor

# A page that is read at random costs about as much as the next one, and compiling a statement takes longer than
# running it on a batch. The other three: the more rows a batch touches, the likelier the planner reads a whole table
# for it, and then a catch-up costs more for each event the more there were before (docs/read-models.md has figures).
_SETTINGS = """
SET random_page_cost TO 1.1;
SET jit TO off;
SET enable_hashjoin TO off;
SET enable_mergejoin TO off;
SET enable_seqscan TO off
"""


def find_rows_by_keys(cursor: cursor) -> None:
    """From now on this session finds rows by indexes where there are any; what has none is read through as before.

    For sessions that fold. Questions are planned as PostgreSQL sees fit.
    """
    cursor.execute(_SETTINGS)


def plan_this_one_as_usual(cursor: cursor) -> None:
    """Until the transaction ends, PostgreSQL plans as it sees fit: for a question about all rows of a table."""
    cursor.execute("SET LOCAL enable_hashjoin TO on; SET LOCAL enable_mergejoin TO on; SET LOCAL enable_seqscan TO on")
