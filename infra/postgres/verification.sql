-- name: counts
SELECT checkpoint.model, checkpoint.partition, checkpoint.position, checkpoint.folded,
       (SELECT count(*)
        FROM caseledger.parked_event AS parked
        WHERE parked.model = checkpoint.model AND parked.build = checkpoint.build AND parked.partition = checkpoint.partition
          AND parked.position IS NOT NULL)
FROM caseledger.checkpoint AS checkpoint
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving'
ORDER BY checkpoint.model, checkpoint.partition;
