"""Deadlines: agreed, kept, and missed only after their grace."""
