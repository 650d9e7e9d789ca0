-- name: persons
SELECT person_id, status, merged_into, kind, country, language, preferred, unwanted, legal_hold, wrong,
       confirmed, time_zone, partition
FROM person.person
WHERE person_id = ANY (%(ids)s::uuid[])
ORDER BY person_id;

-- name: ids_of
-- The person and everybody who was given up for them, in turn.
WITH RECURSIVE one AS (
    SELECT %(person_id)s::uuid AS person_id
    UNION
    SELECT given_up.person_id FROM person.person AS given_up JOIN one ON given_up.merged_into = one.person_id
)
SELECT person_id FROM one ORDER BY person_id;

-- name: who_stays
-- Along the chain of those who were given up; a circle that is not settled yet ends where it began.
WITH RECURSIVE chain AS (
    SELECT person_id, merged_into, 1 AS step FROM person.person WHERE person_id = %(person_id)s
    UNION ALL
    SELECT next.person_id, next.merged_into, step + 1
    FROM person.person AS next JOIN chain ON next.person_id = chain.merged_into
    WHERE step < 100
)
SELECT person_id FROM chain ORDER BY step DESC LIMIT 1;

-- name: known_as
SELECT source_id, source_kind, person_id, recorded_at, name, email, phone, postal_address, role
FROM person.known_as
WHERE person_id = ANY (%(ids)s::uuid[])
ORDER BY source_kind DESC, recorded_at DESC, source_id
LIMIT %(limit)s;

-- name: representatives
SELECT representative_id, capacity FROM person.representative WHERE person_id = %(person_id)s ORDER BY representative_id;

-- name: represents
SELECT person_id, capacity FROM person.representative WHERE representative_id = %(person_id)s ORDER BY person_id;

-- name: find
SELECT DISTINCT person_id
FROM person.known_as
WHERE (%(words)s::tsquery IS NULL OR name_words @@ %(words)s::tsquery)
  AND (%(email)s IS NULL OR email_key = %(email)s)
  AND (%(phone)s IS NULL OR phone_key = %(phone)s)
  AND (%(among)s::uuid[] IS NULL OR person_id = ANY (%(among)s::uuid[]))
ORDER BY person_id
LIMIT %(limit)s;

-- name: payments
SELECT payment_id FROM person.payer WHERE person_id = ANY (%(ids)s::uuid[]) ORDER BY payment_id LIMIT %(limit)s;
