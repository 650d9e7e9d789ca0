-- What the checker asks of PostgreSQL.

-- name: checkpoints
-- How far the build of each model that serves has come.
SELECT build.model, checkpoint.partition, checkpoint.position
FROM caseledger.build AS build
JOIN caseledger.checkpoint AS checkpoint ON checkpoint.model = build.model AND checkpoint.build = build.build
WHERE build.state = 'serving';

-- name: parked
-- What the builds that serve leave out.
SELECT parked.model, parked.partition, parked.position, parked.aggregate_id::text
FROM caseledger.parked_event AS parked
JOIN caseledger.build AS build ON build.model = parked.model AND build.build = parked.build
WHERE build.state = 'serving'
ORDER BY parked.model, parked.partition, parked.log_offset;
