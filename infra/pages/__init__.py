"""Pages of docs/ that the program prints from its own code: the catalogue of events and the rows of law."""
