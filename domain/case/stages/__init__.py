"""Where a case is in its life."""
