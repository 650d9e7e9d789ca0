"""Money that was matched to the case is allocated to its parts."""
