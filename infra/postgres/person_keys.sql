-- name: begin_checkpoint
INSERT INTO caseledger.key_checkpoint (partition, seen_at_ms)
VALUES (%(partition)s, extract(epoch FROM statement_timestamp()) * 1000)
ON CONFLICT (partition) DO NOTHING;

-- name: checkpoint
SELECT next_offset, seen_at_ms FROM caseledger.key_checkpoint WHERE partition = %(partition)s;

-- name: move_checkpoint
UPDATE caseledger.key_checkpoint SET next_offset = %(after)s, seen_at_ms = %(seen_at_ms)s
WHERE partition = %(partition)s AND next_offset = %(before)s;

-- name: put
INSERT INTO caseledger.person_key (person_id, category, partition, key_id, wrapping_key, wrapped) VALUES %s
ON CONFLICT (person_id, category, partition) DO UPDATE
SET key_id = excluded.key_id, wrapping_key = excluded.wrapping_key, wrapped = excluded.wrapped;

-- name: delete
DELETE FROM caseledger.person_key AS key
USING unnest(%(persons)s::uuid[], %(categories)s::text[]) AS gone (person_id, category)
WHERE key.person_id = gone.person_id AND key.category = gone.category AND key.partition = %(partition)s;

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
