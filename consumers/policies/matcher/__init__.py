"""The matcher: payments find their cases. ``decision`` is the pure rule, ``memory`` what it is given to decide on."""
