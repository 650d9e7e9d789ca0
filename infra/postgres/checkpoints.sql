-- How far each build has come in each partition. Whoever locks several checkpoints locks them in the order of (partition,
-- model), so that nobody waits for somebody who waits for him.

-- name: begin
INSERT INTO caseledger.checkpoint (model, build, partition)
SELECT unnest(%(models)s), unnest(%(builds)s), %(partition)s
ON CONFLICT DO NOTHING;

-- name: read
SELECT model, position, next_offset
FROM caseledger.checkpoint
WHERE partition = %(partition)s AND (model, build) IN (SELECT unnest(%(models)s), unnest(%(builds)s))
ORDER BY model;

-- name: lock
SELECT model, position, next_offset
FROM caseledger.checkpoint
WHERE partition = %(partition)s AND (model, build) IN (SELECT unnest(%(models)s::text[]), unnest(%(builds)s::integer[]))
ORDER BY model
FOR UPDATE;

-- name: move
UPDATE caseledger.checkpoint AS held
SET position    = move.position,
    next_offset = move.next_offset,
    folded      = held.folded + move.folded,
    recorded_at = coalesce(move.recorded_at, held.recorded_at)
FROM unnest(
         %(models)s::text[], %(builds)s::integer[], %(positions)s::bigint[], %(next_offsets)s::bigint[], %(folded)s::bigint[],
         %(recorded_at)s::timestamptz[], %(expected_positions)s::bigint[], %(expected_offsets)s::bigint[])
     AS move (model, build, position, next_offset, folded, recorded_at, expected_position, expected_offset)
WHERE held.model = move.model AND held.build = move.build AND held.partition = %(partition)s
  AND held.position = move.expected_position AND held.next_offset = move.expected_offset;

-- name: add_folded
UPDATE caseledger.checkpoint
SET folded = folded + %(folded)s
WHERE model = %(model)s AND build = %(build)s AND partition = %(partition)s;

-- name: of_build
SELECT partition, position, next_offset
FROM caseledger.checkpoint
WHERE model = %(model)s AND build = %(build)s
ORDER BY partition;

-- name: lock_build
SELECT partition, position, next_offset
FROM caseledger.checkpoint
WHERE model = %(model)s AND build = %(build)s
ORDER BY partition
FOR UPDATE;

-- name: serving
-- The lock comes before the snapshot that a REPEATABLE READ transaction takes with its first SELECT: a switch that is
-- under way is waited for, and none can come between this and the reader's next query, which would then look for rows
-- that its snapshot cannot see.
LOCK TABLE caseledger.build IN ACCESS SHARE MODE;
SELECT checkpoint.model, checkpoint.partition, checkpoint.position, checkpoint.next_offset, checkpoint.folded, checkpoint.recorded_at
FROM caseledger.checkpoint AS checkpoint
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving'
ORDER BY checkpoint.model, checkpoint.partition;
