-- What must hold whatever happened. Each statement gives one line for each place where it does not.

-- name: clocks_do_not_run_ahead_of_the_model
SELECT format('a clock in partition %s was turned at position %s and the model is at %s',
              clock.partition, max(clock.position), place.position)
FROM sla.clock AS clock
JOIN caseledger.place AS place ON place.partition = clock.partition AND place.model = 'sla'
JOIN caseledger.build AS build ON build.model = place.model AND build.build = place.build AND build.state = 'serving'
GROUP BY clock.partition, place.position
HAVING max(clock.position) > place.position;
