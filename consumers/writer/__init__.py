"""The case writer: the single writer of each partition, which turns commands into events exactly once."""
