"""What a person has to do with cases: told by a policy, because an erasure depends on it."""
