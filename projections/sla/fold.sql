-- name: stored_clocks
SELECT touched.place, clock.number, clock.jurisdiction, clock.started_at, clock.due_at,
       clock.state, clock.paused_at, clock.ended_at, clock.position, clock.turned_at, clock.recorded_at, clock.kind
FROM unnest(%(touched)s::uuid[], %(clocks)s::text[]) WITH ORDINALITY AS touched (aggregate_id, clock, place)
JOIN clock USING (aggregate_id, clock)
WHERE clock.ended_at IS NULL OR clock.clock = ANY (%(reopenable)s::text[])
ORDER BY touched.place, clock.position, clock.number;

-- name: stored_jurisdictions
SELECT touched.place, jurisdiction.jurisdiction
FROM unnest(%(touched)s::uuid[]) WITH ORDINALITY AS touched (aggregate_id, place)
JOIN jurisdiction USING (aggregate_id);

-- name: change_clocks
UPDATE clock AS held
SET state      = staged.state,
    started_at = staged.started_at,
    due_at     = staged.due_at,
    paused_at  = staged.paused_at,
    ended_at   = staged.ended_at,
    position   = staged.position,
    turned_at  = staged.turned_at,
    recorded_at = staged.recorded_at
FROM staged_clock AS staged
WHERE held.aggregate_id = staged.aggregate_id AND held.clock = staged.clock AND held.number = staged.number
  AND held.position < staged.position;
