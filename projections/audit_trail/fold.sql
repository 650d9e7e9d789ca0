-- name: count_actors
INSERT INTO actor AS held (id, kind, partition, events)
SELECT unnest(%(ids)s), unnest(%(kinds)s), %(partition)s, unnest(%(events)s)
ON CONFLICT (id, kind, partition) DO UPDATE SET events = held.events + excluded.events;
