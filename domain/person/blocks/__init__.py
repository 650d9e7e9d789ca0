"""What somebody wanted to do with a person's data and may not, by law, by policy or in decency."""
