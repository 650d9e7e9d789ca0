-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: clocks_do_not_run_ahead_of_the_model
SELECT format('a clock in partition %s was turned at position %s and the model is at %s',
              clock.partition, max(clock.position), checkpoint.position)
FROM sla.clock AS clock
JOIN caseledger.checkpoint AS checkpoint ON checkpoint.partition = clock.partition AND checkpoint.model = 'sla'
JOIN caseledger.build AS build ON build.model = checkpoint.model AND build.build = checkpoint.build AND build.state = 'serving'
GROUP BY clock.partition, checkpoint.position
HAVING max(clock.position) > checkpoint.position;

-- name: clocks_stood_before_they_were_turned
SELECT format('the clock %s %s of %s stood at position %s after it was turned at position %s',
              clock, number, aggregate_id, max(before.position), held.position)
FROM sla.clock_before AS before
LEFT JOIN sla.clock AS held USING (aggregate_id, clock, number)
GROUP BY aggregate_id, clock, number, held.position
HAVING max(before.position) >= coalesce(held.position, 0);
