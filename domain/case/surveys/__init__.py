"""After the end of a case the customer is asked how it went."""
