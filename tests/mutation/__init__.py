"""What `make mutants` needs."""
