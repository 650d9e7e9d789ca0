-- name: builds
SELECT build FROM caseledger.build WHERE model = %(model)s ORDER BY build;

-- name: of_persons
held.partition = %(partition)s AND held.person_id = ANY (%(persons)s::uuid[]);

-- name: without_keys
held.partition = %(partition)s
AND EXISTS (SELECT FROM caseledger.key_checkpoint WHERE partition = %(partition)s AND next_offset >= %(keys_end)s)
AND NOT EXISTS (
    SELECT FROM caseledger.person_key AS key
    WHERE key.person_id = held.person_id AND key.category = %(category)s AND key.partition = held.partition);
