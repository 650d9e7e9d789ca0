-- Events that wait: the one that could not be folded, and those of the same aggregate that came after it.

-- name: insert
INSERT INTO caseledger.parked_event (
    model, build, partition, log_offset, position, aggregate_id, type, error, key, value,
    header_names, header_contents, parked_at)
VALUES (
    %(model)s, %(build)s, %(partition)s, %(log_offset)s, %(position)s, %(aggregate_id)s::uuid, %(type)s, %(error)s,
    %(key)s, %(value)s, %(header_names)s::text[], %(header_contents)s::bytea[], %(parked_at)s);

-- name: aggregates
SELECT DISTINCT model, build, aggregate_id::text
FROM caseledger.parked_event
WHERE partition = %(partition)s AND aggregate_id IS NOT NULL;

-- name: list
SELECT parked.model, parked.partition, parked.aggregate_id::text,
       (array_agg(parked.log_offset ORDER BY parked.log_offset))[1] AS first_offset,
       (array_agg(parked.position ORDER BY parked.log_offset))[1] AS first_position,
       (array_agg(parked.type ORDER BY parked.log_offset))[1] AS first_type,
       (array_agg(parked.error ORDER BY parked.log_offset))[1] AS error,
       count(*) AS events,
       min(parked.parked_at) AS since,
       max(parked.tried_at) AS tried_at,
       max(parked.tries) AS tries
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving'
-- A record that names no aggregate stands alone.
GROUP BY parked.model, parked.partition, parked.aggregate_id,
         CASE WHEN parked.aggregate_id IS NULL THEN parked.log_offset END
ORDER BY since, parked.model, parked.partition, first_offset;

-- name: waiting
SELECT parked.model, parked.partition, parked.aggregate_id::text, parked.position, parked.type, parked.error,
       parked.parked_at
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving' AND (%(aggregate_id)s IS NULL OR parked.aggregate_id = %(aggregate_id)s::uuid)
ORDER BY parked.model, parked.partition, parked.log_offset
LIMIT %(limit)s;

-- name: offsets
SELECT parked.log_offset
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving' AND parked.model = %(model)s AND parked.partition = %(partition)s
  AND parked.aggregate_id = ANY (%(aggregate_ids)s::uuid[])
ORDER BY parked.log_offset;

-- name: totals
SELECT count(DISTINCT coalesce(parked.aggregate_id::text, parked.partition || '/' || parked.log_offset)),
       count(DISTINCT (parked.partition, parked.log_offset))
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving';

-- name: queues
SELECT DISTINCT parked.model, parked.partition, parked.aggregate_id::text
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving' AND (%(aggregate_id)s IS NULL OR parked.aggregate_id = %(aggregate_id)s::uuid)
ORDER BY parked.partition, parked.model, 3;

-- name: queue
SELECT log_offset, key, value, header_names, header_contents
FROM caseledger.parked_event
WHERE model = %(model)s AND build = %(build)s AND partition = %(partition)s
  AND aggregate_id IS NOT DISTINCT FROM %(aggregate_id)s::uuid
ORDER BY log_offset;

-- name: delete
DELETE FROM caseledger.parked_event
WHERE model = %(model)s AND build = %(build)s AND partition = %(partition)s
  AND log_offset = ANY (%(log_offsets)s);

-- name: tried
UPDATE caseledger.parked_event
SET error    = CASE WHEN log_offset = %(log_offset)s THEN %(error)s ELSE error END,
    tried_at = %(tried_at)s,
    tries    = tries + 1
WHERE model = %(model)s AND build = %(build)s AND partition = %(partition)s
  AND log_offset = ANY (%(log_offsets)s);
