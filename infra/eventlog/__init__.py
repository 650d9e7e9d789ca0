"""Kafka as an event log: one writer for each partition, and nothing lost, doubled or reordered."""
