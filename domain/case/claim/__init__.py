"""A creditor hands over a claim."""
