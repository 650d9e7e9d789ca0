-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: no_version_is_missing
SELECT format('%s %s has %s events up to version %s', aggregate_kind, aggregate_id, count(*), max(version))
FROM audit_trail.audit_trail
GROUP BY aggregate_kind, aggregate_id
HAVING count(*) <> max(version);

-- name: every_folded_event_has_a_row
SELECT format('partition %s has %s rows and %s events were folded', partition, coalesce(rows, 0), checkpoint.folded)
FROM (SELECT partition, count(*) AS rows FROM audit_trail.audit_trail GROUP BY partition) AS counted
RIGHT JOIN (
    SELECT checkpoint.partition, checkpoint.folded
    FROM caseledger.checkpoint AS checkpoint
    JOIN caseledger.build AS build USING (model, build)
    WHERE build.state = 'serving' AND model = 'audit_trail'
) AS checkpoint USING (partition)
WHERE coalesce(rows, 0) <> checkpoint.folded;

-- name: every_row_is_counted_for_its_actor
SELECT format('%s %s is counted for %s events in partition %s and has %s', kind, id, events, partition, rows)
FROM audit_trail.actor
FULL JOIN (
    SELECT actor_id AS id, actor_kind AS kind, partition, count(*) AS rows
    FROM audit_trail.audit_trail
    GROUP BY actor_id, actor_kind, partition
) AS counted USING (id, kind, partition)
WHERE events IS DISTINCT FROM rows;
