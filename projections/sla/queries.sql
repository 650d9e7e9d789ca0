-- `at` is the time at which it is asked how the clocks stand: one that is running and past due counts as breached.

-- name: board
SELECT clock,
       CASE WHEN state = 'running' AND due_at <= %(at)s THEN 'breached' ELSE state END AS run,
       count(*)
FROM sla.clock
WHERE (%(jurisdiction)s IS NULL OR jurisdiction = %(jurisdiction)s)
GROUP BY 1, 2
ORDER BY 1, 2;

-- name: breached
SELECT aggregate_id, clock, number, jurisdiction, 'breached', started_at, due_at, paused_at, ended_at
FROM sla.clock
WHERE (state = 'breached' OR state = 'running' AND due_at <= %(at)s)
  AND (%(clock)s IS NULL OR clock = %(clock)s)
  AND (NOT %(only_running)s OR state = 'running')
ORDER BY due_at, aggregate_id, clock, number
LIMIT %(limit)s OFFSET %(offset)s;

-- name: due_next
SELECT aggregate_id, clock, number, jurisdiction, state, started_at, due_at, paused_at, ended_at
FROM sla.clock
WHERE state = 'running' AND due_at > %(at)s AND (%(clock)s IS NULL OR clock = %(clock)s)
ORDER BY due_at, aggregate_id, clock, number
LIMIT %(limit)s;

-- name: clocks_of
SELECT aggregate_id, clock, number, jurisdiction,
       CASE WHEN state = 'running' AND due_at <= %(at)s THEN 'breached' ELSE state END,
       started_at, due_at, paused_at, ended_at
FROM sla.clock
WHERE aggregate_id = %(aggregate_id)s
ORDER BY started_at, clock, number;
