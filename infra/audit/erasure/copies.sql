-- name: keys
SELECT category, partition FROM caseledger.person_key WHERE person_id = %(person)s ORDER BY category, partition;
