"""The ten principles of fair treatment, held against what is on record. Nothing is folded for them."""
