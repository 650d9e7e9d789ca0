-- name: count_actors
INSERT INTO actor AS held (id, kind, partition, events)
SELECT unnest(%(ids)s::text[]), unnest(%(kinds)s::text[]), %(partition)s, unnest(%(events)s::bigint[])
ON CONFLICT (id, kind, partition) DO UPDATE SET events = held.events + excluded.events;
