"""What the bank took back and nobody can be asked for is made good by the agency."""
