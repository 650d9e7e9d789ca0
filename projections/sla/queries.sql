-- `at` is the time at which it is asked how the clocks stand: one that is running and past due counts as breached.

-- name: now
-- How every clock stands now, or will stand at a later time if nothing happens until then.
WITH stood AS (
    SELECT clock.*, CASE WHEN state = 'running' AND due_at <= %(at)s THEN 'breached' ELSE state END AS stands
    FROM sla.clock AS clock
)

-- name: then
-- How every clock stood at an earlier time, as far as is on record by now: what was recorded later and happened before
-- counts. A row says when its clock started and ended and since when it stands still. What it does not say is whether it
-- stood still then and has run on since, or had ended then and was opened again: both are found in the trail, for the
-- clocks to which that can happen (`turning`: which events do what to them). Of one that was opened again since, nobody
-- can say from here how it had ended.
WITH turning AS (
    SELECT * FROM unnest(%(turning_clocks)s::text[], %(turning_types)s::text[], %(turning_roles)s::text[])
                  AS turning (clock, type, role)
),
stood AS (
    SELECT clock.*,
           CASE WHEN clock.ended_at <= %(at)s THEN clock.state
                WHEN ended.role = 'ends' THEN 'not_known'
                WHEN clock.paused_at <= %(at)s OR turned.role = 'pauses' THEN 'paused'
                WHEN clock.due_at <= %(at)s THEN 'breached'
                ELSE 'running'
           END AS stands
    FROM sla.clock AS clock
    LEFT JOIN LATERAL (
        SELECT turning.role
        FROM audit_trail.audit_trail AS event
        JOIN turning ON turning.clock = clock.clock AND turning.type = event.type
        WHERE event.aggregate_id = clock.aggregate_id AND event.occurred_at <= %(at)s
          AND turning.role IN ('pauses', 'resumes')
        ORDER BY event.version DESC
        LIMIT 1
    ) AS turned ON clock.clock = ANY (%(turning_clocks)s::text[])
    LEFT JOIN LATERAL (
        SELECT turning.role
        FROM audit_trail.audit_trail AS event
        JOIN turning ON turning.clock = clock.clock AND turning.type = event.type
        WHERE event.aggregate_id = clock.aggregate_id AND event.occurred_at <= %(at)s
          AND turning.role IN ('ends', 'reopens')
        ORDER BY event.version DESC
        LIMIT 1
    ) AS ended ON clock.clock = ANY (%(turning_clocks)s::text[])
    WHERE clock.started_at <= %(at)s
)

-- Each question begins with one of the two above.

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
       CASE WHEN ended_at <= %(at)s THEN ended_at END
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
