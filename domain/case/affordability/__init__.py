"""What a household can pay a month, and whether a plan is one that it can keep."""
