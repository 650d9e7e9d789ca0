-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: clocks_do_not_run_ahead_of_the_model
SELECT format('a clock in partition %s was turned at position %s and the model is at %s',
              clock.partition, max(clock.position), checkpoint.position)
FROM sla.clock AS clock
JOIN caseledger.checkpoint AS checkpoint ON checkpoint.partition = clock.partition AND checkpoint.model = 'sla'
JOIN caseledger.build AS build ON build.model = checkpoint.model AND build.build = checkpoint.build AND build.state = 'serving'
GROUP BY clock.partition, checkpoint.position
HAVING max(clock.position) > checkpoint.position;
