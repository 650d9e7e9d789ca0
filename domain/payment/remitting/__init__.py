"""A line of the bank is a remittance's: the money that it took for one, or that came back."""
