"""What a person wanted to do on a case and may not, by law, by policy or in decency."""
