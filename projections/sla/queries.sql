-- `at` is the time at which it is asked how the clocks stand: one that is running and past due counts as breached.

-- name: now
clock AS NOT MATERIALIZED (SELECT * FROM sla.clock)

-- name: then
-- Each as the last event left it that had happened by then and was on record by then, in the order of the log.
clock AS NOT MATERIALIZED (
    SELECT stood.aggregate_id, stood.clock, stood.number, its.jurisdiction, its.kind, stood.state, stood.started_at,
           stood.due_at, stood.paused_at, stood.ended_at
    FROM (
        SELECT DISTINCT ON (aggregate_id, clock, number) *
        FROM (
            SELECT aggregate_id, clock, number, position, state, started_at, due_at, paused_at, ended_at
            FROM sla.clock
            WHERE (%(happened_by)s IS NULL OR turned_at <= %(happened_by)s)
              AND (%(recorded_by)s IS NULL OR recorded_at <= %(recorded_by)s)
            UNION ALL
            SELECT aggregate_id, clock, number, position, state, started_at, due_at, paused_at, ended_at
            FROM sla.clock_before
            WHERE (%(happened_by)s IS NULL OR turned_at <= %(happened_by)s)
              AND (%(recorded_by)s IS NULL OR recorded_at <= %(recorded_by)s)
        ) AS one
        ORDER BY aggregate_id, clock, number, position DESC
    ) AS stood
    JOIN sla.clock AS its USING (aggregate_id, clock, number)
    WHERE %(happened_by)s IS NULL OR stood.started_at <= %(happened_by)s
)

-- name: stood
-- Behind one of the two above: how every clock stands at the time, stood then, or will if nothing happens until then.
, stood AS (
    SELECT clock.*, CASE WHEN state = 'running' AND due_at <= %(at)s THEN 'breached' ELSE state END AS stands
    FROM clock
)

-- Each question begins with these.

-- name: board
-- By what each clock is of, where that is asked for: money that has found no case yet is of no creditor.
SELECT stood.clock, stands, count(*),
       count(*) FILTER (WHERE stands = 'running' AND due_at > %(at)s AND due_at <= %(risk_until)s),
       CASE WHEN %(by)s IN ('creditor', 'portfolio') THEN its.creditor_id END,
       CASE WHEN %(by)s IN ('creditor', 'portfolio') THEN coalesce(creditor.name, its.creditor_id) END,
       CASE WHEN %(by)s = 'portfolio' THEN its.portfolio END,
       CASE WHEN %(by)s = 'month' THEN to_char((due_at - interval '1 microsecond') AT TIME ZONE %(zone)s, 'YYYY-MM') END,
       CASE WHEN %(by)s = 'team' THEN its.team END
FROM stood

-- name: chosen
LEFT JOIN balances.case_balance AS its ON its.case_id = stood.aggregate_id
LEFT JOIN balances.creditor AS creditor ON creditor.creditor_id = its.creditor_id
WHERE (%(clock)s IS NULL OR clock = %(clock)s)
  AND (%(jurisdiction)s IS NULL OR stood.jurisdiction = %(jurisdiction)s)
  AND (%(creditor_id)s IS NULL OR its.creditor_id = %(creditor_id)s)
  AND (%(portfolio)s IS NULL OR its.portfolio = %(portfolio)s)
  AND (%(team)s IS NULL OR its.team = %(team)s)
  AND (%(due_after)s IS NULL OR due_at > %(due_after)s)
  AND (%(due_until)s IS NULL OR due_at <= %(due_until)s)

-- name: counted
GROUP BY 1, 2, 5, 6, 7, 8, 9
ORDER BY 1, 6, 5, 7, 8, 9, 2;

-- name: listed
SELECT aggregate_id, clock, number, stood.jurisdiction, stands, started_at, due_at, paused_at,
       ended_at
FROM stood

-- name: breached
  AND stands = 'breached' AND (NOT %(only_running)s OR ended_at IS NULL OR ended_at > %(at)s)

-- name: at_risk
  AND stands = 'running' AND due_at > %(at)s AND due_at <= %(risk_until)s

-- name: not_ended
WHERE clock = %(clock)s AND aggregate_id = ANY (%(aggregate_ids)s::uuid[]) AND ended_at IS NULL
ORDER BY started_at, aggregate_id, number;

-- name: longest_first
  AND (%(after_due)s IS NULL OR (due_at, aggregate_id, clock, number)
       > (%(after_due)s, %(after_id)s::uuid, %(after_clock)s::text, %(after_number)s))
ORDER BY due_at, aggregate_id, clock, number
LIMIT %(limit)s;

-- name: newest_first
  AND (%(after_due)s IS NULL OR (due_at, aggregate_id, clock, number)
       < (%(after_due)s, %(after_id)s::uuid, %(after_clock)s::text, %(after_number)s))
ORDER BY due_at DESC, aggregate_id DESC, clock DESC, number DESC
LIMIT %(limit)s;

-- name: clocks_of
SELECT aggregate_id, clock, number, jurisdiction, stands, started_at, due_at, paused_at, ended_at
FROM stood
WHERE aggregate_id = %(aggregate_id)s
ORDER BY started_at, clock, number;
