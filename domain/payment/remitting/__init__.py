"""A line of the bank is a transfer's of ours: the money that it took for one, or that came back."""
