-- name: checkpoint
SELECT position, hash, next_offset FROM caseledger.disclosure_checkpoint
WHERE partition = %(partition)s AND definition = %(definition)s;

-- name: forget_partition
DELETE FROM caseledger.disclosure WHERE partition = %(partition)s;

-- name: begin
INSERT INTO caseledger.disclosure_checkpoint (partition, definition, position, hash, next_offset)
VALUES (%(partition)s, %(definition)s, 0, %(hash)s, 0)
ON CONFLICT (partition) DO UPDATE
SET definition = excluded.definition, position = 0, hash = excluded.hash, next_offset = 0;

-- name: move_checkpoint
UPDATE caseledger.disclosure_checkpoint
SET position = %(position)s, hash = %(hash)s, next_offset = %(next_offset)s
WHERE partition = %(partition)s AND definition = %(definition)s AND position = %(before)s;

-- name: add
INSERT INTO caseledger.disclosure (partition, position, read_at, reader_kind, reader_id, role, door, question, purpose,
    in_the_clear, rows, cases, persons)
VALUES %s;

-- name: begin_anew
DELETE FROM caseledger.disclosure_checkpoint;

-- name: disclosures
-- The newest first. Of a person: what was shown of them, under any of their ids, and of their cases.
SELECT partition, position, read_at, reader_kind, reader_id, role, door, question, purpose, in_the_clear, rows, cases,
    persons
FROM caseledger.disclosure
WHERE (%(reader_id)s::text IS NULL OR reader_id = %(reader_id)s)
    AND (%(purpose)s::text IS NULL OR purpose = %(purpose)s)
    AND (NOT %(in_the_clear)s OR in_the_clear)
    AND (NOT %(by_others)s OR reader_kind <> 'customer')
    AND (%(case_id)s::uuid IS NULL OR cases @> ARRAY[%(case_id)s::uuid])
    AND (%(person_ids)s::uuid[] IS NULL
        OR persons && %(person_ids)s::uuid[] OR cases && %(their_cases)s::uuid[])
    AND (%(read_from)s::timestamptz IS NULL OR read_at >= %(read_from)s)
    AND (%(read_before)s::timestamptz IS NULL OR read_at < %(read_before)s)
    AND (%(after_at)s::timestamptz IS NULL
        OR (read_at, partition, position) < (%(after_at)s, %(after_partition)s, %(after_position)s))
ORDER BY read_at DESC, partition DESC, position DESC
LIMIT %(limit)s;
