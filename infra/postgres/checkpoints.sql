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
WHERE partition = %(partition)s AND (model, build) IN (SELECT unnest(%(models)s), unnest(%(builds)s))
ORDER BY model
FOR UPDATE;

-- name: move
UPDATE caseledger.checkpoint
SET position    = %(position)s,
    next_offset = %(next_offset)s,
    folded      = folded + %(folded)s,
    recorded_at = coalesce(%(recorded_at)s, recorded_at)
WHERE model = %(model)s AND build = %(build)s AND partition = %(partition)s
  AND position = %(expected_position)s AND next_offset = %(expected_offset)s;

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
