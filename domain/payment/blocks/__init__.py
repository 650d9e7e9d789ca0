"""What a person wanted to do with a payment and may not, by law, by policy or in decency."""
