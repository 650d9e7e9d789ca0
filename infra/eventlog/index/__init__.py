"""The index of a partition: a cache that finds events by originator, position and cause."""
