"""A creditor is registered under a short id that never changes, and may change its name."""
