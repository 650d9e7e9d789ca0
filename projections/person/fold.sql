-- name: stored_persons
SELECT person_id, partition, status, merged_into, kind, country, language, preferred, unwanted, legal_hold, wrong,
       confirmed, time_zone
FROM person WHERE person_id = ANY (%(ids)s::uuid[]);

-- name: stored_known_as
SELECT source_id, source_kind, partition, person_id, recorded_at, name, email, phone, postal_address, role
FROM known_as WHERE source_id = ANY (%(ids)s::uuid[]);

-- name: stored_representatives
SELECT person_id, representative_id, capacity FROM representative WHERE person_id = ANY (%(ids)s::uuid[]);

-- name: put_persons
INSERT INTO person (person_id, partition, status, merged_into, kind, country, language, preferred, unwanted, legal_hold,
                    wrong, confirmed, time_zone)
VALUES %s
ON CONFLICT (person_id) DO UPDATE
SET status = excluded.status, merged_into = excluded.merged_into, kind = excluded.kind, country = excluded.country,
    language = excluded.language, preferred = excluded.preferred, unwanted = excluded.unwanted,
    legal_hold = excluded.legal_hold, wrong = excluded.wrong, confirmed = excluded.confirmed,
    time_zone = excluded.time_zone;

-- name: put_known_as
INSERT INTO known_as (source_id, source_kind, partition, person_id, recorded_at, name, email, phone, postal_address,
                      role, name_words, email_key, phone_key) VALUES %s
ON CONFLICT (source_id, person_id) DO UPDATE
SET recorded_at = excluded.recorded_at, name = excluded.name, email = excluded.email, phone = excluded.phone,
    postal_address = excluded.postal_address, role = excluded.role, name_words = excluded.name_words,
    email_key = excluded.email_key, phone_key = excluded.phone_key;

-- name: delete_representatives
DELETE FROM representative WHERE person_id = ANY (%(ids)s::uuid[]);

-- name: insert_representatives
INSERT INTO representative (person_id, representative_id, capacity, partition) VALUES %s;

-- name: put_payers
INSERT INTO payer (payment_id, person_id, partition) VALUES %s
ON CONFLICT (payment_id) DO UPDATE SET person_id = excluded.person_id;
