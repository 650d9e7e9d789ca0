-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: who_is_given_up_says_who_stays
SELECT format('the person %s is %s and merged into %s', person_id, status, coalesce(merged_into::text, 'nobody'))
FROM person.person
WHERE (status = 'merged') <> (merged_into IS NOT NULL) OR merged_into = person_id;

-- name: who_is_represented_is_on_file
SELECT format('%s acts for %s, who is not on file', representative_id, person_id)
FROM person.representative AS acting
WHERE NOT EXISTS (SELECT FROM person.person WHERE person.person_id = acting.person_id AND person.status = 'registered');

-- name: what_stands_in_the_clear_has_its_key
SELECT format('the text of %s, a %s, has no key any more: somebody erased can be found', source_id, source_kind)
FROM person.known_as AS known
WHERE coalesce(name, email, phone, postal_address) IS NOT NULL
  AND EXISTS (SELECT FROM caseledger.key_checkpoint AS read WHERE read.partition = known.partition AND next_offset > 0)
  AND NOT EXISTS (
    SELECT FROM caseledger.person_key AS key
    WHERE key.person_id = known.person_id AND key.category = 'contact' AND key.partition = known.partition);
