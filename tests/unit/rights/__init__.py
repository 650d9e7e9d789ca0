"""What a person may ask for: all of it, and nothing of anybody else."""
