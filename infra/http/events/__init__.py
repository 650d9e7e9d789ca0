"""The events themselves, as they stand in the log: for auditors, and for whoever is told of what happens."""
