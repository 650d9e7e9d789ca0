"""The end of a case, and the one way back."""
