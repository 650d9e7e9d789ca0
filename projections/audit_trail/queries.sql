-- A page of the trail in the order in which events were written; where a period of happening is given, in the order in
-- which they happened, so that a page costs what is on it. Every filter may be left out (NULL).

-- name: aggregates_of_command
SELECT DISTINCT aggregate_id FROM audit_trail.audit_trail
WHERE causation_id = %(command_id)s AND recorded_at >= %(since)s;

-- name: places
-- Where the events of some aggregates are in the log.
SELECT aggregate_id, partition, position, version, record_offset, hash
FROM audit_trail.audit_trail
WHERE aggregate_id = ANY (%(aggregate_ids)s::uuid[])
ORDER BY aggregate_id, version;

-- name: newest_version
-- By the versions and not by a page of one entry: PostgreSQL may look for that among all that was recorded last.
SELECT version
FROM audit_trail.audit_trail
WHERE aggregate_id = %(aggregate_id)s
ORDER BY version DESC
LIMIT 1;

-- A page is `entries`, with `of_case` where a case is given, `chosen`, and one of the four orders.

-- name: entries
SELECT trail.partition, trail.position, trail.aggregate_kind, trail.aggregate_id, trail.version, trail.type,
       trail.summary, trail.actor_kind, trail.actor_id, trail.occurred_at, trail.recorded_at, trail.channel,
       trail.reason, trail.rule, trail.causation_id, trail.correlation_id, trail.event_id, trail.hash,
       CASE WHEN trail.aggregate_kind = 'case' THEN ARRAY[trail.aggregate_id]
            ELSE ARRAY(SELECT mention.case_id
                       FROM audit_trail.case_mention AS mention
                       WHERE mention.partition = trail.partition AND mention.position = trail.position
                       ORDER BY mention.case_id)
       END
FROM audit_trail.audit_trail AS trail

-- name: of_case
JOIN (
    SELECT partition, position FROM audit_trail.audit_trail WHERE aggregate_id = %(case_id)s
    UNION
    -- All that happened to the payments that name it: the events before a payment found its case do not.
    SELECT of_payment.partition, of_payment.position
    FROM audit_trail.case_mention AS mention
    JOIN audit_trail.audit_trail AS naming USING (partition, position)
    JOIN audit_trail.audit_trail AS of_payment ON of_payment.aggregate_id = naming.aggregate_id
    WHERE mention.case_id = %(case_id)s
) AS named USING (partition, position)

-- name: chosen
WHERE (%(aggregate_id)s IS NULL OR trail.aggregate_id = %(aggregate_id)s)
  AND (%(actor_kind)s IS NULL OR trail.actor_kind = %(actor_kind)s)
  AND (%(actor_id)s IS NULL OR trail.actor_id = %(actor_id)s)
  AND (%(type)s IS NULL OR trail.type = %(type)s)
  AND (%(types)s::text[] IS NULL OR trail.type = ANY (%(types)s::text[]))
  AND (%(correlation_id)s IS NULL OR trail.correlation_id = %(correlation_id)s)
  AND (%(causation_id)s IS NULL OR trail.causation_id = %(causation_id)s)
  AND (%(occurred_from)s IS NULL OR trail.occurred_at >= %(occurred_from)s)
  AND (%(occurred_before)s IS NULL OR trail.occurred_at < %(occurred_before)s)
  AND (%(recorded_from)s IS NULL OR trail.recorded_at >= %(recorded_from)s)
  AND (%(recorded_before)s IS NULL OR trail.recorded_at < %(recorded_before)s)

-- name: oldest_recorded
  AND (%(after_at)s IS NULL
       OR (trail.recorded_at, trail.partition, trail.position)
          > (%(after_at)s, %(after_partition)s, %(after_position)s))
ORDER BY trail.recorded_at, trail.partition, trail.position
LIMIT %(limit)s;

-- name: newest_recorded
  AND (%(after_at)s IS NULL
       OR (trail.recorded_at, trail.partition, trail.position)
          < (%(after_at)s, %(after_partition)s, %(after_position)s))
ORDER BY trail.recorded_at DESC, trail.partition DESC, trail.position DESC
LIMIT %(limit)s;

-- name: oldest_occurred
  AND (%(after_at)s IS NULL
       OR (trail.occurred_at, trail.partition, trail.position)
          > (%(after_at)s, %(after_partition)s, %(after_position)s))
ORDER BY trail.occurred_at, trail.partition, trail.position
LIMIT %(limit)s;

-- name: newest_occurred
  AND (%(after_at)s IS NULL
       OR (trail.occurred_at, trail.partition, trail.position)
          < (%(after_at)s, %(after_partition)s, %(after_position)s))
ORDER BY trail.occurred_at DESC, trail.partition DESC, trail.position DESC
LIMIT %(limit)s;

-- name: has_acted
SELECT EXISTS (SELECT FROM audit_trail.actor WHERE id = %(id)s);

-- name: actors
SELECT kind, id
FROM audit_trail.actor
GROUP BY kind, id
ORDER BY sum(events) DESC, kind, id
LIMIT %(limit)s;
