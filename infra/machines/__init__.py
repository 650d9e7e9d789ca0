"""Which workers run on which machines: each process says so on a topic, and whoever asks for the status reads it."""
