"""What a person wanted to do with a creditor's terms and may not, by law, by policy or in decency."""
