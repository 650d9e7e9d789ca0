-- name: beyond
-- Commands whose events a read model has folded and the log does not hold (any more).
SELECT causation_id, partition, min(position)
FROM audit_trail.audit_trail
WHERE partition = %(partition)s AND position > %(position)s
GROUP BY causation_id, partition
ORDER BY min(position)
