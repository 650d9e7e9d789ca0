-- name: counts
SELECT place.model, place.partition, place.position, place.folded,
       (SELECT count(*)
        FROM caseledger.parked_event AS parked
        WHERE parked.model = place.model AND parked.build = place.build AND parked.partition = place.partition
          AND parked.position IS NOT NULL)
FROM caseledger.place AS place
JOIN caseledger.build AS build USING (model, build)
WHERE build.state = 'serving'
ORDER BY place.model, place.partition;
