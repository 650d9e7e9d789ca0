-- name: builds
SELECT build FROM caseledger.build WHERE model = %(model)s ORDER BY build;

-- name: of_persons
held.partition = %(partition)s AND held.person_id = ANY (%(persons)s::uuid[]);

-- name: without_keys
held.partition IN (
    SELECT checkpoint.partition
    FROM caseledger.key_checkpoint AS checkpoint
    JOIN unnest(%(partitions)s::integer[], %(keys_ends)s::bigint[]) AS known (partition, keys_end)
        ON checkpoint.partition = known.partition AND checkpoint.next_offset >= known.keys_end)
AND NOT EXISTS (
    SELECT FROM caseledger.person_key AS key
    WHERE key.person_id = held.person_id AND key.category = %(category)s AND key.partition = held.partition);
