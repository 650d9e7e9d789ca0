-- A command whose events come in two batches has one bank's day all the same: the one that its last event says. Its events
-- follow each other in their partition. `{whose}` finds the rows by what the table's key begins with.

-- name: day
SELECT bank_day FROM {table}_movement
WHERE {whose} AND position BETWEEN %(first)s AND %(last)s AND bank_day IS NOT NULL
LIMIT 1;

-- name: date
UPDATE {table}_movement SET bank_day = %(day)s
WHERE {whose} AND position BETWEEN %(first)s AND %(last)s;
