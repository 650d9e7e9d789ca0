"""The benchmarks' arithmetic, and that what is published is what was measured."""
