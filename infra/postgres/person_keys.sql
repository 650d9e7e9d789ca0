-- name: begin_checkpoint
INSERT INTO caseledger.key_checkpoint (partition, seen_at_ms)
VALUES (%(partition)s, extract(epoch FROM statement_timestamp()) * 1000)
ON CONFLICT (partition) DO NOTHING;

-- name: checkpoint
SELECT next_offset, seen_at_ms FROM caseledger.key_checkpoint WHERE partition = %(partition)s;

-- name: apply
-- All of it, or nothing when the checkpoint is somewhere else.
WITH moved AS (
    UPDATE caseledger.key_checkpoint SET next_offset = %(after)s, seen_at_ms = %(seen_at_ms)s
    WHERE partition = %(partition)s AND next_offset = %(before)s
    RETURNING partition
), put AS (
    INSERT INTO caseledger.person_key (person_id, category, partition, key_id, wrapping_key, wrapped)
    SELECT made.person_id, made.category, moved.partition, made.key_id, made.wrapping_key, made.wrapped
    FROM moved
    CROSS JOIN unnest(
        %(persons)s::uuid[], %(categories)s::text[], %(key_ids)s::uuid[], %(wrapping_keys)s::text[], %(wrapped)s::bytea[]
    ) AS made (person_id, category, key_id, wrapping_key, wrapped)
    ON CONFLICT (person_id, category, partition) DO UPDATE
    SET key_id = excluded.key_id, wrapping_key = excluded.wrapping_key, wrapped = excluded.wrapped
), deleted AS (
    DELETE FROM caseledger.person_key AS key
    USING moved, unnest(%(gone)s::uuid[], %(categories_gone)s::text[]) AS gone (person_id, category)
    WHERE key.person_id = gone.person_id AND key.category = gone.category AND key.partition = moved.partition
)
SELECT count(*) FROM moved;

-- name: find
SELECT key.person_id, key.category, key.key_id, key.wrapping_key, key.wrapped
FROM caseledger.person_key AS key
JOIN unnest(%(persons)s::uuid[], %(categories)s::text[]) AS wanted (person_id, category)
    ON key.person_id = wanted.person_id AND key.category = wanted.category
WHERE key.partition = %(partition)s;

-- name: forget_partition
WITH forgotten AS (DELETE FROM caseledger.person_key WHERE partition = %(partition)s)
UPDATE caseledger.key_checkpoint SET next_offset = 0, seen_at_ms = extract(epoch FROM statement_timestamp()) * 1000
WHERE partition = %(partition)s;

-- name: wrapping_keys
SELECT wrapping_key, count(*) FROM caseledger.person_key GROUP BY wrapping_key ORDER BY wrapping_key;
